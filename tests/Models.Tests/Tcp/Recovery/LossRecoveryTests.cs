using Mpsim.Models.Tcp;
using Mpsim.Models.Tcp.Congestion;
using Mpsim.Models.Tcp.Recovery;
using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Tcp.Recovery;

/// <summary>Windows and timeouts over a loss (RFC 6298, RFC 6937, RFC 5681), and losses that were none (RFC 3522, RFC 3708).</summary>
public sealed class LossRecoveryTests
{
    [Fact]
    public void A_recovery_halves_the_window_in_proportion_and_ends_at_the_threshold()
    {
        var script = new RecoveryScript();
        script.Write(100);
        script.Wait(RecoveryScript.RoundTrip);
        script.Ack(10);
        script.Wait(RecoveryScript.RoundTrip);
        Assert.Equal(20, script.Tcp.Congestion.Cwnd);
        var sent = new List<int>();
        for (var next = 12; next <= 30; next++)
        {
            sent.Add(script.Ack(10, (11, next)).Length);
        }

        // Disorder lets one out for each report, the third brings the retransmission, from there one for two.
        Assert.Equal([1, 1, 1], sent.Take(3));
        Assert.Equal(10, script.Tcp.Congestion.Ssthresh);
        var outstanding = script.Tcp.Outstanding;
        Assert.InRange(sent.Skip(3).Sum(), 7, 9);
        script.Wait(RecoveryScript.RoundTrip);
        script.Ack(10 + outstanding);
        Assert.Equal(RecoveryPhase.Open, script.Tcp.RecoveryPhase);
        Assert.InRange(script.Tcp.Congestion.Cwnd, 10, 11);
        Assert.Equal(0, script.Tcp.Timeouts);
    }

    [Fact]
    public void A_timeout_brings_the_window_to_one_and_slow_start_up_to_half()
    {
        var script = new RecoveryScript();
        script.Write(30);
        Assert.Equal([10, 0], script.Wait(202 + 300));
        Assert.Equal(1, script.Tcp.Timeouts);
        Assert.Equal(1, script.Tcp.Congestion.Cwnd);
        Assert.Equal(5, script.Tcp.Congestion.Ssthresh);
        script.Wait(RecoveryScript.RoundTrip);
        Assert.Equal([1, 2], script.Ack(1));
        script.Wait(RecoveryScript.RoundTrip);
        Assert.Equal([3, 4, 5, 6], script.Ack(3));
    }

    [Fact]
    public void Timeouts_double_and_the_connection_is_given_up_after_the_limit()
    {
        var script = new RecoveryScript(TcpPair.Reno with { Retries = 5, Sack = false });
        script.Write(1);
        var start = script.Script.Now;
        script.Wait(60_000);
        var times = script.Script.Sent.Where(s => s.At >= start && s.Segment.PayloadLength > 0).Select(s => (s.At - start).Milliseconds);
        Assert.Equal([0, 300, 900, 2100, 4500, 9300], times);
        Assert.Equal(TcpEvents.TimedOut, script.Script.Events & TcpEvents.Aborted);
        Assert.Equal(TcpState.Closed, script.Tcp.State);
    }

    [Fact]
    public void Without_timestamps_an_acknowledged_retransmission_gives_no_sample_and_keeps_the_backoff()
    {
        var script = new RecoveryScript(TcpPair.Reno with { Sack = false }, timestamps: false);
        script.Write(1);
        script.Wait(301);
        script.Wait(10);
        script.Ack(1);
        Assert.Equal(100, script.Tcp.Rtt.SmoothedRtt.Milliseconds);
        Assert.Equal(600, script.Tcp.Rtt.Rto.Milliseconds);

        // A segment that is sent once ends it (RFC 6298 section 5, note).
        script.Write(1);
        script.Wait(RecoveryScript.RoundTrip);
        script.Ack(2);
        Assert.True(script.Tcp.Rtt.Rto.Milliseconds <= 300);
    }

    [Fact]
    public void With_timestamps_an_acknowledged_retransmission_is_measured_from_the_copy_that_is_echoed()
    {
        var script = new RecoveryScript(TcpPair.Reno with { Sack = false });
        script.Write(1);
        script.Wait(300);
        script.Wait(180);
        script.Ack(1);
        Assert.Equal(110, script.Tcp.Rtt.SmoothedRtt.Milliseconds);
    }

    [Fact]
    public void A_timeout_whose_original_is_echoed_is_undone()
    {
        var script = new RecoveryScript(TcpPair.Reno with { Sack = false });
        var sentAt = script.Script.Now;
        script.Write(10);
        script.Wait(310);
        Assert.Equal(1, script.Tcp.Congestion.Cwnd);
        script.AckAt(5, sentAt);
        Assert.Equal(RecoveryPhase.Open, script.Tcp.RecoveryPhase);
        Assert.InRange(script.Tcp.Congestion.Cwnd, 10, 15);
        Assert.Equal(int.MaxValue, script.Tcp.Congestion.Ssthresh);
        Assert.Equal(1, script.Tcp.Retransmissions);
    }

