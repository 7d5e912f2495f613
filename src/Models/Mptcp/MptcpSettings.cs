using Mpsim.Models.Mptcp.Coupling;
using Mpsim.Models.Mptcp.Paths;
using Mpsim.Models.Mptcp.Scheduling;
using Mpsim.Models.Tcp.Congestion;

namespace Mpsim.Models.Mptcp;

/// <summary>Settings of a host's MPTCP.</summary>
public sealed record MptcpSettings
{
    public static readonly MptcpSettings Default = new();

    /// <summary>Makes the packet scheduler of one connection.</summary>
    public Func<PacketScheduler> Scheduler { get; init; } = static () => new LowestRttScheduler();

    /// <summary>Makes the congestion control that the subflows of one connection join.</summary>
    public Func<SubflowCongestion> Congestion { get; init; } = static () => CoupledCongestionControls.Find("cubic")!.Create(CongestionOptions.Default);

    /// <summary>Makes the path manager of one connection.</summary>
    public Func<PathManager> PathManager { get; init; } = static () => new PathManager(PathManagerSettings.None);

    /// <summary>Data ACKs of eight octets; Linux answers eight with eight, else four (RFC 8684 section 3.3.2 lets the sender choose).</summary>
    public bool LongDataAck { get; init; } = true;
}
