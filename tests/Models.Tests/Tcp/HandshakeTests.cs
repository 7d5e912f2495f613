using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Tcp;

public sealed class HandshakeTests
{
    [Fact]
    public void A_syn_is_repeated_with_doubled_waits_and_given_up_after_six()
    {
        var script = SegmentScript.In(TcpState.SynSent);
        script.Wait(200_000);
        var starts = script.Sent.Select(s => (s.At - script.Sent[0].At).Nanoseconds / 1_000_000_000).ToArray();
        Assert.Equal([0, 1, 3, 7, 15, 31, 63], starts);
        Assert.All(script.Sent, s => Assert.Equal(TcpFlags.Syn, s.Segment.Flags));
        Assert.All(script.Sent, s => Assert.Equal(SegmentScript.Iss, s.Segment.Seq));
        Assert.Equal(TcpState.Closed, script.Tcp.State);
        Assert.Equal(TcpEvents.TimedOut, script.Events);
    }

    [Fact]
    public void A_lost_answer_is_repeated_by_the_server()
    {
        var lost = 0;
        var pair = new TcpPair { Filter = (toServer, _) => toServer || lost++ > 0 };
        pair.Connect();
        pair.RunFor(Duration.FromSeconds(2));
        Assert.Equal(TcpState.Established, pair.Client.State);
        Assert.Equal(TcpState.Established, pair.Server.State);
    }

    [Fact]
    public void A_lost_third_acknowledgement_is_made_up_by_data()
    {
        var lost = 0;
        var pair = new TcpPair { ClientToWrite = 5000, Filter = (toServer, s) => !toServer || s.Has(TcpFlags.Syn) || lost++ > 0 };
        pair.Connect();
        pair.RunFor(Duration.FromSeconds(1));
        Assert.Equal(5000, pair.ServerRead);
    }

    [Fact]
    public void Data_start_with_ten_segments_but_with_one_after_two_lost_syns()
    {
        var pair = new TcpPair { ClientToWrite = 100_000, Delay = Duration.FromMilliseconds(50) };
        pair.Connect();
        Assert.Equal(10, FirstFlight(pair));

        var lost = 0;
        var late = new TcpPair { ClientToWrite = 100_000, Delay = Duration.FromMilliseconds(50), Filter = (_, _) => lost++ >= 2 };
        late.Connect();
        late.RunFor(Duration.FromSeconds(5));
        Assert.Equal(1, FirstFlight(late));
    }

    [Fact]
    public void Without_a_sample_a_late_handshake_leaves_three_seconds()
    {
        var lost = 0;
        var pair = new TcpPair(TcpPair.Reno with { Timestamps = false, Sack = false }) { Filter = (_, _) => lost++ >= 1 };
        pair.Connect();
        pair.RunFor(Duration.FromSeconds(2));
        Assert.Equal(Duration.FromSeconds(3), pair.Client.Rtt.Rto);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void An_option_is_used_only_when_both_ends_offer_it(bool client, bool server)
    {
        var both = client && server;
        var data = 0;
        var pair = new TcpPair(
            TcpPair.Reno with { Sack = client, Timestamps = client, WindowScaling = client },
            TcpPair.Reno with { Sack = server, Timestamps = server, WindowScaling = server })
        {
            ClientToWrite = 2_000_000,
            NanosecondsPerOctet = 100,
        };
        pair.Filter = (toServer, s) => !(toServer && s.PayloadLength > 0 && ++data == 20);
        pair.Connect();
        pair.RunFor(Duration.FromSeconds(10));
        Assert.Equal(2_000_000, pair.ServerRead);
        var answer = pair.Sent(false).First();
        Assert.Equal(both, answer.HasTimestamps);
        Assert.Equal(both, answer.Options!.SackPermitted);
        Assert.Equal(both, answer.Options.WindowScale is not null);
        Assert.Equal(both ? 1448 : 1460, pair.Client.MaximumSegment);
        Assert.Equal(both, pair.Sent(false).Any(s => s.SackCount > 0));
        Assert.All(pair.Sent(true).Skip(1), s => Assert.Equal(both, s.HasTimestamps));

        // Without the scale the field is the window: 65,535 at most, so never more than that in flight.
        var window = pair.Sent(false).Skip(1).Max(s => (int)s.Window);
        Assert.True(both ? window < 40_000 : window <= 65_535);
    }

    [Fact]
    public void The_smaller_of_both_segment_sizes_counts()
    {
        var pair = new TcpPair(TcpPair.Reno with { Mtu = 1400 }, TcpPair.Reno) { ClientToWrite = 20_000, ServerToWrite = 20_000 };
        pair.Connect();
        pair.RunFor(Duration.FromSeconds(1));
        Assert.Equal(1348, pair.Client.MaximumSegment);
        Assert.Equal(1348, pair.Server.MaximumSegment);
        Assert.Equal(1348, pair.Sent(false).Max(s => s.PayloadLength));
    }

    [Fact]
    public void Without_the_option_a_segment_has_536_octets()
    {
        var script = new SegmentScript { Timestamps = false };
        script.Tcp.Listen();
        script.Deliver(script.Next(TcpFlags.Syn));
        script.Seq++;
        script.Send(TcpFlags.Ack);
        Assert.Equal(536, script.Write(10_000)[0].PayloadLength);
    }

    [Fact]
    public void A_segment_size_of_nothing_still_moves_data()
    {
        var script = new SegmentScript { Mss = 5 };
        script.Reach(TcpState.Established);
        Assert.All(script.Write(100), s => Assert.InRange(s.PayloadLength, 1, 8));
    }

    [Fact]
    public void A_window_scale_above_14_counts_as_14()
    {
        var script = new SegmentScript { WindowScale = 15, Window = 1 };
        script.Reach(TcpState.Established);
        Assert.Equal(1u << 14, script.Tcp.WindowOf(script.Next(TcpFlags.Ack)));
    }

    [Theory]
    [InlineData(65535, 0)]
    [InlineData(65536, 1)]
    [InlineData(6 << 20, 7)]
    [InlineData(1 << 30, 14)]
    public void The_scale_is_the_smallest_that_tells_the_whole_buffer(int limit, int scale)
    {
        var script = new SegmentScript(TcpPair.Reno with { ReceiveBufferLimit = limit });
        script.Reach(TcpState.SynSent);
        Assert.Equal((byte)scale, script.Sent[0].Segment.Options!.WindowScale);
    }

    [Fact]
    public void Close_before_the_handshake_ends_waits_for_it()
    {
        var script = SegmentScript.In(TcpState.SynReceived);
        script.Close();
        Assert.Equal(TcpState.SynReceived, script.Tcp.State);
        var sent = script.Send(TcpFlags.Ack);
        Assert.Contains(sent, s => s.Has(TcpFlags.Fin));
        Assert.Equal(TcpState.FinWait1, script.Tcp.State);
    }

    private static int FirstFlight(TcpPair pair)
    {
        var first = pair.Trace.First(t => t.ToServer && t.Segment.PayloadLength > 0).At;
        return pair.Trace.Count(t => t.ToServer && t.At == first && t.Segment.PayloadLength > 0);
    }
}
