using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Tcp;

/// <summary>When an acknowledgement leaves (RFC 9293 section 3.8.6.3, RFC 5681 section 4.2).</summary>
public sealed class DelayedAckTests
{
    [Fact]
    public void Sixteen_segments_are_acknowledged_at_once_then_every_second()
    {
        var script = SegmentScript.In(TcpState.Established);
        var answers = new List<int>();
        for (var i = 0; i < 26; i++)
        {
            script.Wait(1);
            answers.Add(script.Send(TcpFlags.Ack, 1000).Count);
        }

        Assert.Equal([.. Enumerable.Repeat(1, 16), 0, 1, 0, 1, 0, 1, 0, 1, 0, 1], answers);
    }

    [Fact]
    public void A_single_segment_is_acknowledged_after_40_ms()
    {
        var script = AfterQuickAcks();
        Assert.Empty(script.Send(TcpFlags.Ack, 1000));
        Assert.Equal(40, (script.Tcp.NextTimeout - script.Now).Milliseconds);
        Assert.Empty(script.Wait(39.9));
        Assert.Equal(script.Seq, Assert.Single(script.Wait(0.2)).Ack);
        Assert.Empty(script.Wait(1000));
    }

    [Fact]
    public void Data_that_leave_carry_the_acknowledgement()
    {
        var script = AfterQuickAcks();
        script.Send(TcpFlags.Ack, 1000);
        Assert.Equal(script.Seq, Assert.Single(script.Write(10)).Ack);
        script.AckAll();
        Assert.Empty(script.Wait(1000));
    }

    [Fact]
    public void Switched_off_every_segment_is_acknowledged()
    {
        var script = AfterQuickAcks(TcpPair.Reno with { DelayedAck = false });
        for (var i = 0; i < 5; i++)
        {
            Assert.Single(script.Send(TcpFlags.Ack, 1000));
        }
    }

    [Fact]
    public void Gaps_duplicates_and_filled_gaps_are_acknowledged_at_once()
    {
        var script = AfterQuickAcks();
        Assert.Equal(1, Assert.Single(script.SendAt(1000, 1000)).SackCount);
        var filled = Assert.Single(script.SendAt(0, 1000));
        Assert.Equal(script.Seq + 2000, filled.Ack);
        Assert.Equal(0, filled.SackCount);
        var duplicate = Assert.Single(script.SendAt(0, 1000));
        Assert.Equal(1, duplicate.SackCount);
        Assert.Equal(script.Seq, duplicate.Sack[0].Left);
        Assert.Equal(script.Seq + 1000, duplicate.Sack[0].Right);
    }

    [Fact]
    public void Sack_blocks_come_with_the_most_recent_first_and_at_most_three_beside_timestamps()
    {
        var script = AfterQuickAcks();
        var last = new Segment();
        for (var i = 1; i <= 4; i++)
        {
            last = script.SendAt(i * 2000, 1000)[0];
        }

        Assert.Equal(3, last.SackCount);
        Assert.Equal(script.Seq + 8000, last.Sack[0].Left);
        Assert.Equal(script.Seq + 6000, last.Sack[1].Left);

        // Two blocks that a segment joins are one (RFC 2018 section 4).
        var joined = script.SendAt(7000, 1000)[0];
        Assert.Equal(script.Seq + 6000, joined.Sack[0].Left);
        Assert.Equal(script.Seq + 9000, joined.Sack[0].Right);
    }

    [Fact]
    public void A_duplicate_above_a_gap_is_reported_next_to_the_block_around_it()
    {
        var script = AfterQuickAcks();
        script.SendAt(2000, 1000);
        script.SendAt(4000, 1000);
        var answer = Assert.Single(script.SendAt(2000, 1000));
        Assert.Equal(script.Seq + 2000, answer.Sack[0].Left);
        Assert.Equal(script.Seq + 2000, answer.Sack[1].Left);
        Assert.Equal(script.Seq + 4000, answer.Sack[2].Left);
    }

    [Fact]
    public void The_timestamp_of_the_first_of_two_segments_is_echoed()
    {
        foreach (var flags in (TcpFlags[])[TcpFlags.Ack, TcpFlags.Ack | TcpFlags.Ece])
        {
            var script = AfterQuickAcks();
            var first = script.Clock;
            Assert.Empty(script.Send(flags, 1000));
            Assert.Equal(first, Assert.Single(script.Send(flags, 1000)).TsEcr);
        }
    }

    [Fact]
    public void The_timestamp_of_a_repetition_whose_acknowledgement_was_lost_is_echoed()
    {
        var script = SegmentScript.In(TcpState.Established);
        Assert.Single(script.Send(TcpFlags.Ack, 1000));
        script.Clock += 1000;
        var repeated = script.Clock;
        Assert.Equal(repeated, Assert.Single(script.SendAt(-1000, 1000)).TsEcr);
    }

    [Fact]
    public void After_a_pause_longer_than_the_timeout_acknowledgements_are_quick_again()
    {
        var script = AfterQuickAcks();
        script.Wait(5000);
        Assert.Single(script.Send(TcpFlags.Ack, 1000));
    }

    private static SegmentScript AfterQuickAcks(TcpSettings? settings = null)
    {
        var script = SegmentScript.In(TcpState.Established, settings);
        for (var i = 0; i < 16; i++)
        {
            script.Wait(1);
            Assert.Single(script.Send(TcpFlags.Ack, 1000));
        }

        return script;
    }
}
