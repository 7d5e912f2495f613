using Mpsim.Models.Tcp;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Tcp;

public sealed class PacingTests
{
    [Fact]
    public void Window_leaves_in_small_bursts_over_the_round_trip()
    {
        var pair = Transfer(TcpPair.Reno with { Pacing = true });

        var largest = Bursts(pair).Max(burst => burst.Count());
        // A millisecond of the rate, which is twice the window over the round trip while the window still opens.
        Assert.InRange(largest, 1, 12);
        Assert.InRange(pair.ServerRead, 2_000_000, 20_000_000);
    }

    [Fact]
    public void Without_pacing_the_acknowledgements_alone_decide()
    {
        // The receiver's path bunches acknowledgements: all of 20 ms arrive together.
        var pair = Transfer(TcpPair.Reno);

        Assert.True(Bursts(pair).Max(burst => burst.Count()) > 20);
    }

    [Theory]
    [InlineData(true, 2.0)]
    [InlineData(false, 1.2)]
    public void Rate_is_a_multiple_of_the_window_over_the_round_trip(bool slowStart, double ratio)
    {
        var pair = Pair(TcpPair.Reno with { Pacing = true });
        pair.Connect();
        pair.ClientToWrite = 100_000_000;
        pair.RunFor(Duration.FromMilliseconds(200));
        if (!slowStart)
        {
            pair.Client.Congestion.Ssthresh = pair.Client.Congestion.Cwnd;
            pair.RunFor(Duration.FromMilliseconds(200));
        }

        var tcp = pair.Client;
        var window = Math.Max(tcp.Congestion.Cwnd, tcp.Outstanding) * (double)tcp.MaximumSegment;
        Assert.InRange(tcp.PacingRate, ratio * 0.95 * window / tcp.Rtt.SmoothedRtt.Seconds, ratio * 1.05 * window / tcp.Rtt.SmoothedRtt.Seconds);
    }

    [Fact]
    public void Connection_that_does_not_pace_has_no_rate_and_no_deadline_for_it()
    {
        var pair = Transfer(TcpPair.Reno);

        Assert.Equal(0, pair.Client.PacingRate);
    }

    private static TcpPair Transfer(TcpSettings settings)
    {
        var pair = Pair(settings);
        pair.Connect();
        pair.ClientToWrite = 100_000_000;
        pair.RunFor(Duration.FromSeconds(2));
        return pair;
    }

    /// <summary>Acknowledgements come in bunches, as over a shared medium: each waits for the next multiple of 20 ms.</summary>
    private static TcpPair Pair(TcpSettings settings)
    {
        var pair = new TcpPair(settings) { NanosecondsPerOctet = 400, Checks = false };
        pair.ExtraDelay = (toServer, _) => toServer ? Duration.Zero : new Duration(20_000_000 - (pair.Now.Nanoseconds % 20_000_000));
        return pair;
    }

    /// <summary>Data segments that left at one instant, once the transfer is under way.</summary>
    private static IEnumerable<IGrouping<Instant, Instant>> Bursts(TcpPair pair) =>
        pair.Trace.Where(entry => entry.ToServer && entry.Segment.PayloadLength > 0 && entry.At.Nanoseconds > 500_000_000).Select(entry => entry.At).GroupBy(at => at);
}
