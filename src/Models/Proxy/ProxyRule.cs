using Mpsim.Models.Units;

namespace Mpsim.Models.Proxy;

/// <summary>One rule of a policy: conditions that must all hold, and what becomes of the sessions for which they do. A condition that is null always holds.</summary>
public sealed record ProxyRule
{
    /// <summary>By which the log names it.</summary>
    public required string Name { get; init; }

    public required SessionTreatment Treatment { get; init; }

    /// <summary>Addresses of the subscribers that the rule is about, as the proxy sees them.</summary>
    public IReadOnlyList<AddressPrefix>? Subscribers { get; init; }

    public IReadOnlyList<AddressPrefix>? Servers { get; init; }

    /// <summary>Ports of the server, which stand for applications; both ends of a range included.</summary>
    public IReadOnlyList<(ushort First, ushort Last)>? Ports { get; init; }

    public ServerCapability? Capability { get; init; }

    /// <summary>The type of the access by which the session comes, as reported.</summary>
    public string? Access { get; init; }

    /// <summary>The quota of that access is used up, or there is something left of it.</summary>
    public bool? QuotaIsUsedUp { get; init; }

    /// <summary>The proxy has as many sessions, or more.</summary>
    public int? SessionsAtLeast { get; init; }

    /// <summary>The proxy has fewer sessions.</summary>
    public int? SessionsBelow { get; init; }

    /// <summary>First instant at which the rule holds.</summary>
    public Instant From { get; init; } = Instant.Zero;

    /// <summary>First instant at which it no longer holds.</summary>
    public Instant Until { get; init; } = Instant.Never;

    /// <summary>Whether the rule is about a session.</summary>
    public bool Matches(in SessionRequest request) =>
        request.Now >= From && request.Now < Until
        && (SessionsAtLeast is not { } least || request.Sessions >= least)
        && (SessionsBelow is not { } bound || request.Sessions < bound)
        && (Capability is not { } capability || request.Capability == capability)
        && (Access is null || request.Access == Access)
        && (QuotaIsUsedUp is not { } usedUp || request.QuotaIsUsedUp == usedUp)
        && Matching.Includes(Ports, request.Server.Port)
        && Matching.Includes(Servers, request.Server.Address)
        && Matching.Includes(Subscribers, request.Ue.Address);
}
