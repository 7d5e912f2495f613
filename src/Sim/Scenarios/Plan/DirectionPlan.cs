using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Plan;

/// <summary>One direction of a link.</summary>
public sealed record DirectionPlan
{
    /// <summary>The serving rate in IP bits; without meaning when there is a <see cref="Trace"/>.</summary>
    public required DataRate Rate { get; init; }

    /// <summary>The propagation delay, one way.</summary>
    public required Duration Delay { get; init; }

    /// <summary>The delay varies by up to this much to either side, without reordering; zero for none.</summary>
    public required Duration Jitter { get; init; }

    public required QueuePlan Queue { get; init; }

    /// <summary>Random loss; null for none.</summary>
    public required LossPlan? Loss { get; init; }

    /// <summary>A recorded rate that replaces <see cref="Rate"/>; null for none.</summary>
    public required TracePlan? Trace { get; init; }
}
