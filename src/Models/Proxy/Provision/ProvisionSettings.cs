using Mpsim.Models.Units;

namespace Mpsim.Models.Proxy.Provision;

/// <summary>How a proxy answers requests for resources, and how requests and answers travel.</summary>
public sealed record ProvisionSettings
{
    /// <summary>What is offered, of which the first that is about a request holds for it; what none is about is refused.</summary>
    public IReadOnlyList<ProvisionOffer> Offers { get; init; } = [];

    /// <summary>All that may be reserved at once: sessions of subscribers, and subflows.</summary>
    public Resources Capacity { get; init; }

    /// <summary>What a subscriber or a session has for which nothing is reserved.</summary>
    public Resources Unreserved { get; init; } = new(null, 1);

    /// <summary>Less than was asked for may be granted; else it is all or nothing.</summary>
    public bool GrantsParts { get; init; } = true;

    /// <summary>How long a reservation stands that is not refreshed; more than zero.</summary>
    public Duration Lifetime { get; init; } = Duration.FromSeconds(60);

    /// <summary>The part of requests and answers that never arrive.</summary>
    public Probability Loss { get; init; }

    /// <summary>What a message takes beside the propagation delay of its way: the work of the signalling at both ends.</summary>
    public Duration Delay { get; init; }

    /// <summary>After how long a request without an answer is sent again, doubled each time (RFC 6887 section 8.1.1: IRT).</summary>
    public Duration RepeatAfter { get; init; } = Duration.FromSeconds(3);
}
