using Mpsim.Models.Network.Middleboxes;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Scenarios.Plan;

/// <summary>One middlebox of a link or a router.</summary>
public sealed record MiddleboxPlan
{
    /// <summary>What the box is like. Where it translates, its addresses are those of this plan.</summary>
    public required MiddleboxSettings Settings { get; init; }

    /// <summary>When it begins to work; null for always.</summary>
    public required Instant? From { get; init; }

    /// <summary>When it no longer works; null for never.</summary>
    public required Instant? Until { get; init; }

    /// <summary>The address that the outside sees, where the box is a NAPT; none where it is not, or is yet to be given one.</summary>
    public required IpAddress PublicAddress { get; init; }

    /// <summary>The node inside that connections from outside go to; null for none.</summary>
    public required string? Forward { get; init; }

    /// <summary>How its inside shares public addresses; null where the scenario says nothing of that.</summary>
    public SharingPlan? Sharing { get; init; }

    /// <summary>Public addresses beside <see cref="PublicAddress"/>.</summary>
    public IReadOnlyList<IpAddress> FurtherAddresses => Sharing?.Settings.Addresses ?? [];

    public bool IsNapt => Settings.Napt is not null;
}
