using Mpsim.Models.Tcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Tcp;

/// <summary>RFC 9293 section 3.10.7 and RFC 5961, state by state.</summary>
public sealed class SegmentArrivesTests
{
    public static TheoryData<TcpState> Synchronized => [TcpState.Established, TcpState.FinWait1, TcpState.FinWait2, TcpState.CloseWait, TcpState.Closing, TcpState.LastAck, TcpState.TimeWait];

    public static TheoryData<TcpState> All => [.. Enum.GetValues<TcpState>()];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_state_is_reached_by_segments_and_calls(TcpState state) => Assert.Equal(state, SegmentScript.In(state).Tcp.State);

    [Theory]
    [MemberData(nameof(Synchronized))]
    public void Reset_with_the_exact_number_ends_the_connection(TcpState state)
    {
        var script = SegmentScript.In(state);
        Assert.Empty(script.Send(TcpFlags.Rst));
        Assert.Equal(TcpState.Closed, script.Tcp.State);
        var quiet = state is TcpState.Closing or TcpState.LastAck or TcpState.TimeWait;
        Assert.Equal(!quiet, script.Events.HasFlag(TcpEvents.Reset));
        Assert.Empty(script.Wait(100_000));
    }

    [Theory]
    [MemberData(nameof(Synchronized))]
    public void Reset_within_the_window_is_challenged(TcpState state)
    {
        var script = SegmentScript.In(state);
        var answer = Assert.Single(script.SendAt(1, 0, TcpFlags.Rst));
        Assert.Equal(TcpFlags.Ack, answer.Flags);
        Assert.Equal(script.Seq, answer.Ack);
        Assert.Equal(script.Tcp.SndNxt, answer.Seq);
        Assert.Equal(state, script.Tcp.State);
    }

    [Theory]
    [MemberData(nameof(Synchronized))]
    public void Reset_outside_the_window_is_ignored(TcpState state)
    {
        var script = SegmentScript.In(state);
        Assert.Empty(script.SendAt(-1, 0, TcpFlags.Rst));
        Assert.Empty(script.SendAt(10_000_000, 0, TcpFlags.Rst));
        Assert.Equal(state, script.Tcp.State);
    }

    [Theory]
    [MemberData(nameof(Synchronized))]
    public void Syn_is_challenged_wherever_it_lies(TcpState state)
    {
        foreach (var offset in (int[])[0, 1, -500, 10_000_000])
        {
            var script = SegmentScript.In(state);
            var answer = Assert.Single(script.SendAt(offset, 0, TcpFlags.Syn));
            Assert.Equal(TcpFlags.Ack, answer.Flags);
            Assert.Equal(state, script.Tcp.State);

            // RFC 5961 section 7: limited in rate.
            Assert.Empty(script.SendAt(offset, 0, TcpFlags.Syn));
        }
    }

    [Theory]
    [MemberData(nameof(Synchronized))]
    public void Acknowledgement_of_what_was_never_sent_is_dropped_and_answered_outside_of_established(TcpState state)
    {
        var script = SegmentScript.In(state);
        var window = script.Window;
        script.Ack = script.Tcp.SndNxt + 1;
        Assert.Equal(state == TcpState.Established ? 0 : 1, script.SendAt(0, 100).Count);
        Assert.Equal(0, script.Tcp.Readable);
        Assert.Equal(state, script.Tcp.State);
        Assert.Equal(window, script.Window);
    }

    [Fact]
    public void Acknowledgement_older_than_the_largest_window_is_challenged()
    {
        var script = SegmentScript.In(TcpState.Established);
        var largest = (uint)script.Window << 7;
        script.Ack = script.Tcp.SndUna - largest;
        Assert.Empty(script.Send(TcpFlags.Ack));
        script.Ack = script.Tcp.SndUna - largest - 1;
        Assert.Single(script.Send(TcpFlags.Ack));
    }

