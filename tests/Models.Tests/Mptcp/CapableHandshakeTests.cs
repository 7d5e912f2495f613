using Mpsim.Models.Kernel;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Mptcp;

public sealed class CapableHandshakeTests
{
    [Fact]
    public void Keys_travel_in_the_syn_ack_and_the_third_ack_and_not_in_the_syn()
    {
        var pair = new MptcpPair([new(10, 10)]);
        var (ue, server) = pair.Connect(1_000, 1_000);
        pair.Drain();
        var (keyA, keyB) = (ue.Connection.LocalKey, ue.Connection.RemoteKey);
        Assert.Equal((keyB, keyA), (server.Connection.LocalKey, server.Connection.RemoteKey));
        var options = pair.Tap.Trace.Take(3).Select(t => t.Segment.Options!.MpCapable).ToArray();
        Assert.Equal(new MpCapable(1, MpCapable.HmacSha256, null, null, null), options[0]);
        Assert.Equal(new MpCapable(1, MpCapable.HmacSha256, keyB, null, null), options[1]);
        Assert.Equal(keyA, options[2]!.SenderKey);
        Assert.Equal(keyB, options[2]!.ReceiverKey);
        Assert.Equal(MptcpCrypto.Token(keyB), ue.Connection.RemoteToken);
    }

