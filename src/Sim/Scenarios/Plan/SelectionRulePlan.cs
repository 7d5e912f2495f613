using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Plan;

/// <summary>A rule that chooses one of the proxies on the way of a session. A list that is empty, and a condition that is null, holds for every session.</summary>
public sealed record SelectionRulePlan
{
    public required string Name { get; init; }

    /// <summary>How to choose; null where <see cref="Proxies"/> says it.</summary>
    public SelectionChoice? Choice { get; init; }

    /// <summary>The proxies in the order of preference.</summary>
    public required IReadOnlyList<string> Proxies { get; init; }

    /// <summary>UEs and classes of the population.</summary>
    public required IReadOnlyList<string> Subscribers { get; init; }

    public required IReadOnlyList<string> Flows { get; init; }

    /// <summary>Types of the access by which the session comes.</summary>
    public required IReadOnlyList<string> Accesses { get; init; }

    public Instant? From { get; init; }

    public Instant? Until { get; init; }

    internal bool IsUnconditional => Subscribers.Count == 0 && Flows.Count == 0 && Accesses.Count == 0 && From is null && Until is null;
}