    [Fact]
    public void Challenges_are_half_a_second_apart()
    {
        var script = SegmentScript.In(TcpState.Established);
        Assert.Single(script.SendAt(1, 0, TcpFlags.Rst));
        script.Wait(499);
        Assert.Empty(script.SendAt(1, 0, TcpFlags.Rst));
        script.Wait(1);
        Assert.Single(script.SendAt(1, 0, TcpFlags.Rst));
    }

    [Fact]
    public void Segments_without_an_acknowledgement_are_dropped()
    {
        var script = SegmentScript.In(TcpState.Established);
        Assert.Empty(script.SendAt(0, 100, TcpFlags.None));
        Assert.Equal(0, script.Tcp.Readable);
    }

    [Fact]
    public void Data_beyond_the_window_are_answered_and_not_taken()
    {
        var script = SegmentScript.In(TcpState.Established);
        var answer = Assert.Single(script.SendAt(66_000, 100));
        Assert.Equal(script.Seq, answer.Ack);
        Assert.Equal(0, answer.SackCount);
    }

    [Fact]
    public void Listen_answers_an_acknowledgement_by_reset_and_ignores_reset()
    {
        var script = SegmentScript.In(TcpState.Listen);
        Assert.Empty(script.Send(TcpFlags.Rst));
        script.Ack = 4711;
        var answer = Assert.Single(script.Send(TcpFlags.Ack));
        Assert.True(answer.Has(TcpFlags.Rst));
        Assert.Equal(4711u, answer.Seq);
        Assert.Equal(TcpState.Listen, script.Tcp.State);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void SynSent_answers_a_wrong_acknowledgement_by_reset(uint offset)
    {
        var script = SegmentScript.In(TcpState.SynSent);
        script.Ack = SegmentScript.Iss + offset;
        var answer = Assert.Single(script.Syn(ack: true));
        Assert.True(answer.Has(TcpFlags.Rst));
        Assert.Equal(script.Ack, answer.Seq);
        Assert.Equal(TcpState.SynSent, script.Tcp.State);
    }

    [Fact]
    public void SynSent_is_refused_by_a_reset_that_acknowledges_the_syn_and_by_no_other()
    {
        var script = SegmentScript.In(TcpState.SynSent);
        script.Send(TcpFlags.Rst);
        Assert.Equal(TcpState.SynSent, script.Tcp.State);
        script.Ack = SegmentScript.Iss;
        script.Send(TcpFlags.Rst | TcpFlags.Ack);
        Assert.Equal(TcpState.SynSent, script.Tcp.State);
        script.Ack = SegmentScript.Iss + 1;
        Assert.Empty(script.Send(TcpFlags.Rst | TcpFlags.Ack));
        Assert.Equal(TcpState.Closed, script.Tcp.State);
        Assert.Equal(TcpEvents.Refused, script.Events);
        Assert.Empty(script.Wait(200_000));
    }

    [Fact]
    public void SynReceived_answers_a_wrong_acknowledgement_by_reset_and_a_repeated_syn_by_itself()
    {
        var script = SegmentScript.In(TcpState.SynReceived);
        script.Ack = SegmentScript.Iss + 9;
        Assert.True(Assert.Single(script.Send(TcpFlags.Ack)).Has(TcpFlags.Rst));
        Assert.Equal(TcpState.SynReceived, script.Tcp.State);
        script.Seq = SegmentScript.PeerIss;
        var answer = Assert.Single(script.Syn());
        Assert.Equal(TcpFlags.Syn | TcpFlags.Ack, answer.Flags);
        Assert.NotNull(answer.Options);
        script.Ack = SegmentScript.Iss + 1;
        script.Send(TcpFlags.Ack);
        Assert.Equal(TcpState.Established, script.Tcp.State);
    }

    [Fact]
    public void SynReceived_is_refused_by_a_reset()
    {
        var script = SegmentScript.In(TcpState.SynReceived);
        script.Send(TcpFlags.Rst);
        Assert.Equal(TcpState.Closed, script.Tcp.State);
        Assert.Equal(TcpEvents.Refused, script.Events);
    }

    [Fact]
    public void The_third_acknowledgement_may_carry_data_and_fin()
    {
        var script = SegmentScript.In(TcpState.SynReceived);
        script.Send(TcpFlags.Ack | TcpFlags.Fin, 500);
        Assert.Equal(TcpState.CloseWait, script.Tcp.State);
        Assert.Equal(500, script.Tcp.Readable);
        Assert.Equal(SegmentScript.PeerIss + 502, script.Tcp.RcvNxt);
    }

    [Fact]
    public void Simultaneous_open_is_completed_by_either_answer_and_takes_its_window_unscaled()
    {
        var script = SegmentScript.In(TcpState.SynSent);
        var answer = Assert.Single(script.Syn());
        Assert.Equal(TcpFlags.Syn | TcpFlags.Ack, answer.Flags);
        Assert.Equal(SegmentScript.Iss, answer.Seq);
        Assert.Equal(TcpState.SynReceived, script.Tcp.State);
        script.Seq = SegmentScript.PeerIss;
        script.Window = 3000;
        script.Syn(ack: true);
        Assert.Equal(TcpState.Established, script.Tcp.State);
        Assert.Equal(TcpEvents.Connected, script.Events & TcpEvents.Connected);

        // 3,000 octets are two full segments and a rest that silly window avoidance sends as half of the largest window never is.
        var sent = script.Write(100_000);
        Assert.Equal(2, sent.Count);
    }

    [Fact]
    public void Simultaneous_open_repeats_its_answer_after_a_timeout()
    {
        var script = SegmentScript.In(TcpState.SynSent);
        script.Syn();
        var again = Assert.Single(script.Wait(1100));
        Assert.Equal(TcpFlags.Syn | TcpFlags.Ack, again.Flags);
    }

    [Fact]
    public void A_syn_before_our_own_has_left_is_answered_by_one_segment()
    {
        var script = new SegmentScript();
        script.Tcp.Open();
        Assert.Equal(TcpFlags.Syn | TcpFlags.Ack, Assert.Single(script.Syn()).Flags);
    }

    [Fact]
    public void Half_closed_ends_still_take_data()
    {
        foreach (var state in (TcpState[])[TcpState.FinWait1, TcpState.FinWait2])
        {
            var script = SegmentScript.In(state);
            script.Send(TcpFlags.Ack, 1000);
            Assert.Equal(1000, script.Tcp.Readable);
        }

        var closed = SegmentScript.In(TcpState.CloseWait);
        Assert.Equal(2, closed.Write(2000).Count);
    }

    [Fact]
    public void Simultaneous_close_passes_closing_into_time_wait()
    {
        var script = SegmentScript.In(TcpState.Closing);
        script.AckAll();
        Assert.Equal(TcpState.TimeWait, script.Tcp.State);
        Assert.True(script.Events.HasFlag(TcpEvents.Closed));
    }

    [Fact]
    public void A_fin_that_acknowledges_ours_goes_straight_to_time_wait()
    {
        var script = SegmentScript.In(TcpState.FinWait1);
        script.Ack = script.Tcp.SndNxt;
        script.Send(TcpFlags.Fin | TcpFlags.Ack);
        Assert.Equal(TcpState.TimeWait, script.Tcp.State);
    }

    [Fact]
    public void A_fin_ahead_of_a_gap_counts_once_the_gap_is_filled()
    {
        foreach (var flags in (TcpFlags[])[TcpFlags.Ack, TcpFlags.Ack | TcpFlags.Ece])
        {
            var script = SegmentScript.In(TcpState.Established);
            script.SendAt(100, 50, TcpFlags.Ack | TcpFlags.Fin);
            Assert.Equal(TcpState.Established, script.Tcp.State);
            var answer = Assert.Single(script.SendAt(0, 100, flags));
            Assert.Equal(TcpState.CloseWait, script.Tcp.State);
            Assert.Equal(script.Seq + 151, answer.Ack);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void Time_wait_answers_each_repeated_fin_and_begins_anew(int length)
    {
        var script = SegmentScript.In(TcpState.FinWait2);
        script.Send(TcpFlags.Ack | TcpFlags.Fin, length);
        Assert.Equal(TcpState.TimeWait, script.Tcp.State);
        script.Wait(59_000);
        var answer = Assert.Single(script.SendAt(-1 - length, length, TcpFlags.Ack | TcpFlags.Fin));
        Assert.Equal(script.Seq, answer.Ack);
        script.Wait(59_999);
        Assert.Equal(TcpState.TimeWait, script.Tcp.State);
        script.Wait(2);
        Assert.Equal(TcpState.Closed, script.Tcp.State);
    }

    [Fact]
    public void Last_ack_ends_without_time_wait()
    {
        var script = SegmentScript.In(TcpState.LastAck);
        script.AckAll();
        Assert.Equal(TcpState.Closed, script.Tcp.State);
        Assert.True(script.Events.HasFlag(TcpEvents.Closed));
    }

    [Fact]
    public void A_fin_taken_at_a_closed_window_leaves_the_window_shut()
    {
        var script = SegmentScript.In(TcpState.Established, TcpPair.Reno with { ReceiveBufferAutoTuning = false, ReceiveBufferLimit = 4096 });
        while (script.Tcp.Readable < 4096)
        {
            script.Send(TcpFlags.Ack, (int)Math.Min(1024, 4096 - script.Tcp.Readable));
        }

        script.Wait(500);
        Assert.Equal(0, script.Sent[^1].Segment.Window);
        script.Send(TcpFlags.Ack | TcpFlags.Fin);
        Assert.Equal(TcpState.CloseWait, script.Tcp.State);

        // An RST far outside is not within the window.
        script.Wait(1000);
        Assert.Empty(script.SendAt(100_000_000, 0, TcpFlags.Rst));
    }

    [Fact]
    public void Abort_tells_the_peer_by_reset()
    {
        foreach (var state in (TcpState[])[TcpState.SynReceived, TcpState.Established, TcpState.FinWait1, TcpState.FinWait2, TcpState.CloseWait])
        {
            var script = SegmentScript.In(state);
            script.Tcp.Abort();
            var reset = Assert.Single(script.Drain());
            Assert.True(reset.Has(TcpFlags.Rst));
            Assert.Equal(TcpState.Closed, script.Tcp.State);
        }

        foreach (var state in (TcpState[])[TcpState.Listen, TcpState.SynSent, TcpState.Closing, TcpState.LastAck, TcpState.TimeWait])
        {
            var script = SegmentScript.In(state);
            script.Tcp.Abort();
            Assert.Empty(script.Drain());
            Assert.Equal(TcpState.Closed, script.Tcp.State);
        }
    }

    [Fact]
    public void An_old_timestamp_is_answered_and_dropped_but_not_on_a_reset()
    {
        var script = SegmentScript.In(TcpState.Established);
        script.Send(TcpFlags.Ack, 100);
        script.Clock -= 100;
        Assert.Single(script.SendAt(0, 100));
        Assert.Equal(100, script.Tcp.Readable);
        script.Send(TcpFlags.Rst);
        Assert.Equal(TcpState.Closed, script.Tcp.State);
    }

    [Fact]
    public void Timestamps_compare_across_their_wrap()
    {
        var script = new SegmentScript { Clock = 0xFFFF_FFFE };
        script.Reach(TcpState.Established);
        for (var i = 0; i < 4; i++)
        {
            script.Send(TcpFlags.Ack, 100);
        }

        Assert.Equal(400, script.Tcp.Readable);
        Assert.True(script.Clock < 100);
    }
}