    [Fact]
    public void A_timeout_whose_copy_is_echoed_is_not_undone()
    {
        var script = new RecoveryScript(TcpPair.Reno with { Sack = false });
        script.Write(10);
        script.Wait(310);
        script.Ack(5);
        Assert.Equal(RecoveryPhase.Loss, script.Tcp.RecoveryPhase);
        Assert.Equal(5, script.Tcp.Congestion.Ssthresh);
    }

    [Fact]
    public void A_recovery_whose_copies_are_all_reported_is_undone_even_after_its_end()
    {
        var script = new RecoveryScript(timestamps: false);
        script.Write(10);
        script.Wait(RecoveryScript.RoundTrip);
        Assert.Equal([0], script.Ack(0, (1, 6)));
        script.Wait(10);
        script.Ack(10);
        Assert.Equal(5, script.Tcp.Congestion.Ssthresh);
        Assert.Equal(RecoveryPhase.Open, script.Tcp.RecoveryPhase);
        script.Wait(90);
        script.Ack(10, (0, 1));
        Assert.InRange(script.Tcp.Congestion.Cwnd, 10, 11);
        Assert.Equal(int.MaxValue, script.Tcp.Congestion.Ssthresh);
    }

    [Fact]
    public void A_report_of_older_data_or_of_one_copy_of_two_undoes_nothing()
    {
        var script = new RecoveryScript(timestamps: false);
        script.Write(2);
        script.Wait(RecoveryScript.RoundTrip);
        script.Ack(2);
        script.Write(10);
        script.Wait(RecoveryScript.RoundTrip);
        Assert.Equal([2, 3], script.Ack(2, (4, 9)));
        script.Ack(2, (0, 1), (4, 9));
        Assert.Equal(RecoveryPhase.Recovery, script.Tcp.RecoveryPhase);
        script.Ack(12);
        script.Ack(12, (2, 3));
        Assert.NotEqual(int.MaxValue, script.Tcp.Congestion.Ssthresh);
        script.Ack(12, (3, 4));
        Assert.Equal(int.MaxValue, script.Tcp.Congestion.Ssthresh);
    }

    [Fact]
    public void A_window_that_is_not_used_does_not_grow()
    {
        var script = new RecoveryScript();
        for (var i = 1; i <= 50; i++)
        {
            script.Write(1);
            script.Wait(RecoveryScript.RoundTrip);
            script.Ack(i);
        }

        Assert.Equal(10, script.Tcp.Congestion.Cwnd);
    }

    [Fact]
    public void After_a_pause_the_window_is_halved_once_a_timeout_down_to_the_initial_one()
    {
        var script = new RecoveryScript();
        var acked = 0;
        for (var i = 0; i < 3; i++)
        {
            script.Write(script.Tcp.Congestion.Cwnd);
            script.Wait(RecoveryScript.RoundTrip);
            acked += script.Tcp.Outstanding;
            script.Ack(acked);
        }

        Assert.Equal(80, script.Tcp.Congestion.Cwnd);
        var quick = script.Tcp.Rtt.Rto.Milliseconds;
        script.Wait((2.5 * quick) - RecoveryScript.RoundTrip);
        Assert.Equal(20, script.Write(200).Length);
        acked += 20;
        script.Wait(RecoveryScript.RoundTrip);
        script.Ack(acked);
        while (script.Tcp.Outstanding > 0)
        {
            acked += script.Tcp.Outstanding;
            script.Wait(RecoveryScript.RoundTrip);
            script.Ack(acked);
        }

        script.Wait(100_000);
        Assert.Equal(10, script.Write(100).Length);
    }

    [Fact]
    public void Every_timeout_is_told_to_the_congestion_control()
    {
        var told = new Listening();
        var script = new RecoveryScript(TcpPair.Reno with { CongestionControl = () => told });
        script.Write(10);
        script.Wait(RecoveryScript.RoundTrip);
        script.Ack(0, (1, 6));
        Assert.Equal(0, told.Timeouts);

        // In the midst of a recovery: no second reduction, but the curve begins anew.
        script.Wait(1000);
        Assert.Equal(1, told.Losses);
        Assert.Equal(script.Tcp.Timeouts, told.Timeouts);
    }

    [Fact]
    public void The_timeout_is_made_from_the_oldest_segment_and_congestion_control_sees_the_newest()
    {
        var told = new Listening();
        var script = new RecoveryScript(TcpPair.Reno with { CongestionControl = () => told });
        script.Write(1);
        script.Wait(40);
        script.Write(1);
        script.Wait(RecoveryScript.RoundTrip);
        script.Ack(2);
        Assert.Equal(100, told.Rtt.Milliseconds);
        Assert.Equal(105, script.Tcp.Rtt.SmoothedRtt.Milliseconds);
    }

    private sealed class Listening : CongestionControl
    {
        public int Timeouts { get; private set; }

        public int Losses { get; private set; }

        public Duration Rtt { get; private set; }

        public override string Name => "listening";

        public override void OnRttSample(in AckSample ack) => Rtt = ack.Rtt;

        public override void OnAck(in AckSample ack)
        {
        }

        public override int SsthreshAfterLoss(Instant now)
        {
            Losses++;
            return Math.Max(2, Cwnd / 2);
        }

        public override void OnTimeout(Instant now) => Timeouts++;
    }
}
