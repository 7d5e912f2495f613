using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Plan;

/// <summary>One limit of a proxy. A list that is empty, and a condition that is null, holds for every session; a count that is null is no limit.</summary>
public sealed record SessionLimitPlan
{
    public required string Name { get; init; }

    /// <summary>UEs and classes of the population.</summary>
    public required IReadOnlyList<string> Subscribers { get; init; }

    public required IReadOnlyList<string> Flows { get; init; }

    public (ushort First, ushort Last)? Ports { get; init; }

    public int? SessionsPerUe { get; init; }

    public int? SessionsPerServer { get; init; }

    public int? SubflowsPerSession { get; init; }

    public DirectedRatePlan RatePerSession { get; init; }

    public DirectedRatePlan RatePerUe { get; init; }

    /// <summary>What limits of rates let pass at once; null where there are none.</summary>
    public ByteCount? Burst { get; init; }
}
