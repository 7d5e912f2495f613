using Mpsim.Models.Tcp.Congestion;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Tcp.Congestion;

public sealed class CubicTests
{
    private static readonly Duration Rtt = Duration.FromMilliseconds(100);

    [Fact]
    public void The_window_follows_the_curve_and_is_back_at_its_maximum_after_k()
    {
        // RFC 9438 figure 2: K = cbrt(300 / 0.4) = 9.0856 s.
        const double K = 9.0856;
        var control = AfterLoss(1000);
        Assert.Equal(700, control.Cwnd);

        var path = new LossyPath(control, Rtt, () => false);
        var begin = path.Now;
        while ((path.Now - begin).Seconds < 1.5 * K)
        {
            path.Step();
            var t = (path.Now - begin).Seconds;
            var curve = 1000 + (0.4 * (t - K) * (t - K) * (t - K));
            Assert.InRange(control.Cwnd, curve - 15, curve + 15);
            if (Math.Abs(t - K) < 0.1)
            {
                Assert.InRange(control.Cwnd, 995, 1001);
            }
        }
    }

    [Fact]
    public void A_second_loss_below_the_maximum_makes_room()
    {
        var control = AfterLoss(1000);
        control.Cwnd = control.Ssthresh = control.SsthreshAfterLoss(Instant.Zero);
        Assert.Equal(490, control.Cwnd);

        // Fast convergence: the new maximum is 700 (1 + 0.7) / 2 = 595, reached after cbrt(105 / 0.4) = 6.40 s.
        var path = new LossyPath(control, Rtt, () => false);
        RunFor(path, 6.4);
        Assert.InRange(control.Cwnd, 592, 596);
    }

    [Fact]
    public void After_a_pause_the_window_goes_on_where_it_was_on_the_curve()
    {
        var busy = AfterLoss(1000);
        var paused = AfterLoss(1000);
        var time = Instant.FromSeconds(1);
        time = Feed(busy, time, 40);
        Feed(paused, Instant.FromSeconds(1), 40);
        Assert.Equal(busy.Cwnd, paused.Cwnd);

        var later = time + Duration.FromSeconds(60);
        paused.OnTransmitStart(later, time);
        Feed(busy, time, 40);
        Feed(paused, later, 40);
        Assert.Equal(busy.Cwnd, paused.Cwnd);
    }

    [Fact]
    public void A_timeout_forgets_the_maximum()
    {
        var control = AfterLoss(1000);
        control.Ssthresh = control.SsthreshAfterLoss(Instant.Zero);
        control.OnTimeout(Instant.Zero);
        control.Cwnd = control.Ssthresh;

        // Without a maximum the window grows by a twentieth in every round trip.
        Feed(control, Instant.FromSeconds(1), 1);
        Assert.InRange(control.Cwnd, 490 + 23, 490 + 26);
    }

    [Theory]
    [InlineData(1000, 700)]
    [InlineData(10, 7)]
    [InlineData(2, 2)]
    [InlineData(1, 2)]
    public void A_loss_leaves_seven_tenths_but_two_at_least(int cwnd, int expected) =>
        Assert.Equal(expected, new Cubic { Cwnd = cwnd }.SsthreshAfterLoss(Instant.Zero));

    [Fact]
    public void A_spurious_loss_gives_the_window_back() => Assert.Equal(1000, AfterLoss(1000).UndoCwnd(1000));

    [Fact]
    public void Growth_is_at_most_one_and_a_half_windows_in_a_round_trip()
    {
        var control = AfterLoss(100);
        var time = Feed(control, Instant.FromSeconds(1), 1);
        var before = control.Cwnd;
        Feed(control, time + Duration.FromSeconds(100), 1);
        Assert.InRange(control.Cwnd, before + 1, before + (before / 2) + 1);
    }

    [Fact]
    public void A_curve_hours_after_its_origin_does_not_overflow()
    {
        var control = AfterLoss(100);
        var time = Feed(control, Instant.FromSeconds(1), 1);
        var before = control.Cwnd;
        Feed(control, time + Duration.FromSeconds(100_000), 1);
        Assert.True(control.Cwnd > before);
    }

    [Fact]
    public void An_ack_allocates_nothing()
    {
        var segment = 0;
        foreach (var control in new CongestionControl[] { new Cubic(), new NewReno() })
        {
            var path = new LossyPath(control, Rtt, () => ++segment % 1000 == 0);
            path.Run(10_000);
            var before = GC.GetAllocatedBytesForCurrentThread();
            path.Run(100_000);
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }
    }

    private static Cubic AfterLoss(int cwnd)
    {
        var control = new Cubic { Cwnd = cwnd };
        control.Cwnd = control.Ssthresh = control.SsthreshAfterLoss(Instant.Zero);
        return control;
    }

    private static void RunFor(LossyPath path, double seconds)
    {
        for (var end = path.Now + Duration.FromSeconds(seconds); path.Now < end;)
        {
            path.Step();
        }
    }

    /// <summary>Acknowledges whole windows, each evenly over a round trip.</summary>
    private static Instant Feed(CongestionControl control, Instant from, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            var window = control.Cwnd;
            for (var i = 0; i < window; i++)
            {
                var ack = new AckSample { Now = from + (Rtt * i / window), Rtt = Rtt, AckedSegments = 1, CwndLimited = true };
                control.OnRttSample(ack);
                control.OnAck(ack);
            }

            from += Rtt;
        }

        return from;
    }
}
