using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Plan;

/// <summary>What a proxy reserves for UEs that ask for it. A count that is null is no limit.</summary>
public sealed record ProvisionPlan
{
    public required IReadOnlyList<ProvisionOfferPlan> Offers { get; init; }

    /// <summary>Sessions of all subscribers that may be reserved at once.</summary>
    public int? Sessions { get; init; }

    /// <summary>Subflows that may be reserved at once.</summary>
    public int? Subflows { get; init; }

    /// <summary>Sessions at once of a UE for which nothing is reserved.</summary>
    public int? UnreservedSessions { get; init; }

    /// <summary>Subflows at once of a session for which nothing is reserved.</summary>
    public required int UnreservedSubflows { get; init; }

    /// <summary>Less than was asked for may be granted.</summary>
    public required bool Partial { get; init; }

    public required Duration Lifetime { get; init; }

    /// <summary>What a message takes beside its way.</summary>
    public required Duration Delay { get; init; }

    public required Probability Loss { get; init; }

    /// <summary>Until a request without an answer is repeated.</summary>
    public required Duration Repeat { get; init; }
}
