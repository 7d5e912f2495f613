using Mpsim.Models.Units;

namespace Mpsim.Models.Network;

/// <summary>
/// When a link is down, known ahead. A packet that arrives at the link or would be delivered while it is down is lost,
/// those in queue and in flight at the start of an outage included.
/// </summary>
public sealed class OutageSchedule
{
    public static readonly OutageSchedule None = new([]);

    private readonly Outage[] _outages;

    /// <param name="outages">In any order; outages that touch or overlap become one.</param>
    /// <exception cref="ArgumentException">An outage ends before it begins.</exception>
    public OutageSchedule(IReadOnlyList<Outage> outages)
    {
        var merged = new List<Outage>();
        foreach (var outage in outages.OrderBy(outage => outage.From))
        {
            if (outage.Until <= outage.From)
            {
                throw new ArgumentException($"an outage from {outage.From} until {outage.Until} does not last", nameof(outages));
            }

            if (merged.Count > 0 && outage.From <= merged[^1].Until)
            {
                merged[^1] = new Outage(merged[^1].From, Instant.Max(merged[^1].Until, outage.Until));
            }
            else
            {
                merged.Add(outage);
            }
        }

        _outages = [.. merged];
    }

    /// <summary>In the order of time, apart from each other.</summary>
    public IReadOnlyList<Outage> Outages => _outages;

    public bool IsDown(Instant at) => Array.Exists(_outages, outage => outage.From <= at && at < outage.Until);

    /// <summary>The first outage that ends after a time, or one that never comes.</summary>
    internal Outage NextEndingAfter(Instant at)
    {
        foreach (var outage in _outages)
        {
            if (outage.Until > at)
            {
                return outage;
            }
        }

        return new Outage(Instant.Never, Instant.Never);
    }
}

/// <summary>Down from <paramref name="From"/> until before <paramref name="Until"/>, which may be <see cref="Instant.Never"/>.</summary>
public readonly record struct Outage(Instant From, Instant Until);
