namespace Mpsim.Models.Wire;

/// <summary>Versions of the Internet Protocol, one or several.</summary>
[Flags]
public enum IpFamilies : byte
{
    None = 0,

    /// <summary>IPv4 (RFC 791).</summary>
    V4 = 0x01,

    /// <summary>IPv6 (RFC 8200).</summary>
    V6 = 0x02,

    /// <summary>Dual stack.</summary>
    Both = V4 | V6,
}
