namespace Mpsim.Scenarios.Plan;

/// <summary>What may be reserved. A list that is empty, and a level that is null, holds for every request; a count that is null grants what is asked for.</summary>
public sealed record ProvisionOfferPlan
{
    public required string Name { get; init; }

    public ReservationLevel? Level { get; init; }

    public required IReadOnlyList<string> Subscribers { get; init; }

    public required IReadOnlyList<string> Flows { get; init; }

    /// <summary>Types of access of subflows.</summary>
    public required IReadOnlyList<string> Accesses { get; init; }

    public int? Sessions { get; init; }

    public int? Subflows { get; init; }
}
