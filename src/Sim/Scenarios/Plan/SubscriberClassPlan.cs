using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Scenarios.Plan;

/// <summary>A class of a population: subscribers who are drawn from the same distributions. In flows its name stands for any of them.</summary>
public sealed record SubscriberClassPlan
{
    /// <summary>The most subscribers of all classes together: the addresses of an access of a class are a /15.</summary>
    public const int MostSubscribers = (1 << (32 - NetworkLength)) - 2;

    /// <summary>Bits that the addresses of an access of a class have in common.</summary>
    public const int NetworkLength = 15;

    /// <summary>The most accesses of all classes together: as many networks of /15 are in 100.64.0.0/10 (RFC 6598).</summary>
    public const int MostAccesses = 32;

    public string Id => Template.Id;

    /// <summary>The part of all subscribers who are of this class.</summary>
    public required Probability Share { get; init; }

    /// <summary>How many that are.</summary>
    public required int Count { get; init; }

    /// <summary>The router or proxy at which their accesses end.</summary>
    public required string Attach { get; init; }

    /// <summary>The part of the subscribers whose equipment speaks MPTCP.</summary>
    public required Probability MptcpShare { get; init; }

    /// <summary>What all have in common; its interfaces have the first addresses of the accesses' networks.</summary>
    public required NodePlan Template { get; init; }

    /// <summary>In the order of the file; the first one everybody has.</summary>
    public required IReadOnlyList<AccessPlan> Accesses { get; init; }

    /// <summary>The address of a subscriber on an access; the first address of its network is nobody's.</summary>
    /// <param name="access">The interface of <see cref="Template"/>.</param>
    /// <param name="number">The subscriber, from 0.</param>
    public IpAddress AddressOf(InterfacePlan access, int number) => new(access.V4.Bits + (uint)number + 1);
}
