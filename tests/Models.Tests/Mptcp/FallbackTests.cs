using Mpsim.Models.Hosts;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Mptcp;

public sealed class FallbackTests
{
    [Fact]
    public void Opener_whose_third_ack_of_a_join_is_out_does_not_fall_back_since_the_peer_may_send_there()
    {
        // The join's SYN/ACK has passed, the fourth ACK has not, when the first path begins to lose its options.
        var pair = new MptcpPair([new(10, 10), new(10, 100)]);
        var strips = false;
        pair.Tap.Filter = packet =>
        {
            strips |= packet.Segment.Options?.MpJoin is { Kind: MpJoinKind.Ack };
            if (strips && packet.IsOn(0) && !packet.IsToServer() && packet.IsData())
            {
                WireActs.RemoveMptcp(ref packet.Segment);
            }

            return true;
        };
        var (ue, server) = pair.Connect(0, 2_000_000);
        pair.Drain();
        Assert.Equal((2_000_000, true), (ue.Read, ue.Closed && server.Closed));
        Assert.Equal((null, null), (ue.Connection.FallbackReason, server.Connection.FallbackReason));
    }

    public static TheoryData<string, long, long> Strippers
    {
        get
        {
            var data = new TheoryData<string, long, long>();
            foreach (var where in new[] { "syn", "syn-ack", "third ack", "all but syn up", "all but syn down", "all but syn", "up after 3rd data", "down after 3rd data", "both after 3rd data" })
            {
                foreach (var (up, down) in new[] { (0L, 0L), (300_000L, 0L), (0L, 300_000L), (200_000L, 200_000L), (100L, 200_000L) })
                {
                    data.Add(where, up, down);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Strippers))]
    public void Options_stripped_lead_to_plain_tcp_without_loss(string where, long up, long down)
    {
        var pair = new MptcpPair([new(10, 10)]);
        pair.Tap.Filter = WireActs.Strip(Kind(where));
        var (ue, server) = pair.Connect(up, down);
        pair.RunUntil(30);
        Assert.Equal((down, up), (ue.Read, server.Read));
        Assert.True(ue.Closed && server.Closed, $"ue closed {ue.Closed}, server closed {server.Closed}");
        pair.Drain();
        Assert.Equal(0, ue.Connection.Reinjected);
    }

    [Theory]
    [MemberData(nameof(Strippers))]
    public void Options_stripped_from_one_end_that_answers_the_other_s_close(string where, long up, long down)
    {
        var pair = new MptcpPair([new(10, 10)]);
        pair.Tap.Filter = WireActs.Strip(Kind(where));
        var (ue, server) = pair.Connect(up, down, ofServer: p => p.ClosesAfterPeer = true);
        pair.RunUntil(30);
        Assert.True(ue.Closed && server.Closed, $"ue closed {ue.Closed}, server closed {server.Closed}");
        pair.Drain();
    }

    [Fact]
    public void Peer_without_mptcp_is_talked_to_in_plain_tcp()
    {
        var pair = new MptcpPair([new(10, 10), new(10, 10)], server: MptcpPair.Plain);
        var (ue, server) = pair.Connect(500_000, 500_000);
        pair.Drain();
        Assert.Equal("the peer does not speak MPTCP", ue.Connection.FallbackReason);
        Assert.IsType<TcpSocket>(server.Socket);
        Assert.Single(ue.Connection.Subflows);
        Assert.All(pair.Tap.Trace.Skip(1), t => Assert.False(t.Segment.HasMptcp(), t.ToString()));
        Assert.Equal((500_000, 500_000), (ue.Read, server.Read));

        // Without DSS a segment carries 28 octets more.
        Assert.Equal(1448, pair.Tap.Trace.Max(t => (int)t.Segment.PayloadLength));
    }

    [Fact]
    public void Opener_without_mptcp_is_answered_in_plain_tcp()
    {
        var pair = new MptcpPair([new(10, 10)], MptcpPair.Plain, MptcpPair.Mptcp(0));
        var (ue, server) = pair.Connect(500_000, 500_000);
        pair.Drain();
        Assert.IsType<TcpSocket>(server.Socket);
        Assert.All(pair.Tap.Trace, t => Assert.False(t.Segment.HasMptcp(), t.ToString()));
        Assert.Equal((500_000, 500_000), (ue.Read, server.Read));
    }

    [Fact]
    public void Reset_after_fallback_reaches_the_other_end()
    {
        var pair = new MptcpPair([new(10, 10)], server: MptcpPair.Plain);
        var (ue, server) = pair.Connect(0, 5_000_000);
        pair.At(1, () => ue.Socket!.Abort());
        pair.Drain();
        Assert.Equal(AbortReason.Reset, server.Aborted);
        Assert.Equal(MptcpPhase.Closed, ue.Connection.Phase);
    }

    [Fact]
    public void Data_without_options_on_one_of_two_subflows_end_that_subflow_only()
    {
        var pair = new MptcpPair([new(10, 10), new(10, 10)]);
        pair.Tap.Filter = WireActs.Strip(p => p.IsOn(1) && pair.Scheduler.Now.Seconds > 1);
        var (ue, server) = pair.Connect(3_000_000, 3_000_000);
        pair.Drain();
        Assert.Equal((3_000_000, 3_000_000), (ue.Read, server.Read));
        Assert.True(ue.Closed && server.Closed);
        Assert.Contains(pair.Tap.Trace, t => t.Segment.Options?.MpTcpRst?.Reason == Models.Wire.Mptcp.MpTcpRst.MiddleboxInterference);
    }

    private static Func<Packet, bool> Kind(string where)
    {
        var data = 0;
        return where switch
        {
            "syn" => p => p.Segment.Flags == TcpFlags.Syn,
            "syn-ack" => p => p.Segment.Flags == (TcpFlags.Syn | TcpFlags.Ack),
            "third ack" => p => p.IsToServer() && !p.IsData() && p.Segment.Options?.MpCapable?.ReceiverKey is not null,
            "all but syn up" => p => p.IsToServer() && !p.Segment.Has(TcpFlags.Syn),
            "all but syn down" => p => !p.IsToServer() && !p.Segment.Has(TcpFlags.Syn),
            "all but syn" => p => !p.Segment.Has(TcpFlags.Syn),
            "up after 3rd data" => p => (data += p.IsData() ? 1 : 0) > 3 && p.IsToServer(),
            "down after 3rd data" => p => (data += p.IsData() ? 1 : 0) > 3 && !p.IsToServer(),
            _ => p => (data += p.IsData() ? 1 : 0) > 3,
        };
    }
}
