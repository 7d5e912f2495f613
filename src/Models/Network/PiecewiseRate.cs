using Mpsim.Models.Units;

namespace Mpsim.Models.Network;

/// <summary>A rate that is constant between given times; the constant rate is the case of one piece.</summary>
internal sealed class PiecewiseRate : RateSchedule
{
    private readonly long[] _starts;
    private readonly long[] _rates;

    /// <exception cref="ArgumentException">The changes do not begin at zero, are not in order, or nothing would ever be served again.</exception>
    public PiecewiseRate(IReadOnlyList<RateChange> changes, Duration? period = null)
    {
        if (changes.Count == 0 || changes[0].At != Instant.Zero)
        {
            throw new ArgumentException("the first rate holds from time zero", nameof(changes));
        }

        for (var i = 0; i < changes.Count; i++)
        {
            if (changes[i].Rate.BitsPerSecond < 0 || (i > 0 && changes[i].At <= changes[i - 1].At))
            {
                throw new ArgumentException($"change {i} ({changes[i].Rate} at {changes[i].At}): rates are not negative and times ascend", nameof(changes));
            }
        }

        if (period is { } cycle && (Instant.Zero + cycle <= changes[^1].At || changes.All(change => change.Rate.BitsPerSecond == 0)))
        {
            throw new ArgumentException($"a schedule that repeats after {cycle} must end after its last change, and serve something", nameof(period));
        }

        _starts = [.. changes.Select(change => change.At.Nanoseconds)];
        _rates = [.. changes.Select(change => change.Rate.BitsPerSecond)];
        Period = period?.Nanoseconds ?? long.MaxValue;
    }

    /// <summary>Nanoseconds after which the schedule begins again, or <see cref="long.MaxValue"/>.</summary>
    public long Period { get; }

    public int Pieces => _starts.Length;

    public long Rate(int piece) => _rates[piece];

    /// <summary>End of a piece within its period.</summary>
    public long End(int piece) => piece + 1 < _starts.Length ? _starts[piece + 1] : Period;

    public override long CapacityBits(Instant from, Instant to) => (long)((BitNanoseconds(to.Nanoseconds) - BitNanoseconds(from.Nanoseconds)) / 1_000_000_000);

    internal override RateServer CreateServer() => new PiecewiseRateServer(this);

    /// <summary>The integral of the rate from zero to <paramref name="time"/>, in bits times 10^9.</summary>
    private Int128 BitNanoseconds(long time)
    {
        var cycles = time / Period;
        var within = time % Period;
        return (cycles > 0 ? cycles * WithinPeriod(Period) : 0) + WithinPeriod(within);
    }

    private Int128 WithinPeriod(long time)
    {
        Int128 sum = 0;
        for (var piece = 0; piece < Pieces && _starts[piece] < time; piece++)
        {
            sum += (Int128)(Math.Min(End(piece), time) - _starts[piece]) * _rates[piece];
        }

        return sum;
    }
}
