using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy.Selection;

/// <summary>One rule of a selection: conditions that must all hold, and how a proxy is chosen for the sessions for which they do. A condition that is null always holds.</summary>
public sealed record SelectionRule
{
    /// <summary>By which the log names it.</summary>
    public required string Name { get; init; }

    public required SelectionCriterion Criterion { get; init; }

    /// <summary>The proxies of <see cref="SelectionCriterion.Named"/>, the preferred one first.</summary>
    public IReadOnlyList<string> Proxies { get; init; } = [];

    /// <summary>Addresses of the subscribers that the rule is about.</summary>
    public IReadOnlyList<AddressPrefix>? Subscribers { get; init; }

    /// <summary>Addresses of UEs on the accesses by which the session comes.</summary>
    public IReadOnlyList<AddressPrefix>? Accesses { get; init; }

    /// <summary>Ports of the server, which stand for applications; both ends of a range included.</summary>
    public IReadOnlyList<(ushort First, ushort Last)>? Ports { get; init; }

    /// <summary>First instant at which the rule holds.</summary>
    public Instant From { get; init; } = Instant.Zero;

    /// <summary>First instant at which it no longer holds.</summary>
    public Instant Until { get; init; } = Instant.Never;

    internal bool IsAbout(in Endpoint ue, in Endpoint server, Instant now) =>
        now >= From && now < Until && Matching.Includes(Ports, server.Port) && Matching.Includes(Accesses, ue.Address) && Matching.Includes(Subscribers, ue.Address);
}
