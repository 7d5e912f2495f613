using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Plan;

/// <summary>One thing that a UE asks for.</summary>
public sealed record ReserveRequestPlan
{
    public required ReservationLevel Level { get; init; }

    /// <summary>The flows that it is about; empty for all.</summary>
    public required IReadOnlyList<string> Flows { get; init; }

    /// <summary>The link of the subflows that it is about; null unless it is about subflows.</summary>
    public string? Link { get; init; }

    public int? Sessions { get; init; }

    public int? Subflows { get; init; }

    public required Instant At { get; init; }

    public Instant? Until { get; init; }
}
