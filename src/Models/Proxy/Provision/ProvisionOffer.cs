using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy.Provision;

/// <summary>What a proxy is ready to reserve for some subscribers and applications. A condition that is null always holds.</summary>
public sealed record ProvisionOffer
{
    /// <summary>By which the log names it.</summary>
    public required string Name { get; init; }

    /// <summary>The level of the requests that it is about.</summary>
    public ProvisionLevel? Level { get; init; }

    /// <summary>Names of the subscribers that it is about.</summary>
    public IReadOnlyList<string>? Subscribers { get; init; }

    /// <summary>Ports of the server of a session, both ends of a range included; a request for a subscriber has none and is never matched.</summary>
    public IReadOnlyList<(ushort First, ushort Last)>? Ports { get; init; }

    /// <summary>Types of access of a subflow; other requests have none and are never matched.</summary>
    public IReadOnlyList<string>? Accesses { get; init; }

    /// <summary>The most that one request may be granted; zero refuses.</summary>
    public Resources Most { get; init; }

    internal bool IsAbout(in ReservationKey key, string? access) =>
        (Level is not { } level || level == key.Level)
        && (Subscribers is null || Subscribers.Contains(key.Subscriber))
        && (Ports is null || (key.Level != ProvisionLevel.Subscriber && Matching.Includes(Ports, key.Server.Port)))
        && (Accesses is null || (access is not null && Accesses.Contains(access)));
}
