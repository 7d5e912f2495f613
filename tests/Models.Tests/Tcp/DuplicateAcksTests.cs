using Mpsim.Models.Tcp.Recovery;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Tcp;

/// <summary>Loss recovery where SACK was not agreed (RFC 5681, RFC 6582).</summary>
public sealed class DuplicateAcksTests
{
    [Fact]
    public void The_third_duplicate_sends_the_first_segment_again_at_once()
    {
        var script = Sending(10);
        Assert.Empty(script.AckWith(0));
        Assert.Empty(script.AckWith(0));
        Assert.Equal(RecoveryPhase.Disorder, script.Tcp.RecoveryPhase);
        var repeated = Assert.Single(script.AckWith(0));
        Assert.Equal(SegmentScript.Iss + 1, repeated.Seq);
        Assert.Equal(RecoveryPhase.Recovery, script.Tcp.RecoveryPhase);
        Assert.Equal(5, script.Tcp.Congestion.Ssthresh);
    }

    [Fact]
    public void A_partial_acknowledgement_repairs_the_next_hole_and_the_recovery_goes_on()
    {
        var script = Sending(10);
        Duplicates(script, 4);
        var repeated = script.AckWith(4 * 1448);
        Assert.Equal(SegmentScript.Iss + 1 + (4 * 1448), Assert.Single(repeated).Seq);
        Assert.Equal(RecoveryPhase.Recovery, script.Tcp.RecoveryPhase);
        script.AckAll();
        Assert.Equal(RecoveryPhase.Open, script.Tcp.RecoveryPhase);
        Assert.InRange(script.Tcp.Congestion.Cwnd, 5, 6);
        Assert.Equal(0, script.Tcp.InFlight);
    }

    [Fact]
    public void Duplicates_let_new_data_out_before_the_third()
    {
        var script = Sending(12);
        var limited = script.AckWith(0);
        Assert.Equal(SegmentScript.Iss + 1 + (10 * 1448), Assert.Single(limited).Seq);
    }

    [Fact]
    public void A_window_update_is_no_duplicate()
    {
        var script = Sending(10);
        for (var i = 0; i < 6; i++)
        {
            script.Window++;
            Assert.Empty(script.AckWith(0));
        }

        Assert.Equal(RecoveryPhase.Open, script.Tcp.RecoveryPhase);
    }

    [Fact]
    public void Acknowledgements_that_carry_an_option_of_mptcp_are_no_duplicates()
    {
        // RFC 8684 section 3.4.1.
        var script = Sending(10);
        for (var i = 0; i < 6; i++)
        {
            var segment = script.Next(TcpFlags.Ack);
            segment.Options = new SegmentOptions { AddAddress = new AddAddress(false, 7, IpAddress.Of(10, 0, 0, 9), null, 1) };
            Assert.Empty(script.Deliver(segment));
        }

        Assert.Equal(RecoveryPhase.Open, script.Tcp.RecoveryPhase);
    }

    [Fact]
    public void Full_acknowledgement_up_to_the_recovery_point_does_not_begin_another_recovery()
    {
        var script = Sending(30);
        Duplicates(script, 4);
        var high = (uint)(10 * 1448);
        Assert.True(script.Tcp.Outstanding >= 10);
        Duplicates(script, 8);
        script.AckWith(high);
        var before = script.Tcp.Retransmissions;
        for (var i = 0; i < 5; i++)
        {
            script.AckWith(high);
        }

        Assert.Equal(before, script.Tcp.Retransmissions);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Losses_without_sack_are_repaired_mostly_without_timeouts(int seed)
    {
        var chance = new Random(seed);
        var pair = new TcpPair(TcpPair.Reno with { Sack = false, Timestamps = seed % 2 == 0 })
        {
            ClientToWrite = 3_000_000,
            CloseClientWhenWritten = true,
            CloseServerWhenWritten = true,
            NanosecondsPerOctet = 200,
            Filter = (toServer, s) => !toServer || s.PayloadLength == 0 || chance.NextDouble() > 0.003,
        };
        pair.Connect();
        pair.RunFor(Duration.FromSeconds(100));
        Assert.Equal(3_000_000, pair.ServerRead);
        Assert.True(pair.Client.Retransmissions > 0);
        Assert.InRange(pair.Client.Timeouts, 0, pair.Client.Retransmissions / 3);
        Assert.DoesNotContain(pair.Sent(false), s => s.SackCount > 0);
    }

    private static SegmentScript Sending(int segments)
    {
        var script = new SegmentScript(TcpPair.Reno with { Sack = false, SendBufferAutoTuning = false }) { Sack = false };
        script.Reach(Models.Tcp.TcpState.Established);
        Assert.Equal(Math.Min(segments, 10), script.Write(segments * 1448L).Count);
        script.Wait(50);
        return script;
    }

    private static void Duplicates(SegmentScript script, int count)
    {
        for (var i = 0; i < count; i++)
        {
            script.AckWith(0);
        }
    }
}
