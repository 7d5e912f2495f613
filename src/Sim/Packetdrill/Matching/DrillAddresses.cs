using Mpsim.Models.Wire;

namespace Mpsim.Packetdrill.Matching;

/// <summary>The addresses and ports of a run, which the options of a script may change.</summary>
internal sealed record DrillAddresses
{
    public IpAddress Local { get; init; } = IpAddress.Of(192, 168, 0, 1);

    public IpAddress Remote { get; init; } = IpAddress.Of(192, 0, 2, 1);

    /// <summary>The port that bind() without an address takes.</summary>
    public ushort BindPort { get; init; } = 8080;

    /// <summary>The port that connect() without an address goes to.</summary>
    public ushort ConnectPort { get; init; } = 8080;

    public bool IsIPv6 => !Local.IsIPv4;

    /// <summary>The addresses for a script that asks for IPv6.</summary>
    public DrillAddresses OfIPv6() => this with
    {
        Local = IpAddress.TryParse("fd3d:a0b:17d6::1", out var local) ? local : default,
        Remote = IpAddress.TryParse("fd3d:fa7b:d17d::1", out var remote) ? remote : default,
    };

    /// <summary>The first address after the tester's own that is not taken.</summary>
    public IpAddress NextRemote(Predicate<IpAddress> isTaken)
    {
        var address = Remote;
        do
        {
            address = Following(address, 1);
        }
        while (isTaken(address));

        return address;
    }

    /// <summary>The address that many after another.</summary>
    public static IpAddress Following(IpAddress address, uint count) =>
        address.IsIPv4 ? new IpAddress(address.Bits + count) : new IpAddress(address.High, address.Low + count);
}
