using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Scenarios.Plan;

/// <summary>One rule of a hybrid proxy. A list that is empty, and a condition that is null, holds for every session.</summary>
public sealed record ProxyRulePlan
{
    public required string Name { get; init; }

    public required ProxyAction Action { get; init; }

    /// <summary>UEs and classes of the population.</summary>
    public required IReadOnlyList<string> Subscribers { get; init; }

    /// <summary>Nodes.</summary>
    public required IReadOnlyList<string> Servers { get; init; }

    public (IpAddress Address, int Length)? ServerPrefix { get; init; }

    /// <summary>Flows, each of which has a port of its own.</summary>
    public required IReadOnlyList<string> Flows { get; init; }

    public (ushort First, ushort Last)? Ports { get; init; }

    public LearntCapability? Capability { get; init; }

    /// <summary>The type of the access by which the session comes, as reported.</summary>
    public string? Access { get; init; }

    /// <summary>The quota of that access is used up, or there is something left of it.</summary>
    public bool? QuotaIsUsedUp { get; init; }

    public int? SessionsAtLeast { get; init; }

    public int? SessionsBelow { get; init; }

    public Instant? From { get; init; }

    public Instant? Until { get; init; }

    /// <summary>It is about every session.</summary>
    public bool IsUnconditional => Subscribers.Count + Servers.Count + Flows.Count == 0 && ServerPrefix is null && Ports is null && Capability is null && Access is null && QuotaIsUsedUp is null
        && SessionsAtLeast is null && SessionsBelow is null && From is null && Until is null;
}
