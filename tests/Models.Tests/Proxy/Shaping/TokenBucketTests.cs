using Mpsim.Models.Proxy.Shaping;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Proxy.Shaping;

public sealed class TokenBucketTests
{
    [Fact]
    public void Burst_is_there_at_first_and_comes_back_no_fuller()
    {
        var bucket = new TokenBucket(new DataRate(8_000), 3_000, Instant.Zero);

        Assert.Equal(3_000, bucket.Available(Instant.Zero));
        bucket.Take(3_000);
        Assert.Equal((0, 500, 3_000, 3_000), (bucket.Available(Instant.Zero), bucket.Available(Instant.FromSeconds(0.5)), bucket.Available(Instant.FromSeconds(3)), bucket.Available(Instant.FromSeconds(1e6))));
        Assert.Throws<InvalidOperationException>(() => bucket.Take(3_001));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1_000_003)]
    [InlineData(9_999_999_999_999)]
    public void Time_for_octets_is_the_first_nanosecond_at_which_they_may_pass(long rate)
    {
        var bucket = new TokenBucket(new DataRate(rate), 5_000, Instant.Zero);
        bucket.Take(5_000);
        var at = bucket.TimeFor(1_460, Instant.Zero);

        Assert.True(bucket.Available(new Instant(at.Nanoseconds - 1)) < 1_460);
        Assert.True(bucket.Available(at) >= 1_460);
    }

    [Fact]
    public void Long_run_rate_is_exact_though_no_nanosecond_brings_a_whole_octet()
    {
        var bucket = new TokenBucket(new DataRate(1_000_003), 5_000, Instant.Zero);
        bucket.Take(5_000);
        var now = Instant.Zero;
        long taken = 0;
        while (now < Instant.FromSeconds(80))
        {
            now = bucket.TimeFor(1_000, now);
            Assert.InRange(bucket.Available(now), 1_000, 1_001);
            bucket.Take(1_000);
            taken += 1_000;
        }

        Assert.InRange(now.Nanoseconds - (long)Math.Ceiling(taken * 8e9 / 1_000_003), 0, 1);
    }
}
