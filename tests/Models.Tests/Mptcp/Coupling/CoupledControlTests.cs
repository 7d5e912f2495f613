using Mpsim.Models.Mptcp.Coupling;
using Mpsim.Models.Tcp.Congestion;
using Mpsim.Models.Tests.Tcp.Congestion;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Mptcp.Coupling;

/// <summary>Two subflows on paths that only lose, against the rates that theory gives (losses are periodic).</summary>
public sealed class CoupledControlTests
{
    [Theory]
    [InlineData("olia")]
    [InlineData("balia")]
    [InlineData("coupled")]
    [InlineData("ewtcp")]
    public void Alone_it_is_newreno_but_for_rounding(string name)
    {
        var control = Path(Group(name).Join(), 20, 333);
        var reno = Path(new NewReno(), 20, 333);
        control.Run(300_000);
        reno.Run(300_000);

        Within(0.05, reno.Rate, control.Rate);
    }

    [Theory]
    [InlineData("olia", 0.12)]
    [InlineData("balia", 0.12)]
    public void Equal_paths_together_get_what_tcp_gets_on_one(string name, double tolerance)
    {
        var (first, second) = Run(name, (50, 1000), (50, 1000));

        Within(tolerance, TcpRate(50, 1000), first.Rate + second.Rate);
        Within(0.2, 0.5, first.Rate / (first.Rate + second.Rate));
    }

    [Fact]
    public void Olia_uses_the_best_path_and_leaves_the_other_more_than_lia_does()
    {
        // By Khalili et al. the rate is TCP's on the best path, and nothing but probing on the rest.
        var (fast, slow) = Run("olia", (50, 2000), (50, 500));
        var (_, slowOfLia) = Run("lia", (50, 2000), (50, 500));

        Within(0.15, TcpRate(50, 2000), fast.Rate + slow.Rate);
        Assert.True(slow.Rate < 0.8 * slowOfLia.Rate, $"OLIA {slow.Rate}, LIA {slowOfLia.Rate}");
    }

    [Fact]
    public void Balia_lies_between_lia_and_olia_on_the_worse_path_or_close_to_lia()
    {
        var (fast, slow) = Run("balia", (50, 2000), (50, 500));

        Within(0.2, TcpRate(50, 2000), fast.Rate + slow.Rate);
        Assert.InRange(slow.Rate / (fast.Rate + slow.Rate), 0.03, 0.35);
    }

    [Fact]
    public void Fully_coupled_control_is_on_the_path_with_less_loss_alone()
    {
        var (worse, better) = Run("coupled", (50, 250), (50, 1000));

        Assert.True(better.Rate > 0.85 * (better.Rate + worse.Rate), $"{better.Rate} of {better.Rate + worse.Rate}");
        Within(0.15, TcpRate(50, 1000), better.Rate + worse.Rate);
    }

    [Fact]
    public void Equally_weighted_subflows_each_get_half_of_what_tcp_gets_there()
    {
        var (fast, slow) = Run("ewtcp", (10, 250), (100, 1000));

        Within(0.10, TcpRate(10, 250) / 2, fast.Rate);
        Within(0.10, TcpRate(100, 1000) / 2, slow.Rate);
    }

    [Fact]
    public void Balia_takes_up_to_three_quarters_of_the_window_of_a_slow_path()
    {
        var group = Group("balia");
        var fast = Avoiding(group.Join(), 40, 10);
        var slow = Avoiding(group.Join(), 40, 100);

        // alpha is 1 on the fast path, 10 on the slow one, where 1.5 bounds it.
        Assert.Equal(20, fast.SsthreshAfterLoss(Instant.Zero));
        Assert.Equal(10, slow.SsthreshAfterLoss(Instant.Zero));
    }

    [Fact]
    public void Fully_coupled_control_takes_half_of_the_total_from_the_subflow_that_loses()
    {
        var group = Group("coupled");
        var first = Avoiding(group.Join(), 30, 10);
        var second = Avoiding(group.Join(), 10, 10);

        Assert.Equal(10, first.SsthreshAfterLoss(Instant.Zero));
        Assert.Equal(1, second.SsthreshAfterLoss(Instant.Zero));
    }

