using System.Numerics;
using Mpsim.Models.Units;

namespace Mpsim.Models.Kernel;

/// <summary>
/// The chance of one component. Made from seed, run and the component's name, so that a component draws the same
/// numbers whatever other components exist, and variants of a scenario meet the same chance.
/// xoshiro256** (Blackman and Vigna, 2018), seeded by SplitMix64 as its authors advise.
/// </summary>
public sealed class RandomStream
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    public RandomStream(ulong seed, int run, string name)
    {
        var state = seed;
        state = SplitMix64(ref state) ^ (ulong)run;
        state = SplitMix64(ref state) ^ NameHash.Of(name);
        _s0 = SplitMix64(ref state);
        _s1 = SplitMix64(ref state);
        _s2 = SplitMix64(ref state);
        _s3 = SplitMix64(ref state);
    }

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>32 random bits: an initial sequence number, a nonce.</summary>
    public uint NextUInt32() => (uint)(NextUInt64() >> 32);

    /// <summary>A number of 0 to <paramref name="bound"/> - 1, all equally likely.</summary>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return (int)NextBelow((ulong)bound);
    }

    /// <summary>A number of <paramref name="low"/> to <paramref name="high"/>, both included, all equally likely.</summary>
    public long NextInRange(long low, long high)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(high, low);
        var span = unchecked((ulong)high - (ulong)low + 1);
        return span == 0 ? unchecked((long)NextUInt64()) : unchecked((long)((ulong)low + NextBelow(span)));
    }

    /// <summary>A span of <paramref name="low"/> to <paramref name="high"/>, both included, all equally likely.</summary>
    public Duration NextInRange(Duration low, Duration high) => new(NextInRange(low.Nanoseconds, high.Nanoseconds));

    /// <summary>A multiple of 2^-53 within [0, 1).</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1ul << 53));

    /// <summary>True with the probability given.</summary>
    public bool Chance(Probability probability) => NextUInt64() < probability.Threshold || probability.Threshold == ulong.MaxValue;

    /// <summary>A draw from the exponential distribution: the wait for the next arrival of a Poisson process.</summary>
    public double NextExponential(double mean) => -mean * NaturalLogarithm.Of(1 - NextDouble());

    /// <summary>A draw from the standard normal distribution (Marsaglia's polar method, the second value dropped).</summary>
    public double NextNormal()
    {
        while (true)
        {
            var x = (2 * NextDouble()) - 1;
            var y = (2 * NextDouble()) - 1;
            var square = (x * x) + (y * y);
            if (square is < 1 and > 1e-300)
            {
                return x * Math.Sqrt(-2 * NaturalLogarithm.Of(square) / square);
            }
        }
    }

    /// <summary>Lemire's method (2019): the high word of a product, with the few values that would be biased drawn again.</summary>
    private ulong NextBelow(ulong bound)
    {
        var high = Math.BigMul(NextUInt64(), bound, out var low);
        if (low < bound)
        {
            var threshold = unchecked(0 - bound) % bound;
            while (low < threshold)
            {
                high = Math.BigMul(NextUInt64(), bound, out low);
            }
        }

        return high;
    }

    private static ulong SplitMix64(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
