using Mpsim.Models.Kernel;
using Mpsim.Models.Units;

namespace Mpsim.Models.Apps;

/// <summary>The instants at which a flow opens its connections, one after the other; two may be the same.</summary>
public abstract class ArrivalProcess
{
    /// <summary>The next arrival, or <see cref="Instant.Never"/> when none follows.</summary>
    public abstract Instant Next { get; }

    /// <summary>Goes on to the arrival after <see cref="Next"/>.</summary>
    public abstract void Advance();

    /// <summary>All at one instant.</summary>
    public static ArrivalProcess At(Instant start, long count = 1) => new Regular(start, Duration.Zero, Instant.Never, count);

    /// <summary>One every <paramref name="interval"/>, the first at <paramref name="start"/>, none at or after <paramref name="until"/>, at most <paramref name="count"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not positive.</exception>
    public static ArrivalProcess Every(Instant start, Duration interval, Instant until, long count = long.MaxValue)
    {
        ThrowIfNotPositive(interval, nameof(interval));
        return new Regular(start, interval, until, count);
    }

    /// <summary>A Poisson process: from <paramref name="start"/> on, intervals drawn from the exponential distribution.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The mean interval is not positive.</exception>
    public static ArrivalProcess Poisson(Instant start, Duration meanInterval, Instant until, RandomStream chance, long count = long.MaxValue)
    {
        ThrowIfNotPositive(meanInterval, nameof(meanInterval));
        return new PoissonArrivals(start, meanInterval, until, count, chance);
    }

    /// <summary>Several at each arrival of another process: the parallel connections of a page.</summary>
    public static ArrivalProcess Several(ArrivalProcess arrivals, int times)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(times);
        return times == 1 ? arrivals : new SeveralAtOnce(arrivals, times);
    }

    private static void ThrowIfNotPositive(Duration interval, string name)
    {
        if (interval <= Duration.Zero)
        {
            throw new ArgumentOutOfRangeException(name, interval, "arrivals are a positive time apart");
        }
    }

    private sealed class Regular(Instant start, Duration interval, Instant until, long count) : ArrivalProcess
    {
        private Instant _next = start;
        private long _left = count;

        public override Instant Next => _left > 0 && _next < until ? _next : Instant.Never;

        public override void Advance()
        {
            _left--;
            _next += interval;
        }
    }

    private sealed class SeveralAtOnce(ArrivalProcess arrivals, int times) : ArrivalProcess
    {
        private int _opened;

        public override Instant Next => arrivals.Next;

        public override void Advance()
        {
            if (++_opened == times)
            {
                _opened = 0;
                arrivals.Advance();
            }
        }
    }

    private sealed class PoissonArrivals : ArrivalProcess
    {
        private readonly double _meanNanoseconds;
        private readonly Instant _until;
        private readonly RandomStream _chance;
        private Instant _next;
        private long _left;

        public PoissonArrivals(Instant start, Duration meanInterval, Instant until, long count, RandomStream chance)
        {
            _meanNanoseconds = meanInterval.Nanoseconds;
            _until = until;
            _chance = chance;
            _left = count;
            _next = start + Draw();
        }

        public override Instant Next => _left > 0 && _next < _until ? _next : Instant.Never;

        public override void Advance()
        {
            _left--;
            _next += Draw();
        }

        private Duration Draw() => new((long)Math.Round(_chance.NextExponential(_meanNanoseconds)));
    }
}
