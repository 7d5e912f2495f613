using Mpsim.Models.Units;

namespace Mpsim.Results;

/// <summary>What one proxy did in one run.</summary>
public sealed record ProxyResult
{
    public required string Proxy { get; init; }

    /// <summary>What the proxy's work took; null where the scenario says nothing of it.</summary>
    public ProxyLoadResult? Load { get; init; }

    public required SessionCounts Sessions { get; init; }

    /// <summary>Most sessions at once, those being opened included.</summary>
    public required int SessionsPeak { get; init; }

    /// <summary>Most octets that a relay held in one direction.</summary>
    public required long RelayPeak { get; init; }

    /// <summary>How often something was turned down, by reason; reasons that never were are left out.</summary>
    public IReadOnlyList<(string Reason, long Count)> Refusals { get; init; } = [];

    /// <summary>Octets of IP packets that came to the proxy and left it, by link; the accesses of a population by their kind.</summary>
    public IReadOnlyList<(string Link, long From, long To)> Paths { get; init; } = [];

    /// <summary>What the proxy was told of accesses; null where nobody tells.</summary>
    public AccessReportResult? Reports { get; init; }

    /// <summary>What has become of requests for resources; null where nothing is reserved.</summary>
    public ProvisionResult? Provision { get; init; }

    /// <summary>Sessions for which it was selected among the proxies on their way; null where nothing is selected.</summary>
    public long? Selected { get; init; }

    /// <summary>What limits of rates have done, by their names: the sessions under them, those of which something had to wait, and for how long in all.</summary>
    public IReadOnlyList<(string Limit, long Sessions, long Held, Duration Wait)> RateLimits { get; init; } = [];

    /// <summary>Everything that was turned down.</summary>
    public long RefusedInAll => Refusals.Sum(each => each.Count);
}

/// <summary>What a proxy's work took.</summary>
/// <param name="CpuShare">The part of the time of all cores, 0 to 1.</param>
/// <param name="QueuePeak">Most packets that were inside one core.</param>
/// <param name="Dropped">Packets that found their core's queue full.</param>
/// <param name="HandshakeDelay">How long a SYN was inside before it was handled, mean; null without any.</param>
/// <param name="RefusalWork">The time that it took to turn a packet down, mean; null without any.</param>
/// <param name="MemoryPeak">Most octets that sessions took.</param>
/// <param name="Busy">The time of all cores together.</param>
/// <param name="Work">How often each kind of work was done, and the time it took.</param>
public sealed record ProxyLoadResult(
    double CpuShare, int QueuePeak, long Dropped, Duration? HandshakeDelay, Duration? RefusalWork, long MemoryPeak, Duration Busy, IReadOnlyList<(string Work, long Times, Duration Time)> Work);
