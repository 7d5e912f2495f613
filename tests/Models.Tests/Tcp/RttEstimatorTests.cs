using Mpsim.Models.Tcp;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Tcp;

public sealed class RttEstimatorTests
{
    [Fact]
    public void Before_a_sample_the_timeout_is_one_second()
    {
        var rtt = new RttEstimator();
        Assert.False(rtt.HasSample);
        Assert.Equal(Duration.FromSeconds(1), rtt.Rto);
        Assert.Equal(Duration.Zero, rtt.SmoothedRtt);
        Assert.Equal(Duration.Zero, rtt.MinRtt);
    }

    [Theory]
    [InlineData(100, 300)]
    [InlineData(300, 900)]
    [InlineData(1, 201)]
    public void The_first_sample_gives_three_times_itself_but_at_least_200_ms_more(double sample, double rto)
    {
        var rtt = new RttEstimator();
        Sample(ref rtt, sample, 10, 20);
        AssertMilliseconds(sample, rtt.SmoothedRtt);
        AssertMilliseconds(rto, rtt.Rto);
    }

    [Fact]
    public void Mean_and_deviation_follow_rfc_6298_upward_at_once_and_downward_by_an_eighth()
    {
        var rtt = new RttEstimator();
        Sample(ref rtt, 100, 10, 1000);
        Sample(ref rtt, 300, 20, 1000);

        // SRTT 100 + 200/8; four deviations 200 + 200 - 200/4.
        AssertMilliseconds(125, rtt.SmoothedRtt);
        AssertMilliseconds(475, rtt.Rto);

        // Error -100; |100| - 350/4 = 12.5, of which an eighth counts.
        Sample(ref rtt, 25, 30, 1000);
        AssertMilliseconds(112.5, rtt.SmoothedRtt);
        AssertMilliseconds(112.5 + 351.5625, rtt.Rto);
    }

    [Fact]
    public void The_variance_falls_by_a_quarter_of_the_way_once_in_a_round_trip()
    {
        var rtt = new RttEstimator();
        Sample(ref rtt, 200, 10, 20);
        AssertMilliseconds(400, rtt.Variance);

        // First round: its largest deviation is still that of the first sample.
        Sample(ref rtt, 200, 21, 30);
        AssertMilliseconds(400, rtt.Variance);

        // Within the second round nothing falls; at its end 400 - (400 - 225) / 4.
        Sample(ref rtt, 200, 25, 40);
        AssertMilliseconds(400, rtt.Variance);
        Sample(ref rtt, 200, 31, 50);
        AssertMilliseconds(356.25, rtt.Variance);
    }

    [Fact]
    public void Rounds_end_across_the_wrap_of_sequence_numbers()
    {
        var rtt = new RttEstimator();
        Sample(ref rtt, 200, 0xffff_ff00, 0xffff_fff0);
        Sample(ref rtt, 200, 5, 100);
        Sample(ref rtt, 200, 101, 200);
        AssertMilliseconds(356.25, rtt.Variance);
    }

    [Fact]
    public void Each_backoff_doubles_up_to_120_s_and_a_sample_ends_it()
    {
        var rtt = new RttEstimator();
        Sample(ref rtt, 100, 10, 20);
        rtt.Backoff();
        AssertMilliseconds(600, rtt.Rto);
        for (var i = 0; i < 20; i++)
        {
            rtt.Backoff();
        }

        Assert.Equal(Duration.FromSeconds(120), rtt.Rto);
        Assert.Equal(21, rtt.BackoffCount);

        Sample(ref rtt, 100, 11, 20);
        AssertMilliseconds(300, rtt.Rto);
        Assert.Equal(0, rtt.BackoffCount);
    }

    [Fact]
    public void A_reset_restores_the_timeout_of_the_samples()
    {
        var rtt = new RttEstimator();
        rtt.Backoff();
        rtt.ResetBackoff();
        Assert.Equal(Duration.FromSeconds(1), rtt.Rto);

        Sample(ref rtt, 100, 10, 20);
        rtt.Backoff();
        rtt.ResetBackoff();
        AssertMilliseconds(300, rtt.Rto);
        Assert.Equal(0, rtt.BackoffCount);
    }

    [Fact]
    public void A_handshake_without_a_sample_leaves_three_seconds()
    {
        var rtt = new RttEstimator();
        rtt.Backoff();
        rtt.OnEstablished();
        Assert.Equal(Duration.FromSeconds(3), rtt.Rto);

        var sampled = new RttEstimator();
        Sample(ref sampled, 100, 10, 20);
        sampled.OnEstablished();
        AssertMilliseconds(300, sampled.Rto);
    }

    [Fact]
    public void A_sample_allocates_nothing()
    {
        var rtt = new RttEstimator();
        Sample(ref rtt, 100, 10, 20);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0u; i < 10_000; i++)
        {
            rtt.OnSample(new Duration(100_000 + i), new Instant(i), i, i + 100);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void Sample(ref RttEstimator rtt, double milliseconds, uint sndUna, uint sndNxt) =>
        rtt.OnSample(Duration.FromMilliseconds(milliseconds), Instant.Zero, sndUna, sndNxt);

    private static void AssertMilliseconds(double expected, Duration actual) =>
        Assert.Equal(Duration.FromMilliseconds(expected), actual);
}
