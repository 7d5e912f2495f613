using Mpsim.Models.Tcp;
using Mpsim.Models.Tcp.Recovery;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tests.Tcp.Recovery;

/// <summary>RFC 8985 section 7, on a round trip of 100 ms: RTO 300 ms.</summary>
public sealed class TailLossProbeTests
{
    [Fact]
    public void Two_round_trips_after_the_last_segment_it_is_sent_again()
    {
        var script = new RecoveryScript();
        script.Write(3);
        Assert.Empty(script.Wait(201.9));
        Assert.Equal([2], script.Wait(0.2));
        script.Wait(RecoveryScript.RoundTrip);

        // Its SACK shows the other two missing; no timeout.
        Assert.Equal([0], script.Ack(0, (2, 3)));
        Assert.Equal(RecoveryPhase.Recovery, script.Tcp.RecoveryPhase);
        script.Wait(RecoveryScript.RoundTrip);
        script.Ack(1, (2, 3));
        script.Wait(RecoveryScript.RoundTrip);
        script.Ack(3);
        Assert.Equal(0, script.Tcp.Timeouts);
        Assert.Equal(0, script.Tcp.Outstanding);
    }

    [Fact]
    public void A_lone_segment_is_probed_when_its_timeout_would_come()
    {
        var script = new RecoveryScript();
        script.Write(1);
        Assert.Empty(script.Wait(299.9));
        Assert.Equal([0], script.Wait(0.2));
        Assert.Equal(0, script.Tcp.Timeouts);

        // One probe an episode: then the timeout, counted from the probe.
        Assert.Empty(script.Wait(299));
        Assert.Equal([0], script.Wait(2));
        Assert.Equal(1, script.Tcp.Timeouts);
    }

    [Fact]
    public void New_data_are_preferred_even_beyond_the_window()
    {
        var script = new RecoveryScript();
        Assert.Equal(10, script.Write(20).Length);
        Assert.Equal([10], script.Wait(203));
        script.Wait(RecoveryScript.RoundTrip - 1);
        script.Ack(11);
        Assert.Equal(0, script.Tcp.Retransmissions);
    }

    [Fact]
    public void Writing_on_does_not_put_the_probe_off_beyond_the_timeout()
    {
        var script = new RecoveryScript(TcpPair.Reno with { NoDelay = true });
        for (var i = 0; i < 8; i++)
        {
            script.Script.Write(1, i);
            script.Wait(37);
        }

        script.Wait(5);
        Assert.Equal(1, script.Tcp.Retransmissions);
    }

    [Fact]
    public void A_repair_by_the_probe_reduces_the_window_once_later_data_are_acknowledged()
    {
        var script = ProbedTail();
        script.Ack(2);
        Assert.Equal(10, script.Tcp.Congestion.Cwnd);
        script.Script.Write(5);
        script.Script.Wait(RecoveryScript.RoundTrip);
        script.Script.AckAll();
        Assert.Equal(5, script.Tcp.Congestion.Cwnd);
    }

    [Fact]
    public void A_probe_whose_copy_is_reported_reduces_nothing()
    {
        var script = ProbedTail();
        script.Ack(2);
        script.Ack(2, (1, 2));
        script.Script.Write(5);
        script.Script.Wait(RecoveryScript.RoundTrip);
        script.Script.AckAll();
        Assert.Equal(10, script.Tcp.Congestion.Cwnd);
        Assert.Equal(int.MaxValue, script.Tcp.Congestion.Ssthresh);
    }

    [Fact]
    public void Without_sack_there_is_no_probe()
    {
        var script = new SegmentScript(TcpPair.Reno with { Sack = false });
        script.Reach(TcpState.SynReceived);
        script.Wait(100);
        script.AckAll();
        script.Write(3000);
        Assert.Single(script.Wait(301));
        Assert.Equal(1, script.Tcp.Timeouts);
    }

    [Fact]
    public void Without_a_sample_it_waits_a_second()
    {
        var lost = 0;
        var pair = new TcpPair(TcpPair.Reno with { Timestamps = false }) { Filter = (_, s) => lost++ >= 1 };
        pair.Connect();
        pair.RunFor(Duration.FromSeconds(2));
        Assert.False(pair.Client.Rtt.HasSample);
        pair.Filter = (toServer, _) => !toServer;
        pair.Client.Write(new Payload(1, 0), 3000);
        pair.Drain();
        pair.RunFor(Duration.FromMilliseconds(999));
        Assert.Equal(0, pair.Client.Retransmissions - 1);
        pair.RunFor(Duration.FromMilliseconds(2));
        Assert.Equal(1, pair.Client.Retransmissions - 1);
    }

    [Fact]
    public void Every_lost_tail_of_a_transfer_is_repaired_without_a_timeout()
    {
        for (var lost = 1; lost <= 4; lost++)
        {
            var data = 0;
            var pair = new TcpPair { ClientToWrite = 20 * 1448, NanosecondsPerOctet = 100 };
            pair.Filter = (toServer, s) => !toServer || s.PayloadLength == 0 || ++data <= 20 - lost || data > 20;
            pair.Connect();
            pair.RunFor(Duration.FromSeconds(3));
            Assert.Equal(20 * 1448, pair.ServerRead);
            Assert.Equal(0, pair.Client.Timeouts);
        }
    }

    private static RecoveryScript ProbedTail()
    {
        var script = new RecoveryScript();
        script.Write(2);
        Assert.Equal([1], script.Wait(203));
        script.Wait(RecoveryScript.RoundTrip);
        return script;
    }
}
