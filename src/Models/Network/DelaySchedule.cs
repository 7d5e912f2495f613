using Mpsim.Models.Units;

namespace Mpsim.Models.Network;

/// <summary>Propagation delay over the whole run: constant between given times. The delay of a packet is the one in force when its transmission ends.</summary>
public sealed class DelaySchedule
{
    private readonly DelayChange[] _changes;

    /// <param name="changes">In the order of time, the first at zero.</param>
    /// <exception cref="ArgumentException">The changes do not begin at zero or are not in order, or a delay is negative.</exception>
    public DelaySchedule(IReadOnlyList<DelayChange> changes)
    {
        if (changes.Count == 0 || changes[0].At != Instant.Zero)
        {
            throw new ArgumentException("the first delay holds from time zero", nameof(changes));
        }

        for (var i = 0; i < changes.Count; i++)
        {
            if (changes[i].Delay < Duration.Zero || (i > 0 && changes[i].At <= changes[i - 1].At))
            {
                throw new ArgumentException($"change {i} ({changes[i].Delay} at {changes[i].At}): delays are not negative and times ascend", nameof(changes));
            }
        }

        _changes = [.. changes];
    }

    internal int Pieces => _changes.Length;

    /// <summary>The delay at a time, for those who look now and then; links step through the pieces.</summary>
    public Duration At(Instant now)
    {
        var piece = 0;
        while (piece + 1 < _changes.Length && _changes[piece + 1].At <= now)
        {
            piece++;
        }

        return _changes[piece].Delay;
    }

    public static DelaySchedule Constant(Duration delay) => new([new DelayChange(Instant.Zero, delay)]);

    internal long Delay(int piece) => _changes[piece].Delay.Nanoseconds;

    internal long End(int piece) => piece + 1 < _changes.Length ? _changes[piece + 1].At.Nanoseconds : long.MaxValue;
}

/// <summary>From <paramref name="At"/> on the delay is <paramref name="Delay"/>.</summary>
public readonly record struct DelayChange(Instant At, Duration Delay);
