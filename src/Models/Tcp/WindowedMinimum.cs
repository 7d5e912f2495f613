using Mpsim.Models.Units;

namespace Mpsim.Models.Tcp;

/// <summary>
/// The smallest duration seen during a sliding window of time, in constant memory: the best sample and the two best
/// of those after it, each to take over when its predecessor leaves the window (Linux: <c>lib/win_minmax</c>, after
/// K. Nichols). The result is never below the true minimum of the window and never older than the window.
/// </summary>
public struct WindowedMinimum
{
    private Entry first;
    private Entry second;
    private Entry third;

    /// <summary>The minimum; <see cref="Duration.Zero"/> before the first sample.</summary>
    public readonly Duration Value => new(first.Value);

    /// <param name="sample">The sample; counts as a nanosecond at least, since zero stands for none.</param>
    /// <param name="now">When it was taken.</param>
    /// <param name="window">Length of the window, the same at every call: kept by the caller to save memory per connection.</param>
    public void Add(Duration sample, Instant now, Duration window)
    {
        var entry = new Entry(Math.Max(1, sample.Nanoseconds), now.Nanoseconds);
        if (first.Value == 0 || entry.Value <= first.Value || entry.Time - third.Time > window.Nanoseconds)
        {
            first = second = third = entry;
            return;
        }

        if (entry.Value <= second.Value)
        {
            second = third = entry;
        }
        else if (entry.Value <= third.Value)
        {
            third = entry;
        }

        Age(entry, window.Nanoseconds);
    }

    private void Age(in Entry entry, long window)
    {
        var age = entry.Time - first.Time;
        if (age > window)
        {
            // The best sample has left the window, and the second may have left with it.
            first = second;
            second = third;
            third = entry;
            if (entry.Time - first.Time > window)
            {
                first = second;
                second = third;
            }
        }
        else if (second.Time == first.Time && age > window / 4)
        {
            // A quarter of the window has passed without a second choice: take one from the second quarter.
            second = third = entry;
        }
        else if (third.Time == second.Time && age > window / 2)
        {
            third = entry;
        }
    }

    private readonly record struct Entry(long Value, long Time);
}
