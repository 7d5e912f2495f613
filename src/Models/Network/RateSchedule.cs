using Mpsim.Models.Units;

namespace Mpsim.Models.Network;

/// <summary>
/// The rate of a link over the whole run, known ahead: constant, changing at given times, or a trace of
/// transmission opportunities. Knowing it ahead lets a link tell on a packet's arrival when it will be delivered.
/// A schedule is immutable and may serve several links.
/// </summary>
public abstract class RateSchedule
{
    public static RateSchedule Constant(DataRate rate) => new PiecewiseRate([new RateChange(Instant.Zero, rate)]);

    /// <param name="changes">In the order of time, the first at zero.</param>
    /// <param name="period">After this time the schedule begins again; null lets the last rate stand.</param>
    public static RateSchedule Piecewise(IReadOnlyList<RateChange> changes, Duration? period = null) => new PiecewiseRate(changes, period);

    /// <param name="milliseconds">Times of opportunities for 1,500 bytes each, not descending; after the last the trace begins again.</param>
    public static RateSchedule Opportunities(IReadOnlyList<int> milliseconds) => new OpportunityTrace(milliseconds);

    /// <summary>Bits that a link with this schedule could transmit from <paramref name="from"/> until before <paramref name="to"/>.</summary>
    public abstract long CapacityBits(Instant from, Instant to);

    /// <summary>The state of one link that follows this schedule.</summary>
    internal abstract RateServer CreateServer();
}

/// <summary>From <paramref name="At"/> on the rate is <paramref name="Rate"/>.</summary>
public readonly record struct RateChange(Instant At, DataRate Rate);
