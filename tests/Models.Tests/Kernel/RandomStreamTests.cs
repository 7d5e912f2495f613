using CsCheck;
using Mpsim.Models.Kernel;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Kernel;

public sealed class RandomStreamTests
{
    private readonly RandomStream _random = new(42, 0, "test");

    [Fact]
    public void Generator_is_xoshiro256_starstar_seeded_by_SplitMix64()
    {
        var random = new RandomStream(1, 2, "lte");
        Assert.Equal([Reference(1, 2, "lte", 0), Reference(1, 2, "lte", 1), Reference(1, 2, "lte", 2)], [random.NextUInt64(), random.NextUInt64(), random.NextUInt64()]);
    }

    [Fact]
    public void Streams_differ_by_seed_run_and_name_and_agree_otherwise()
    {
        var streams = new RandomStreams(42, 3);
        var first = streams.Create("lte").NextUInt64();

        Assert.Equal(first, new RandomStreams(42, 3).Create("lte").NextUInt64());
        Assert.NotEqual(first, new RandomStreams(42, 3).Create("wlan").NextUInt64());
        Assert.NotEqual(first, new RandomStreams(42, 4).Create("lte").NextUInt64());
        Assert.NotEqual(first, new RandomStreams(43, 3).Create("lte").NextUInt64());
    }

    [Fact]
    public void NameHash_is_FNV_1a()
    {
        Assert.Equal(0xCBF29CE484222325, NameHash.Of(string.Empty));

        // "a" is the octets 61 00: the published 64-bit FNV-1a value of "a" is af63dc4c8601ec8c; one zero octet multiplies by the prime.
        Assert.Equal(unchecked(0xAF63DC4C8601EC8C * 0x100000001B3), NameHash.Of("a"));
    }

    [Fact]
    public void NextInt_is_within_bounds_and_uniform()
    {
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
        {
            counts[_random.NextInt(7)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
        Assert.Throws<ArgumentOutOfRangeException>(() => _random.NextInt(0));
    }

    [Fact]
    public void NextInRange_includes_both_ends_and_takes_any_range()
    {
        var seen = new SortedSet<long>();
        for (var i = 0; i < 200; i++)
        {
            seen.Add(_random.NextInRange(-2, 2));
        }

        Assert.Equal([-2, -1, 0, 1, 2], seen);
        Assert.Equal(5, _random.NextInRange(5, 5));
        _random.NextInRange(long.MinValue, long.MaxValue);
    }

    [Fact]
    public void Chance_hits_as_often_as_its_probability_says()
    {
        var hits = Enumerable.Range(0, 100_000).Count(_ => _random.Chance(new Probability(0.1)));

        Assert.InRange(hits, 9_600, 10_400);
        Assert.False(_random.Chance(Probability.Zero));
        Assert.True(_random.Chance(new Probability(1)));
    }

    [Fact]
    public void Exponential_and_normal_draws_have_their_moments()
    {
        var exponential = Enumerable.Range(0, 100_000).Select(_ => _random.NextExponential(3)).ToArray();
        var normal = Enumerable.Range(0, 100_000).Select(_ => _random.NextNormal()).ToArray();

        Assert.All(exponential, draw => Assert.True(draw >= 0));
        Assert.InRange(exponential.Average(), 2.95, 3.05);
        Assert.InRange(exponential.Select(draw => (draw - 3) * (draw - 3)).Average(), 8.5, 9.5);
        Assert.InRange(normal.Average(), -0.02, 0.02);
        Assert.InRange(normal.Select(draw => draw * draw).Average(), 0.98, 1.02);
    }

    [Fact]
    public void NaturalLogarithm_agrees_with_the_library_to_its_precision()
    {
        Gen.Double[1e-300, 1e300].Sample(x => Assert.Equal(Math.Log(x), NaturalLogarithm.Of(x), 1e-13 * Math.Max(1, Math.Abs(Math.Log(x)))));
        Gen.Double[1e-9, 1].Sample(x => Assert.Equal(Math.Log(x), NaturalLogarithm.Of(x), 1e-14 * Math.Max(1, Math.Abs(Math.Log(x)))));
        Assert.Equal(0, NaturalLogarithm.Of(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => NaturalLogarithm.Of(0));
    }

    /// <summary>The published algorithms, written a second time on an array.</summary>
    private static ulong Reference(ulong seed, int run, string name, int skip)
    {
        var state = seed;
        ulong Split()
        {
            state = unchecked(state + 0x9E3779B97F4A7C15);
            var z = unchecked((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9);
            z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
            return z ^ (z >> 31);
        }

        state = Split() ^ (ulong)run;
        state = Split() ^ NameHash.Of(name);
        ulong[] s = [Split(), Split(), Split(), Split()];
        ulong result = 0;
        for (var i = 0; i <= skip; i++)
        {
            var five = unchecked(s[1] * 5);
            result = unchecked(((five << 7) | (five >> 57)) * 9);
            var t = s[1] << 17;
            s[2] ^= s[0];
            s[3] ^= s[1];
            s[1] ^= s[2];
            s[0] ^= s[3];
            s[2] ^= t;
            s[3] = (s[3] << 45) | (s[3] >> 19);
        }

        return result;
    }
}
