using Mpsim.Models.Tcp.Recovery;

namespace Mpsim.Models.Tests.Tcp.Recovery;

/// <summary>RFC 8985 section 6: loss detection by time. The reordering window is a quarter of 100 ms.</summary>
public sealed class RackTests
{
    [Fact]
    public void A_hole_is_given_a_quarter_of_a_round_trip()
    {
        var script = Sent(4);
        Assert.Empty(script.Ack(0, (1, 2)));
        Assert.Equal(RecoveryPhase.Disorder, script.Tcp.RecoveryPhase);
        Assert.Empty(script.Wait(24.9));
        Assert.Equal([0], script.Wait(0.2));
        Assert.Equal(RecoveryPhase.Recovery, script.Tcp.RecoveryPhase);
    }

    [Fact]
    public void A_late_segment_within_the_window_costs_nothing()
    {
        var script = Sent(4);
        script.Ack(0, (1, 2));
        script.Wait(10);
        script.Ack(2);
        script.Wait(10);
        script.Ack(4);
        Assert.Equal(0, script.Tcp.Retransmissions);
        Assert.Equal(RecoveryPhase.Open, script.Tcp.RecoveryPhase);
        Assert.Empty(script.Wait(2000));
    }

    [Fact]
    public void Three_reported_segments_need_no_wait_until_reordering_was_seen()
    {
        var script = Sent(6);
        Assert.Equal([0], script.Ack(0, (1, 4)));

        var reordered = Sent(6);
        reordered.Ack(0, (1, 2));
        reordered.Ack(6);
        Assert.Equal([6, 7, 8, 9, 10, 11], reordered.Write(6));
        reordered.Wait(RecoveryScript.RoundTrip);
        Assert.Empty(reordered.Ack(6, (7, 10)));
        Assert.Equal([6], reordered.Wait(26));
    }

    [Fact]
    public void A_lost_retransmission_is_found_by_what_was_sent_after_it()
    {
        var script = Sent(10, 20);
        Assert.Equal(0, script.Ack(0, (1, 10))[0]);
        var sentLater = script.Tcp.Outstanding;
        Assert.True(sentLater > 10);
        script.Wait(RecoveryScript.RoundTrip);
        var repeated = script.Ack(0, (1, sentLater));
        Assert.Equal(0, Assert.Single(repeated, n => n == 0));
        Assert.Equal(0, script.Tcp.Timeouts);
    }

    [Fact]
    public void Each_dsack_of_a_round_widens_the_window()
    {
        var script = Sent(6);
        script.Ack(0, (1, 2));
        script.Ack(6);
        script.Write(6);
        script.Wait(RecoveryScript.RoundTrip);

        // RFC 8985 section 6.2 step 4: DSACK, so two quarters from now on.
        script.Ack(6, (2, 3));
        Assert.Empty(script.Ack(6, (7, 8)));
        Assert.Empty(script.Wait(49.9));
        Assert.Equal([6], script.Wait(0.2));
    }

    [Fact]
    public void A_timeout_takes_only_the_first_and_what_is_old_for_lost()
    {
        var script = new RecoveryScript(TcpPair.Reno with { Sack = true });
        script.Write(2);
        script.Wait(190);
        script.Write(1);

        // Probe at 300 ms at the latest, timeout 300 ms later; the probe is one round trip and more old by then.
        script.Wait(600);
        Assert.Equal(1, script.Tcp.Timeouts);
        Assert.Equal(1, script.Tcp.InFlight);
    }

    [Fact]
    public void A_receiver_that_forgets_is_served_again()
    {
        var script = Sent(4);
        script.Ack(0, (1, 4));
        script.Wait(RecoveryScript.RoundTrip);

        // The repair arrives and then everything after it is discarded: the ACK stands at a segment that was reported.
        script.Ack(1);
        var sent = script.Wait(3000);
        Assert.Contains(1, sent);
        script.Ack(2);
        script.Ack(3);
        script.Wait(1);
        Assert.Equal(1, script.Tcp.Outstanding);
        script.Ack(4);
        Assert.Equal(0, script.Tcp.Outstanding);
    }

    [Fact]
    public void Sacks_of_later_data_do_not_put_off_the_timeout()
    {
        var script = Sent(10, 40);
        script.Ack(0, (1, 4));
        var head = script.Script.Now;
        var next = 4;
        while (script.Tcp.Timeouts == 0)
        {
            // Everything but the first segment arrives, in order and slowly; RACK may repeat it, each copy is lost.
            script.Wait(90);
            next = Math.Min(next + 1, script.Tcp.Outstanding);
            script.Ack(0, (1, next));
            Assert.InRange((script.Script.Now - head).Milliseconds, 0, 5000);
        }
    }

    [Fact]
    public void An_unlikely_report_is_ignored()
    {
        var script = Sent(4);
        script.Ack(0, (3, 9), (3, 2), (-5, 0));
        Assert.Equal(4, script.Tcp.InFlight);
    }

    private static RecoveryScript Sent(int segments, int written = 0)
    {
        var script = new RecoveryScript();
        Assert.Equal(Enumerable.Range(0, Math.Min(10, segments)), script.Write(Math.Max(segments, written)));
        script.Wait(RecoveryScript.RoundTrip);
        return script;
    }
}