    [Fact]
    public void First_data_repeat_both_keys_with_their_length_and_later_ones_carry_a_mapping()
    {
        var pair = new MptcpPair([new(10, 10)]);
        var (ue, _) = pair.Connect(5_000);
        pair.Drain();
        var data = pair.Tap.Trace.Where(t => t.ToServer && t.Segment.PayloadLength > 0).Select(t => t.Segment).ToArray();
        var first = data[0].Options!.MpCapable!;
        Assert.Equal((data[0].PayloadLength, ue.Connection.LocalKey, ue.Connection.RemoteKey), (first.DataLength!.Value, first.SenderKey!.Value, first.ReceiverKey!.Value));
        Assert.False(data[0].HasDss);
        Assert.All(data[1..], s => Assert.Equal(DssFlags.Mapping, s.Dss & DssFlags.Mapping));
        Assert.Equal(MptcpCrypto.InitialDataSequence(ue.Connection.LocalKey) + 1 + data[0].PayloadLength, data[1].Dsn);
        Assert.Equal((uint)data[0].PayloadLength + 1, data[1].SubflowSeq);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Syn_ack_lost_is_sent_again_and_the_connection_speaks_mptcp(int losses)
    {
        var pair = new MptcpPair([new(10, 10)]);
        pair.Tap.Filter = WireActs.Drop(p => p.Segment.Flags == (TcpFlags.Syn | TcpFlags.Ack), [.. Enumerable.Range(1, losses)]);
        AssertCompletesInMptcp(pair, 5_000, 5_000);
    }

    [Theory]
    [InlineData(0, 5_000)]
    [InlineData(5_000, 0)]
    [InlineData(0, 0)]
    public void Third_ack_lost_is_made_good_by_data_or_by_the_repeated_syn_ack(long up, long down)
    {
        var pair = new MptcpPair([new(10, 10)]);
        pair.Tap.Filter = WireActs.Drop(p => p.IsToServer() && p.Segment.Flags == TcpFlags.Ack && p.Segment.Options?.MpCapable is { DataLength: null }, 1);
        AssertCompletesInMptcp(pair, up, down);
    }

    [Fact]
    public void Data_that_overtake_the_lost_keys_wait_for_them()
    {
        var pair = new MptcpPair([new(10, 10)]);

        // The third ACK, and the first data twice.
        pair.Tap.Filter = WireActs.Drop(p => p.IsToServer() && p.Segment.Options?.MpCapable is { SenderKey: not null }, 1, 2, 3);
        AssertCompletesInMptcp(pair, 20_000, 0);
    }

    [Fact]
    public void Syn_of_a_later_version_is_answered_with_version_1()
    {
        var pair = new MptcpPair([new(10, 10)]);
        pair.Tap.Filter = p =>
        {
            if (p.Segment.Flags == TcpFlags.Syn)
            {
                p.Segment.Options = p.Segment.Options! with { MpCapable = p.Segment.Options.MpCapable! with { Version = 2 } };
            }

            return true;
        };
        AssertCompletesInMptcp(pair, 5_000, 5_000);
    }

    [Fact]
    public void Syn_of_version_0_is_answered_without_mptcp()
    {
        var pair = new MptcpPair([new(10, 10)]);
        pair.Tap.Filter = p =>
        {
            if (p.Segment.Flags == TcpFlags.Syn)
            {
                p.Segment.Options = p.Segment.Options! with { MpCapable = new MpCapable(0, 1, 1234, null, null) };
            }

            return true;
        };
        var (ue, server) = pair.Connect(5_000, 5_000);
        pair.Drain();
        Assert.NotNull(ue.Connection.FallbackReason);
        Assert.Equal((5_000, 5_000), (ue.Read, server.Read));
    }

    [Theory]
    [InlineData(TcpFlags.Syn, 0)]
    [InlineData(TcpFlags.Syn, MpCapable.HmacSha256 | MpCapable.Extensibility)]
    [InlineData(TcpFlags.Syn | TcpFlags.Ack, 0)]
    [InlineData(TcpFlags.Syn | TcpFlags.Ack, MpCapable.HmacSha256 | MpCapable.Extensibility)]
    public void Option_with_no_algorithm_in_common_or_of_an_unknown_extension_is_ignored(TcpFlags where, byte flags)
    {
        var pair = new MptcpPair([new(10, 10)]);
        pair.Tap.Filter = p =>
        {
            if (p.Segment.Flags == where)
            {
                p.Segment.Options = p.Segment.Options! with { MpCapable = p.Segment.Options.MpCapable! with { Flags = flags } };
            }

            return true;
        };
        var (ue, server) = pair.Connect(5_000, 5_000);
        pair.Drain();
        Assert.NotNull(ue.Connection.FallbackReason);
        Assert.NotNull(server.Connection.FallbackReason);
        Assert.Equal((5_000, 5_000), (ue.Read, server.Read));
    }

    [Fact]
    public void Key_whose_token_is_taken_is_drawn_again()
    {
        var pair = new MptcpPair([new(10, 10)]);
        var (ue, _) = pair.Connect(5_000, 5_000);

        // The same draws again: the first gives the key that the connection has.
        var again = new RandomStreams(1, 1).Create("ue0");
        Assert.Equal(ue.Connection.LocalKey, new RandomStreams(1, 1).Create("ue0").NextUInt64());
        var key = pair.Ue.Tokens.DrawKey(again);
        Assert.NotEqual(ue.Connection.LocalToken, MptcpCrypto.Token(key));
        pair.Drain();
        Assert.Equal(ue.Connection.LocalKey, pair.Ue.Tokens.DrawKey(new RandomStreams(1, 1).Create("ue0")));
    }

    [Fact]
    public void Opener_closes_before_anyone_has_sent_data()
    {
        var pair = new MptcpPair([new(10, 10)]);
        var (ue, server) = pair.Connect(0, 0, ofServer: p => p.ClosesAfterPeer = true);
        pair.RunUntil(1);
        Assert.True(ue.Closed && server.Closed);
        Assert.Null(ue.Connection.FallbackReason);
        pair.Drain();
    }

    private static void AssertCompletesInMptcp(MptcpPair pair, long up, long down)
    {
        var (ue, server) = pair.Connect(up, down);
        pair.Drain();
        Assert.Equal((down, up), (ue.Read, server.Read));
        Assert.True(ue.Closed && server.Closed);
        Assert.Null(ue.Connection.FallbackReason);
        Assert.Null(server.Connection.FallbackReason);
        Assert.Equal(ue.Connection.LocalKey, server.Connection.RemoteKey);
    }
}
