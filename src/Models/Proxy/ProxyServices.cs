using Mpsim.Models.Hosts;
using Mpsim.Models.Steering;

namespace Mpsim.Models.Proxy;

/// <summary>What a proxy offers to clients that address it themselves.</summary>
public sealed record ProxyServices
{
    /// <summary>Port of the Transport Converter (RFC 8803); null for none.</summary>
    public ushort? ConvertPort { get; init; }

    /// <summary>The converter serves only clients that show a cookie, which it has given to their address (RFC 8803 section 6.2.7).</summary>
    public bool RequiresCookie { get; init; }

    /// <summary>The converter takes a message behind the handshake too; otherwise it ignores SYNs without one (RFC 8803 section 6).</summary>
    public bool TakesLateMessages { get; init; }

    /// <summary>Port of the SOCKS server (RFC 1928); null for none.</summary>
    public ushort? SocksPort { get; init; }

    /// <summary>What the SOCKS server asks for (RFC 1929); null lets everybody in.</summary>
    public SocksCredentials? Credentials { get; init; }

    /// <summary>SYNs with the option of plain transport mode are served.</summary>
    public bool PlainMode { get; init; }

    /// <summary>Sockets toward a server that a client wants to be asked for MPTCP.</summary>
    public HostSettings TowardMServer { get; init; } = new() { SpeaksMptcp = true };
}
