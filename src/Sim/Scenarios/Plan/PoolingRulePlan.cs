namespace Mpsim.Scenarios.Plan;

/// <summary>How a proxy pools the accesses of some subscribers and applications. A list that is empty, and a condition that is null, holds for every session.</summary>
public sealed record PoolingRulePlan
{
    public required string Name { get; init; }

    /// <summary>UEs and classes of the population.</summary>
    public required IReadOnlyList<string> Subscribers { get; init; }

    public required IReadOnlyList<string> Flows { get; init; }

    public (ushort First, ushort Last)? Ports { get; init; }

    /// <summary>The settings of the proxy with the scheduler of the rule, and all that belongs to it.</summary>
    public required MptcpPlan Mptcp { get; init; }

    /// <summary>The rule is about every session.</summary>
    public bool IsUnconditional => Subscribers.Count == 0 && Flows.Count == 0 && Ports is null;
}
