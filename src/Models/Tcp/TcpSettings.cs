using Mpsim.Models.Tcp.Congestion;
using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tcp;

/// <summary>Settings of a host's TCP. Defaults are those of a Linux host unless said otherwise.</summary>
public sealed record TcpSettings
{
    public static readonly TcpSettings Default = new();

    /// <summary>Makes the congestion control of one connection.</summary>
    public Func<CongestionControl> CongestionControl { get; init; } = static () => new Cubic();

    /// <summary>Largest IP packet that this end can take, in octets; gives the MSS that is announced.</summary>
    public int Mtu { get; init; } = 1500;

    /// <summary>Selective acknowledgements (RFC 2018).</summary>
    public bool Sack { get; init; } = true;

    /// <summary>Timestamps and PAWS (RFC 7323).</summary>
    public bool Timestamps { get; init; } = true;

    /// <summary>Window scaling (RFC 7323).</summary>
    public bool WindowScaling { get; init; } = true;

    /// <summary>Delayed acknowledgements (RFC 9293 section 3.8.6.3); off acknowledges every segment.</summary>
    public bool DelayedAck { get; init; } = true;

    /// <summary>Explicit Congestion Notification (RFC 3168) is asked for and accepted (Linux: tcp_ecn = 1); else neither (0).</summary>
    public bool Ecn { get; init; }

    /// <summary>Data leave at a rate rather than a window at once (Linux: SO_MAX_PACING_RATE or the fq discipline); a congestion control that needs it paces anyhow.</summary>
    public bool Pacing { get; init; }

    /// <summary>Nagle's algorithm off (TCP_NODELAY).</summary>
    public bool NoDelay { get; init; }

    /// <summary>Initial window in segments (RFC 6928).</summary>
    public int InitialWindow { get; init; } = Congestion.CongestionControl.InitialWindow;

    /// <summary>Receive window at the start in octets, unless the buffer is fixed (half of Linux's tcp_rmem[1], 131,072).</summary>
    public int InitialReceiveWindow { get; init; } = 65535;

    /// <summary>Octets that the receive buffer may hold at most (Linux's tcp_rmem[2] is 6 MiB).</summary>
    public int ReceiveBufferLimit { get; init; } = 6 << 20;

    /// <summary>The receive buffer grows with the rate at which the application reads; else it has its limit from the start.</summary>
    public bool ReceiveBufferAutoTuning { get; init; } = true;

    /// <summary>The receive window follows from an account of memory as Linux keeps it, for connections without a layer above; null for octets of payload, as the two keys above have them.</summary>
    public ReceiveMemorySettings? ReceiveMemory { get; init; }

    /// <summary>The MTU of the path is searched for (RFC 4821); null leaves it to ICMP, as Linux does by default.</summary>
    public MtuProbingSettings? MtuProbing { get; init; }

    /// <summary>The MSS that is announced where it is not that of the interface (Linux: advmss of a route).</summary>
    public int? AnnouncedMss { get; init; }

    /// <summary>Octets that the send buffer may hold at most (Linux's tcp_wmem[2] is 4 MiB).</summary>
    public int SendBufferLimit { get; init; } = 4 << 20;

    /// <summary>The send buffer follows the congestion window; else it has its limit from the start.</summary>
    public bool SendBufferAutoTuning { get; init; } = true;

    /// <summary>The window shrinks after an idle time (RFC 5681 section 4.1).</summary>
    public bool SlowStartAfterIdle { get; init; } = true;

    /// <summary>SYN retransmissions before the connection is given up (Linux's tcp_syn_retries).</summary>
    public int SynRetries { get; init; } = 6;

    /// <summary>Repetitions of a SYN at the first interval before it doubles (Linux's tcp_syn_linear_timeouts, 4 since 6.5); they come on top of the others.</summary>
    public int SynLinearTimeouts { get; init; }

    /// <summary>Tail loss probes (RFC 8985 section 7).</summary>
    public bool TailLossProbe { get; init; } = true;

    /// <summary>Retransmissions of a SYN/ACK before the attempt is given up (Linux's tcp_synack_retries).</summary>
    public int SynAckRetries { get; init; } = 5;

    /// <summary>Retransmissions of one segment before the connection is given up (Linux's tcp_retries2).</summary>
    public int Retries { get; init; } = 15;

    /// <summary>Longest retransmission timeout (Linux's tcp_rto_max_ms since 6.15).</summary>
    public Duration MaximumRto { get; init; } = RttEstimator.MaximumRto;

    /// <summary>Time in TIME-WAIT. Linux waits 60 s, not the two maximum segment lifetimes of RFC 9293 section 3.4.2 (4 minutes).</summary>
    public Duration TimeWait { get; init; } = Duration.FromSeconds(60);

    /// <summary>The options of a SYN or SYN/ACK that another end has sent in this one's place (<see cref="HandshakeInPlace"/>); what this end repeats of it says the same. Null for a handshake of its own.</summary>
    public SegmentOptions? GivenSynOptions { get; init; }

    /// <summary>Options beside those of TCP in a SYN that opens a connection.</summary>
    public IReadOnlyList<UnknownOption> SynOptions { get; init; } = [];
}
