using Mpsim.Models.Units;

namespace Mpsim.Models.Network;

/// <summary>
/// A recorded cellular link: each entry is one opportunity to transmit 1,500 bytes at that millisecond (the format
/// of mahimahi, Winstein et al. 2013). The trace begins again after its last entry, whose time is its period.
/// </summary>
internal sealed class OpportunityTrace : RateSchedule
{
    public const int BytesPerOpportunity = 1500;
    public const long NanosecondsPerMillisecond = 1_000_000;

    private readonly int[] _milliseconds;

    /// <exception cref="ArgumentException">The times descend or are negative, or the last is not positive.</exception>
    public OpportunityTrace(IReadOnlyList<int> milliseconds)
    {
        for (var i = 0; i < milliseconds.Count; i++)
        {
            if (milliseconds[i] < (i == 0 ? 0 : milliseconds[i - 1]))
            {
                throw new ArgumentException($"opportunity {i} at {milliseconds[i]} ms: times are not negative and do not descend", nameof(milliseconds));
            }
        }

        if (milliseconds.Count == 0 || milliseconds[^1] == 0)
        {
            throw new ArgumentException("a trace lasts for at least a millisecond", nameof(milliseconds));
        }

        _milliseconds = [.. milliseconds];
    }

    public int Count => _milliseconds.Length;

    /// <summary>Nanoseconds after which the trace begins again.</summary>
    public long Period => _milliseconds[^1] * NanosecondsPerMillisecond;

    /// <summary>Time of an opportunity within its period, in nanoseconds.</summary>
    public long Time(int index) => _milliseconds[index] * NanosecondsPerMillisecond;

    public override long CapacityBits(Instant from, Instant to) => (CountBefore(to.Nanoseconds) - CountBefore(from.Nanoseconds)) * BytesPerOpportunity * 8;

    internal override RateServer CreateServer() => new OpportunityServer(this);

    /// <summary>The first opportunity of a period at or after a time within it; <see cref="Count"/> when there is none.</summary>
    internal int FirstAtOrAfter(long time, int lowest = 0)
    {
        var low = lowest;
        var high = Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (Time(middle) < time)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private long CountBefore(long time)
    {
        if (time <= 0)
        {
            return 0;
        }

        // The last entry of a period coincides with the start of the next, so a period counts as passed only after it.
        var passed = (time - 1) / Period;
        return (passed * Count) + FirstAtOrAfter(time - (passed * Period));
    }
}