    [Fact]
    public void Weighted_vegas_splits_ten_segments_of_queue_by_rate()
    {
        // Both paths serve 1,000 segments a second and have room without end: the queue is the window less rate times round trip.
        var group = Group("wvegas");
        var first = new QueueingPath(group.Join(), 1000, 0.050);
        var second = new QueueingPath(group.Join(), 1000, 0.050);
        for (var round = 0; round < 3000; round++)
        {
            first.Round();
            second.Round();
        }

        Assert.InRange(first.MeanQueue, 1, 8);
        Assert.InRange(second.MeanQueue, 1, 8);
        Assert.InRange(first.MeanQueue + second.MeanQueue, 4, 13);
        Assert.InRange(first.MeanUse, 0.9, 1);
    }

    [Theory]
    [InlineData("olia")]
    [InlineData("balia")]
    [InlineData("wvegas")]
    [InlineData("coupled")]
    [InlineData("ewtcp")]
    public void Ack_allocates_nothing(string name)
    {
        var group = Group(name);
        var first = Path(group.Join(), 10, 900);
        var second = Path(group.Join(), 20, 1000);
        RunTogether(first, second, Duration.FromSeconds(1));
        var before = GC.GetAllocatedBytesForCurrentThread();
        RunTogether(first, second, Duration.FromSeconds(10));
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static SubflowCongestion Group(string name) => CoupledCongestionControls.Find(name)!.Create(CongestionOptions.Default);

    private static (LossyPath First, LossyPath Second) Run(string name, (int Rtt, int LossEvery) first, (int Rtt, int LossEvery) second)
    {
        var group = Group(name);
        var (one, two) = (Path(group.Join(), first.Rtt, first.LossEvery), Path(group.Join(), second.Rtt, second.LossEvery));
        RunTogether(one, two, Duration.FromSeconds(3000));
        return (one, two);
    }

    private static LossyPath Path(CongestionControl control, int rttMilliseconds, int lossEvery)
    {
        var segment = 0;
        return new LossyPath(control, Duration.FromMilliseconds(rttMilliseconds), () => ++segment % lossEvery == 0);
    }

    private static double TcpRate(int rttMilliseconds, int lossEvery)
    {
        var path = Path(new NewReno(), rttMilliseconds, lossEvery);
        path.Run(1_000L * lossEvery);
        return path.Rate;
    }

    private static void RunTogether(LossyPath first, LossyPath second, Duration time)
    {
        var end = Instant.Zero + time;
        while (first.Now < end || second.Now < end)
        {
            (first.Now <= second.Now ? first : second).Step();
        }
    }

    /// <summary>A control in congestion avoidance that has seen a round trip.</summary>
    private static CongestionControl Avoiding(CongestionControl control, int cwnd, int rttMilliseconds)
    {
        control.Cwnd = cwnd;
        control.Ssthresh = cwnd;
        control.OnAck(new AckSample { SmoothedRtt = Duration.FromMilliseconds(rttMilliseconds), AckedSegments = 1, SndUna = 1, SndNxt = 1000 });
        return control;
    }

    private static void Within(double share, double expected, double actual) =>
        Assert.InRange(actual, expected * (1 - share), expected * (1 + share));

    /// <summary>A path of fixed rate whose queue takes all that the window holds beyond rate times round trip.</summary>
    private sealed class QueueingPath(CongestionControl control, double rate, double baseRtt)
    {
        private double _now = 1;
        private double _queue;
        private double _use;
        private int _rounds;
        private uint _una;

        public double MeanQueue => _queue / _rounds;

        public double MeanUse => _use / _rounds;

        public void Round()
        {
            var cwnd = control.Cwnd;
            var rtt = Math.Max(baseRtt, cwnd / rate);
            if (_now > 30)
            {
                _queue += Math.Max(0, cwnd - (rate * baseRtt));
                _use += Math.Min(1, cwnd / (rate * baseRtt));
                _rounds++;
            }

            for (var i = 0; i < cwnd; i++)
            {
                var ack = new AckSample
                {
                    Now = Instant.FromSeconds(_now + (rtt * i / cwnd)),
                    Rtt = Duration.FromSeconds(rtt),
                    SmoothedRtt = Duration.FromSeconds(rtt),
                    AckedSegments = 1,
                    SndUna = ++_una,
                    SndNxt = _una + (uint)control.Cwnd,
                    CwndLimited = true,
                };
                control.OnRttSample(ack);
                control.OnAck(ack);
            }

            _now += rtt;
        }
    }
}
