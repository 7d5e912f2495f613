using Mpsim.Models.Tcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Tcp;

/// <summary>Corners of RFC 9293, 2018, 2883, 5961, 7323 and 8985 that only a segment by segment comparison shows.</summary>
public sealed class ConformanceTests
{
    [Fact]
    public void Reset_that_answers_a_bad_acknowledgement_has_no_acknowledgement_itself()
    {
        var script = SegmentScript.In(TcpState.SynSent);
        script.Ack = SegmentScript.Iss + 9999;
        var reset = Assert.Single(script.Syn(ack: true));
        Assert.Equal((TcpFlags.Rst, script.Ack, 0u, false), (reset.Flags, reset.Seq, reset.Ack, reset.HasTimestamps));
    }

    [Fact]
    public void Reset_at_the_right_edge_of_the_highest_block_ends_the_connection()
    {
        var script = SegmentScript.In(TcpState.Established);
        script.SendAt(3000, 500);
        script.SendAt(1000, 500);
        Assert.Equal(TcpFlags.Ack, Assert.Single(script.SendAt(1500, 0, TcpFlags.Rst)).Flags);
        script.SendAt(3500, 0, TcpFlags.Rst);
        Assert.True(script.Events.HasFlag(TcpEvents.Reset));
    }

    [Fact]
    public void Syn_in_syn_received_is_challenged_unless_it_is_the_first_one_again()
    {
        var script = SegmentScript.In(TcpState.SynReceived);
        Assert.Equal(TcpFlags.Ack, Assert.Single(script.SendAt(5, 0, TcpFlags.Syn | TcpFlags.Ack)).Flags);
        Assert.Equal(TcpState.SynReceived, script.Tcp.State);
        script.Seq--;
        Assert.Equal(TcpFlags.Syn | TcpFlags.Ack, Assert.Single(script.Send(TcpFlags.Syn)).Flags);
    }

    [Fact]
    public void Partly_repeated_data_are_reported_as_far_as_they_are_repeated()
    {
        var script = SegmentScript.In(TcpState.Established);
        script.Send(TcpFlags.Ack, 1000);
        script.SendAt(-500, 1000);
        var answers = script.Wait(200);
        var answer = answers.Count > 0 ? answers[^1] : script.Sent[^1].Segment;
        Assert.Equal((script.Seq + 500, 1), (answer.Ack, answer.SackCount));
        Assert.Equal((script.Seq - 500, script.Seq), (answer.Sack[0].Left, answer.Sack[0].Right));
    }

    [Fact]
    public void Data_that_overlap_data_ahead_of_a_gap_are_reported_as_far_as_they_do()
    {
        var script = SegmentScript.In(TcpState.Established);
        script.SendAt(2000, 1000);
        var answer = Assert.Single(script.SendAt(2500, 1000));
        Assert.Equal(2, answer.SackCount);
        Assert.Equal((script.Seq + 2500, script.Seq + 3000), (answer.Sack[0].Left, answer.Sack[0].Right));
        Assert.Equal((script.Seq + 2000, script.Seq + 3500), (answer.Sack[1].Left, answer.Sack[1].Right));
    }

    [Fact]
    public void Acknowledgement_that_comes_with_data_at_a_closed_window_counts()
    {
        var script = SegmentScript.In(TcpState.Established, TcpPair.Reno with { ReceiveBufferAutoTuning = false, ReceiveBufferLimit = 4096 });
        while (script.Tcp.Readable < 4096)
        {
            script.Send(TcpFlags.Ack, 1024);
        }

        script.Write(100);
        script.Ack = script.Tcp.SndNxt;
        script.SendAt(0, 10);
        Assert.Equal(0, script.Tcp.Outstanding);
        Assert.Equal(4096, script.Tcp.Readable);
        Assert.Equal(script.Seq, script.Sent[^1].Segment.Ack);
    }

    [Fact]
    public void Peer_that_takes_its_window_back_is_not_given_up_while_it_answers()
    {
        var script = SegmentScript.In(TcpState.Established, TcpPair.Reno with { Retries = 3 });
        script.Write(500);
        script.Window = 0;
        for (var i = 0; i < 12; i++)
        {
            while (script.Wait(100).Count == 0)
            {
            }

            script.Send(TcpFlags.Ack);
        }

        Assert.Equal(TcpState.Established, script.Tcp.State);
        script.Wait(600_000);
        Assert.True(script.Events.HasFlag(TcpEvents.TimedOut));
    }

    [Fact]
    public void Syn_ack_is_sent_six_times()
    {
        var script = SegmentScript.In(TcpState.SynReceived);
        script.Wait(200_000);
        Assert.Equal(6, script.Sent.Count(sent => sent.Segment.Flags == (TcpFlags.Syn | TcpFlags.Ack)));
        Assert.Equal(TcpState.Closed, script.Tcp.State);
    }

    [Fact]
    public void Blocks_in_any_order_are_no_sign_of_reordering()
    {
        var script = SegmentScript.In(TcpState.Established);
        var segments = script.Write(10 * 1448).Count;
        Assert.Equal(10, segments);
        script.Wait(50);
        var mss = 1448u;

        // Three segments ahead of the first gap: without reordering that is enough (RFC 8985 section 6.2 step 4).
        var answers = script.AckWith(0, (5 * mss, 6 * mss), (3 * mss, 4 * mss), (1 * mss, 2 * mss));
        Assert.Contains(answers, segment => segment.Seq == SegmentScript.Iss + 1);
    }

    [Fact]
    public void Pure_acknowledgement_that_was_overtaken_is_not_answered()
    {
        var script = SegmentScript.In(TcpState.Established);
        script.Clock += 5;
        script.Send(TcpFlags.Ack);
        script.Clock -= 3;
        Assert.Empty(script.Send(TcpFlags.Ack));
        script.Clock -= 100_000;
        Assert.Single(script.Send(TcpFlags.Ack));
    }
}
