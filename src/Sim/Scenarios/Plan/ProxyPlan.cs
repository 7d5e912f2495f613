using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Plan;

/// <summary>The settings of a proxy.</summary>
public sealed record ProxyPlan
{
    public required ProxyMode Mode { get; init; }

    /// <summary>Per session and direction.</summary>
    public required ByteCount RelayBuffer { get; init; }

    public required ProxyAccept Accept { get; init; }

    /// <summary>The rules of hybrid mode, in their order.</summary>
    public IReadOnlyList<ProxyRulePlan> Rules { get; init; } = [];

    /// <summary>What is granted at once.</summary>
    public IReadOnlyList<SessionLimitPlan> Limits { get; init; } = [];

    /// <summary>How it pools accesses by subscriber and application, in the order of the rules.</summary>
    public IReadOnlyList<PoolingRulePlan> Pooling { get; init; } = [];

    /// <summary>What it reserves for UEs that ask for it; null where nothing is reserved.</summary>
    public ProvisionPlan? Provision { get; init; }

    /// <summary>What brings packets here that would not come by themselves.</summary>
    public SteeringPlan Steering { get; init; } = SteeringPlan.None;

    /// <summary>How the sessions to which it lends an address of its own share public addresses; null where it has its own address only, on whose ports nothing is settled.</summary>
    public SharingPlan? Sharing { get; init; }

    /// <summary>What its work takes; null for a proxy that takes no time.</summary>
    public ProxyCostPlan? Costs { get; init; }

    /// <summary>How it learns what accesses are; null where nobody tells.</summary>
    public AccessReportPlan? AccessReports { get; init; }

    /// <summary>How it keeps those at bay that mean harm.</summary>
    public ProtectionPlan Protection { get; init; } = new();

    /// <summary>What it does for UEs that address it.</summary>
    public required ProxyServicePlan Services { get; init; }

    /// <summary>How long what was learnt of a server counts.</summary>
    public required Duration CapabilityAge { get; init; }

    /// <summary>The links of a CPE that lead to the network, that of the initial subflow first; its other links are the LAN.</summary>
    public IReadOnlyList<string> Uplinks { get; init; } = [];

    /// <summary>What becomes of it when it crashes.</summary>
    public required ProxyFailurePlan Failure { get; init; }

    /// <summary>The largest segment size that SYNs may announce; null leaves them alone.</summary>
    public ByteCount? MssClamp { get; init; }
}
