using Mpsim.Models.Wire;

namespace Mpsim.Scenarios.Reading;

/// <summary>Addresses for those who name none: each link has a network of its own.</summary>
internal static class AutomaticAddress
{
    /// <summary>The host number at a link's first end.</summary>
    public const byte First = 1;

    /// <summary>The host number at a link's second end.</summary>
    public const byte Second = 2;

    /// <summary>The host number of the outside of a NAPT on a link.</summary>
    public const byte Napt = 3;

    private const int NetworksPerBlock = 250;

    /// <summary>2001:db8::/32, for documentation (RFC 3849).</summary>
    private const ulong Documentation = 0x2001_0DB8_0000_0000;

    /// <summary>10.1.0.0/24, 10.2.0.0/24, … 10.250.0.0/24, 10.1.1.0/24 and so on.</summary>
    /// <param name="link">The place of the link in the file, from 0.</param>
    /// <param name="host">The host number.</param>
    public static IpAddress V4(int link, byte host) => IpAddress.Of(10, (byte)(1 + (link % NetworksPerBlock)), (byte)(link / NetworksPerBlock), host);

    /// <summary>2001:db8:1::/64, 2001:db8:2::/64 and so on, counted in hexadecimal.</summary>
    /// <param name="link">The place of the link in the file, from 0.</param>
    /// <param name="host">The host number.</param>
    public static IpAddress V6(int link, byte host) => new(Documentation | ((ulong)(link + 1) << 16), host);
}
