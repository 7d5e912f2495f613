using Mpsim.Models.Mptcp;
using Mpsim.Models.Tcp;
using Mpsim.Models.Tcp.FastOpen;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Hosts;

/// <summary>What a host's connections are made with.</summary>
public sealed record HostSettings
{
    public TcpSettings Tcp { get; init; } = TcpSettings.Default;

    public MptcpSettings Mptcp { get; init; } = MptcpSettings.Default;

    /// <summary>TCP Fast Open.</summary>
    public FastOpenSettings FastOpen { get; init; } = FastOpenSettings.Off;

    /// <summary>Options that the SYN which opens a connection has beside those of TCP and MPTCP; SYNs of further subflows do not.</summary>
    public IReadOnlyList<UnknownOption> SynOptions { get; init; } = [];

    /// <summary>Sockets speak MPTCP: as openers they offer it, as listeners they accept it.</summary>
    public bool SpeaksMptcp { get; init; }

    /// <summary>Differentiated services codepoint of what connections that are opened send; an accepted one takes over that of the SYN (Linux: tcp_reflect_tos).</summary>
    public byte Dscp { get; init; }

    /// <summary>Time to live or hop limit of what connections send (IP_TTL, IPV6_UNICAST_HOPS).</summary>
    public byte TimeToLive { get; init; } = Packet.DefaultTimeToLive;

    /// <summary>The same for connections that offer MPTCP whether or not it has vanished on the way to others (net.mptcp.blackhole_timeout of zero).</summary>
    public HostSettings OfferingAlways() => this with { Mptcp = Mptcp with { BlackholeTimeout = Duration.Zero } };
}
