using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Plan;

/// <summary>A change to a link at a point in time; at least one of the changes is present.</summary>
public sealed record EventPlan
{
    public required Instant At { get; init; }

    public required string Link { get; init; }

    public required LinkDirections Directions { get; init; }

    /// <summary>True: the link works from now on. False: it loses everything. Null: no change of state.</summary>
    public required bool? Working { get; init; }

    public required DataRate? Rate { get; init; }

    public required Duration? Delay { get; init; }

    /// <summary>The type of access that the link is from now on; null: no change.</summary>
    public string? Access { get; init; }

    /// <summary>Whether the interfaces at the link's ends learn of the change of state.</summary>
    public required bool Signal { get; init; }
}
