using Mpsim.Models.Mptcp.Coupling;
using Mpsim.Models.Mptcp.Paths;
using Mpsim.Models.Mptcp.Scheduling;
using Mpsim.Models.Tcp.Congestion;
using Mpsim.Models.Units;

namespace Mpsim.Models.Mptcp;

/// <summary>Settings of a host's MPTCP.</summary>
public sealed record MptcpSettings
{
    public static readonly MptcpSettings Default = new();

    /// <summary>Makes the packet scheduler of one connection.</summary>
    public Func<PacketScheduler> Scheduler { get; init; } = static () => LowestRttScheduler.Shared;

    /// <summary>
    /// Checks at the data-level timer after which a subflow from which nothing comes back is stale (Linux: net.mptcp.stale_loss_cnt): then
    /// everything outstanding is sent again on the others. 0 takes a subflow for stale at its first retransmission timeout.
    /// </summary>
    public int StaleLossCount { get; init; }

    /// <summary>A subflow that the send window keeps idle repeats the data that hold the window up (Raiciu et al., NSDI 2012).</summary>
    public bool OpportunisticRetransmission { get; init; }

    /// <summary>The subflow that held up what was retransmitted opportunistically has its window halved (Raiciu et al., NSDI 2012).</summary>
    public bool Penalization { get; init; }

    /// <summary>Makes the congestion control that the subflows of one connection join.</summary>
    public Func<SubflowCongestion> Congestion { get; init; } = static () => CoupledCongestionControls.Find("cubic")!.Create(CongestionOptions.Default);

    /// <summary>Makes the path manager of one connection.</summary>
    public Func<PathManager> PathManager { get; init; } = static () => new InKernelPathManager(PathManagerSettings.None);

    /// <summary>Data ACKs of eight octets, else of four (RFC 8684 section 3.3.2 lets the sender choose).</summary>
    public bool LongDataAck { get; init; } = true;

    /// <summary>Short Data ACKs become long ones when the data sequence numbers of the peer are, as in Linux.</summary>
    public bool DataAckFollowsPeer { get; init; }

    /// <summary>DSS checksums are asked for (flag A of RFC 8684 section 3.1); they are used when either end asks (Linux: checksum_enabled).</summary>
    public bool Checksum { get; init; }

    /// <summary>The C flag of RFC 8684 section 3.1 is not set: the peer may open further subflows to the address and port of the initial one (Linux: allow_join_initial_addr_port).</summary>
    public bool JoinsToInitialAddress { get; init; } = true;

    /// <summary>The peer's C flag is heeded, as RFC 8684 section 3.1 asks; one that speaks an older draft, or does not look, joins the initial address anyway.</summary>
    public bool HeedsNoJoin { get; init; } = true;

    /// <summary>An abort goes out on an ACK that the peer answers by RST (Option A of RFC 8684 section 3.5), else on RSTs (Option R, as Linux).</summary>
    public bool FastcloseByAck { get; init; }

    /// <summary>Longest time until an ADD_ADDR that is not echoed is sent again; zero for never (Linux: add_addr_timeout).</summary>
    public Duration AddAddressTimeout { get; init; } = Duration.FromSeconds(120);

    /// <summary>SYNs with MP_CAPABLE that are repeated in vain before one without is sent (Linux: syn_retrans_before_tcp_fallback).</summary>
    public int SynRepeatsBeforeFallback { get; init; } = 2;

    /// <summary>Time without any subflow after which a connection is given up (Linux: close_timeout).</summary>
    public Duration CloseTimeout { get; init; } = Duration.FromSeconds(60);

    /// <summary>How long the host opens no MPTCP connection after one whose SYN was only answered without MP_CAPABLE; zero for no such memory (Linux: blackhole_timeout).</summary>
    public Duration BlackholeTimeout { get; init; } = Duration.FromSeconds(3600);

    /// <summary>Retransmission timeouts in a row after which a subflow is stale: it gets no new data, and what it holds is sent on others.</summary>
    public int StaleAfterTimeouts { get; init; } = 1;
}
