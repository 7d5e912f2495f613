using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy.Pool;

/// <summary>How a balancer spreads connections over the members of its pool.</summary>
public enum BalancerMethod
{
    /// <summary>By a hash of both ends of a connection over the number of members (as equal-cost routes do, RFC 2992).</summary>
    Hash,

    /// <summary>By the UE's address, such that a member that comes or goes moves only its own part (rendezvous hashing; Thaler and Ravishankar, 1998).</summary>
    ConsistentHash,

    /// <summary>As the first for sessions; a join goes to the member that its token names (Liénardy and Donnet, "Towards a Multipath TCP aware load balancer", ANRW 2016).</summary>
    Token,
}

/// <summary>One member of a pool.</summary>
/// <param name="Link">Name of the balancer's interface toward it.</param>
/// <param name="From">When it begins to get new connections.</param>
/// <param name="Drains">When it gets no new ones any more.</param>
/// <param name="Until">When it is gone.</param>
public sealed record PoolMember(string Link, Instant From, Instant Drains, Instant Until)
{
    /// <summary>Its own addresses: what is sent there is for no other member.</summary>
    public IReadOnlyList<IpAddress> Addresses { get; init; } = [];
}

/// <summary>Settings of a balancer.</summary>
public sealed record BalancerSettings
{
    public required BalancerMethod Method { get; init; }

    /// <summary>In an order that all balancers of a pool share; the place of a member is what tokens name.</summary>
    public required IReadOnlyList<PoolMember> Members { get; init; }

    /// <summary>Names of all interfaces toward proxies, members or not, but CPEs, which stand before the pool: what a route leads over one of them is led by the balancer.</summary>
    public required IReadOnlyList<string> PoolLinks { get; init; }

    /// <summary>What comes from outside comes from UEs; else it comes from servers and goes to UEs.</summary>
    public bool FacesUes { get; init; } = true;

    /// <summary>Connections keep the member that they were given, from their SYN and its repetitions on, as long as it is there.</summary>
    public bool Tracks { get; init; }
}
