using Mpsim.Models.Mptcp.Coupling;
using Mpsim.Models.Tcp.Congestion;
using Mpsim.Models.Tests.Tcp.Congestion;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Mptcp.Coupling;

public sealed class LiaTests
{
    /// <summary>
    /// RFC 6356 section 2, goals 1 and 2. In the fluid model the fast path gets 4/5 and the slow one, capped at what TCP
    /// would get there, 1/5. Losses are periodic: random ones cost any TCP a tenth, and the coupled one a little more.
    /// </summary>
    [Fact]
    public void Two_paths_together_get_what_tcp_gets_on_the_better_one()
    {
        var group = new LiaGroup();
        var fast = Path(group.Join(), 10, 250);
        var slow = Path(group.Join(), 100, 1000);
        RunTogether(fast, slow, Duration.FromSeconds(2_000));
        var total = fast.Rate + slow.Rate;

        Within(0.10, TcpRate(10, 250), total);
        Within(0.15, 0.8, fast.Rate / total);
        Within(0.15, 0.2, slow.Rate / total);
    }

    [Fact]
    public void Equal_paths_hold_windows_in_inverse_proportion_to_their_loss()
    {
        var group = new LiaGroup();
        var first = Path(group.Join(), 50, 500);
        var second = Path(group.Join(), 50, 1000);
        RunTogether(first, second, Duration.FromSeconds(5_000));

        Within(0.10, TcpRate(50, 1000), first.Rate + second.Rate);
        Within(0.15, 2.0, second.AverageWindow / first.AverageWindow);
    }

    [Fact]
    public void Alone_it_is_newreno_to_the_segment()
    {
        var lia = Path(new LiaGroup().Join(), 20, 333);
        var reno = Path(new NewReno(), 20, 333);
        for (var i = 0; i < 100_000; i++)
        {
            lia.Step();
            reno.Step();
            Assert.Equal(reno.Control.Cwnd, lia.Control.Cwnd);
        }
    }

    [Fact]
    public void A_subflow_that_has_left_couples_no_longer()
    {
        var group = new LiaGroup();
        var stays = Avoiding(group.Join(), 20);
        var leaves = Avoiding(group.Join(), 20);
        leaves.OnAck(Ack(1, 10));
        stays.OnAck(Ack(1, 10));
        // One segment of the eighty was acknowledged above.
        Assert.Equal(79, AcksUntilGrowth(stays, 10));

        leaves.OnClosed();
        Assert.Equal(21, AcksUntilGrowth(stays, 10));
    }

    [Fact]
    public void A_subflow_without_a_round_trip_does_not_count()
    {
        var group = new LiaGroup();
        var established = Avoiding(group.Join(), 20);
        Avoiding(group.Join(), 20);

        Assert.Equal(20, AcksUntilGrowth(established, 10));
    }

    [Theory]
    [InlineData(10, 10, 10, 10, 40)]
    [InlineData(10, 10, 30, 10, 53)]
    [InlineData(10, 10, 10, 50, 14)]
    [InlineData(40, 20, 10, 10, 90)]
    public void An_increase_takes_total_over_alpha_segments(int cwnd1, int rtt1, int cwnd2, int rtt2, int expected)
    {
        var group = new LiaGroup();
        var first = Avoiding(group.Join(), cwnd1);
        var second = Avoiding(group.Join(), cwnd2);
        second.OnAck(Ack(1, rtt2));
        first.OnAck(Ack(1, rtt1));

        // The acknowledgement above counted already; a part of a segment may remain.
        Assert.InRange(AcksUntilGrowth(first, rtt1), expected - 1, expected + 1);
    }

    [Fact]
    public void An_ack_allocates_nothing()
    {
        var group = new LiaGroup();
        var first = Path(group.Join(), 10, 900);
        var second = Path(group.Join(), 20, 1000);
        RunTogether(first, second, Duration.FromSeconds(1));
        var before = GC.GetAllocatedBytesForCurrentThread();
        RunTogether(first, second, Duration.FromSeconds(20));
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
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

    private static CongestionControl Avoiding(CongestionControl control, int cwnd)
    {
        control.Cwnd = cwnd;
        control.Ssthresh = cwnd;
        return control;
    }

    private static int AcksUntilGrowth(CongestionControl control, int rttMilliseconds)
    {
        var cwnd = control.Cwnd;
        for (var acks = 1; ; acks++)
        {
            control.OnAck(Ack((uint)acks, rttMilliseconds));
            if (control.Cwnd != cwnd)
            {
                return acks;
            }
        }
    }

    private static AckSample Ack(uint una, int rttMilliseconds) => new()
    {
        SmoothedRtt = Duration.FromMilliseconds(rttMilliseconds),
        AckedSegments = 1,
        SndUna = una,
        SndNxt = una + 1000,
        CwndLimited = true,
    };

    private static void Within(double share, double expected, double actual) =>
        Assert.InRange(actual, expected * (1 - share), expected * (1 + share));
}
