using Mpsim.Models.Tcp.Congestion;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Tcp.Congestion;

public sealed class NewRenoTests
{
    [Fact]
    public void Slow_start_grows_by_what_was_acknowledged()
    {
        var control = new NewReno();
        control.OnAck(Ack(2));
        control.OnAck(Ack(3));
        Assert.Equal(15, control.Cwnd);
    }

    [Fact]
    public void Slow_start_stops_at_the_threshold_and_the_rest_counts_for_congestion_avoidance()
    {
        var control = new NewReno { Ssthresh = 12 };
        control.OnAck(Ack(4));
        Assert.Equal(12, control.Cwnd);
        control.OnAck(Ack(9));
        Assert.Equal(12, control.Cwnd);
        control.OnAck(Ack(1));
        Assert.Equal(13, control.Cwnd);
    }

    [Fact]
    public void Congestion_avoidance_adds_one_segment_for_every_window_acknowledged()
    {
        var control = new NewReno { Cwnd = 10, Ssthresh = 10 };
        var windows = new List<int>();
        for (var i = 0; i < 33; i++)
        {
            control.OnAck(Ack(1));
            windows.Add(control.Cwnd);
        }

        Assert.Equal(9, windows.Count(cwnd => cwnd == 10));
        Assert.Equal(11, windows.Count(cwnd => cwnd == 11));
        Assert.Equal(12, windows.Count(cwnd => cwnd == 12));
        Assert.Equal(13, windows[^1]);
    }

    [Fact]
    public void A_window_that_is_not_used_up_does_not_grow()
    {
        var control = new NewReno();
        var ack = Ack(5);
        ack.CwndLimited = false;
        control.OnAck(ack);
        Assert.Equal(10, control.Cwnd);
    }

    [Theory]
    [InlineData(100, 50)]
    [InlineData(101, 50)]
    [InlineData(3, 2)]
    [InlineData(1, 2)]
    public void A_loss_halves_the_window_down_to_two(int cwnd, int expected)
    {
        Assert.Equal(expected, new NewReno { Cwnd = cwnd }.SsthreshAfterLoss(Instant.Zero));
    }

    [Fact]
    public void A_loss_restarts_the_count_of_the_increase()
    {
        var control = new NewReno { Cwnd = 10, Ssthresh = 10 };
        control.OnAck(Ack(9));
        control.Cwnd = control.Ssthresh = control.SsthreshAfterLoss(Instant.Zero);
        control.OnAck(Ack(4));
        Assert.Equal(5, control.Cwnd);
        control.OnAck(Ack(1));
        Assert.Equal(6, control.Cwnd);
    }

    private static AckSample Ack(int segments) => new() { AckedSegments = segments, CwndLimited = true };
}
