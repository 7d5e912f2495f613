using Mpsim.Models.Hosts;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Mptcp.Coupling;
using Mpsim.Models.Mptcp.Paths;
using Mpsim.Models.Tcp;
using Mpsim.Models.Tcp.Congestion;
using Mpsim.Models.Units;
using Mpsim.Packetdrill.Matching;
using Mpsim.Packetdrill.Sockets;

namespace Mpsim.Packetdrill.World;

/// <summary>What the host under test is set to: as Linux 6.18 comes, until shell lines of the script change it.</summary>
internal sealed class HostConfiguration
{
    public TcpSettings Tcp { get; set; } = TcpSettings.Default;

    public MptcpSettings Mptcp { get; set; } = MptcpSettings.Default;

    public FastOpenConfiguration FastOpen { get; } = new();

    /// <summary>net.mptcp.enabled</summary>
    public bool MptcpEnabled { get; set; } = true;

    /// <summary>The name of the congestion control, as in tcp_congestion_control.</summary>
    public string Congestion { get; set; } = "cubic";

    /// <summary>Connections that are accepted use ECN when the peer asks for it.</summary>
    public bool AcceptsEcn { get; set; }

    /// <summary>Whether the path MTU is searched for: never, after timeouts, always (tcp_mtu_probing).</summary>
    public int MtuProbing { get; set; }

    /// <summary>Octets of payload that the search begins with (tcp_base_mss).</summary>
    public int BaseSegment { get; set; } = 1024;

    /// <summary>Fewest segments of a burst (tcp_min_tso_segs).</summary>
    public int LeastBurst { get; set; } = 2;

    /// <summary>Octets of send buffer of a new socket (the middle of tcp_wmem).</summary>
    public long SendBuffer { get; set; } = 262144;

    /// <summary>Times of keep-alive.</summary>
    public KeepAlive KeepAlive { get; set; } = KeepAlive.Off;

    /// <summary>After how long in TIME-WAIT the port serves for a new connection to the same peer (tcp_tw_reuse and tcp_tw_reuse_delay); null for never.</summary>
    public Duration? ReuseDelay => ReusesTimeWait ? ReuseAfter : null;

    public bool ReusesTimeWait { get; set; }

    public Duration ReuseAfter { get; set; } = Duration.FromSeconds(1);

    /// <summary>Endpoints of the path manager.</summary>
    public List<PathEndpoint> Endpoints { get; } = [];

    public int SubflowLimit { get; set; } = PathManagerSettings.None.SubflowLimit;

    public int AddAddrAccepted { get; set; } = PathManagerSettings.None.AddAddrAccepted;

    /// <summary>The settings of a connection that a socket opens or accepts now.</summary>
    /// <exception cref="UnsupportedException">Its congestion control does not exist here.</exception>
    public HostSettings For(SocketFile file, bool listens = false)
    {
        var name = file.Options.Congestion ?? Congestion;
        var congestion = CongestionControls.Find(name) ?? throw new UnsupportedException($"the congestion control {name}");
        var tcp = Tcp with { CongestionControl = () => congestion.Create(CongestionOptions.Default) };
        tcp = listens ? tcp with { Ecn = AcceptsEcn } : tcp;
        tcp = tcp with { MtuProbing = MtuProbing > 0 ? new MtuProbingSettings(MtuProbing > 1, BaseSegment) : null };
        var endpoints = Endpoints.ToArray();
        var paths = new PathManagerSettings(endpoints, SubflowLimit, AddAddrAccepted);
        return new HostSettings
        {
            Tcp = Tuned(tcp, file.Options),
            Mptcp = Mptcp with
            {
                Congestion = () => CoupledCongestionControls.Find(name)!.Create(CongestionOptions.Default),
                PathManager = () => new InKernelPathManager(paths),
            },
            Dscp = (byte)((file.Options.Find("IP_TOS") ?? 0) >> 2),
            TimeToLive = SocketTuning.TimeToLive(file.Options.Find("IP_TTL") ?? file.Options.Find("IPV6_UNICAST_HOPS") ?? -1),
            FastOpen = FastOpen.For(file.Options),
            SpeaksMptcp = file.IsMptcp && MptcpEnabled,
        };
    }

    private static TcpSettings Tuned(TcpSettings tcp, SocketOptions options)
    {
        if (options.Find("TCP_MAXSEG") is { } mss)
        {
            tcp = tcp with { Mtu = (int)Math.Min(tcp.Mtu, mss + Models.Wire.Tcp.Segment.HeaderLength) };
        }

        if (options.Find("SO_RCVBUF") is { } receive)
        {
            // Linux: half of the buffer is announced, the rest is kept for overhead (tcp_win_from_space).
            var window = (int)Math.Min(receive / 2, int.MaxValue);
            tcp = tcp with { ReceiveBufferAutoTuning = false, ReceiveBufferLimit = window, InitialReceiveWindow = Math.Min(window, 65535) };
            tcp = tcp with { ReceiveMemory = tcp.ReceiveMemory is { } memory ? memory with { Initial = (int)Math.Min(receive, int.MaxValue), IsFixed = true } : null };
        }

        if (options.Find("SO_SNDBUF") is { } send)
        {
            tcp = tcp with { SendBufferAutoTuning = false, SendBufferLimit = (int)Math.Min(send, int.MaxValue) };
        }

        if (options.Find("TCP_SYNCNT") is { } retries)
        {
            tcp = tcp with { SynRetries = (int)retries };
        }

        return tcp with { NoDelay = tcp.NoDelay || options.IsOn("TCP_NODELAY") };
    }
}
