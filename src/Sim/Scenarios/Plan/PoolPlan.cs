using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Plan;

/// <summary>A balancer's pool of proxies.</summary>
public sealed record PoolPlan
{
    public required BalancingMethod Method { get; init; }

    /// <summary>What comes from outside comes from UEs; else from servers.</summary>
    public required bool FacesUes { get; init; }

    /// <summary>Connections keep the member that they were given.</summary>
    public required bool Track { get; init; }

    public required IReadOnlyList<PoolMemberPlan> Members { get; init; }
}

/// <summary>One member of a pool.</summary>
/// <param name="Proxy">The proxy.</param>
/// <param name="Link">The link that leads to it.</param>
/// <param name="From">When it begins to get connections; null for the start.</param>
/// <param name="Drains">When it gets no new ones any more; null for never.</param>
/// <param name="Until">When it is gone; null for never.</param>
public sealed record PoolMemberPlan(string Proxy, string Link, Instant? From, Instant? Drains, Instant? Until);

/// <summary>How a balancer chooses.</summary>
public enum BalancingMethod
{
    /// <summary>By a hash of both ends of a connection.</summary>
    Hash,

    /// <summary>By the UE's address, so that a member moves only its own part.</summary>
    ConsistentHash,

    /// <summary>Joins by the token, all else by the hash.</summary>
    Token,
}
