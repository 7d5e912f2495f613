using Mpsim.Models.Hosts;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Mptcp.Paths;
using Mpsim.Models.Tcp;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Mptcp;

public sealed class JoinTests
{
    private static readonly PathSpec[] TwoPaths = [new(10, 10), new(10, 10)];

    [Fact]
    public void Join_proves_both_keys_over_both_nonces()
    {
        var pair = new MptcpPair(TwoPaths);
        var (ue, _) = pair.Connect(100_000, 100_000);
        pair.Drain();
        var joins = pair.Tap.Trace.Where(t => t.Segment.Options?.MpJoin is not null).Select(t => t.Segment.Options!.MpJoin!).ToArray();
        var (syn, synAck, ack) = (joins[0], joins[1], joins[2]);
        Assert.Equal([MpJoinKind.Syn, MpJoinKind.SynAck, MpJoinKind.Ack], joins.Select(j => j.Kind));
        var (keyA, keyB) = (ue.Connection.LocalKey, ue.Connection.RemoteKey);
        Assert.Equal(MptcpCrypto.Token(keyB), syn.Token);
        Assert.Equal(1, syn.AddressId);
        Assert.Equal(0, synAck.AddressId);
        Assert.Equal(MptcpCrypto.JoinHmac(keyB, keyA, synAck.Nonce, syn.Nonce)[..8], synAck.Hmac);
        Assert.Equal(MptcpCrypto.JoinHmac(keyA, keyB, syn.Nonce, synAck.Nonce)[..20], ack.Hmac);
    }

    [Fact]
    public void Join_carries_no_data_before_the_fourth_ack()
    {
        var pair = new MptcpPair(TwoPaths);
        pair.Connect(5_000_000);
        pair.RunUntil(2);
        var second = pair.Tap.Trace.Where(t => t.Source.Address == MptcpPair.UeAddress(1) || t.Destination.Address == MptcpPair.UeAddress(1)).ToArray();
        var fourth = Array.FindIndex(second, t => !t.ToServer && t.Segment.Flags == TcpFlags.Ack);
        Assert.Equal(3, fourth);
        Assert.All(second[..fourth], t => Assert.Equal(0, t.Segment.PayloadLength));
        Assert.Contains(second, t => t.ToServer && t.Segment.PayloadLength > 0);
    }

    [Theory]
    [InlineData(TcpFlags.Syn, true, 1)]
    [InlineData(TcpFlags.Syn | TcpFlags.Ack, false, 1)]
    [InlineData(TcpFlags.Ack, true, 1)]
    [InlineData(TcpFlags.Ack, true, 3)]
    [InlineData(TcpFlags.Ack, false, 1)]
    [InlineData(TcpFlags.Ack, false, 3)]
    public void Segment_of_the_handshake_lost_is_repeated(TcpFlags flags, bool toServer, int losses)
    {
        var pair = new MptcpPair(TwoPaths);
        pair.Tap.Filter = WireActs.Drop(p => p.IsOn(1) && p.IsToServer() == toServer && p.Segment.Flags == flags && !p.IsData(), [.. Enumerable.Range(1, losses)]);
        var (ue, server) = pair.Connect(10_000_000);
        pair.Drain();
        Assert.Equal(10_000_000, server.Read);
        Assert.True(server.Subflow(1).BytesReceived > 2_000_000, $"{server.Subflow(1).BytesReceived}");
    }

    [Fact]
    public void Join_whose_third_ack_never_arrives_is_given_up()
    {
        var pair = new MptcpPair(TwoPaths);
        pair.Tap.Filter = p => !(p.IsFrom(1) && !p.Segment.Has(TcpFlags.Syn));
        var (ue, server) = pair.Connect(1_000, 1_000, ofUe: p => p.ClosesWhenWritten = false, ofServer: p => p.ClosesWhenWritten = false);
        pair.RunUntil(600);
        Assert.Equal(SubflowPhase.Closed, ue.Subflow(1).Phase);
        Assert.Equal(SubflowPhase.Closed, server.Subflow(1).Phase);
        Assert.Equal(1, pair.Ue.Connections.Count);
        Assert.Equal(1, pair.Server.Connections.Count);
        var repeated = pair.Tap.Trace.Where(t => t.ToServer && t.Segment.Options?.MpJoin?.Kind == MpJoinKind.Ack).Select(t => t.At).ToArray();
        Assert.InRange(repeated.Length, 4, 20);
    }

    [Fact]
    public void Unknown_token_is_answered_by_rst_with_reason_1()
    {
        var pair = new MptcpPair(TwoPaths);
        pair.Tap.Filter = Change(MpJoinKind.Syn, join => join with { Token = join.Token ^ 1 });
        AssertJoinFails(pair, fromServer: true, MpTcpRst.MptcpSpecificError);
    }

    [Fact]
    public void Wrong_hmac_in_the_syn_ack_is_answered_by_rst()
    {
        var pair = new MptcpPair(TwoPaths);
        pair.Tap.Filter = Change(MpJoinKind.SynAck, join => join with { Nonce = join.Nonce ^ 1 });
        AssertJoinFails(pair, fromServer: false, MpTcpRst.MptcpSpecificError);
    }

    [Fact]
    public void Wrong_hmac_in_the_third_ack_is_answered_by_rst()
    {
        var pair = new MptcpPair(TwoPaths);
        pair.Tap.Filter = Change(MpJoinKind.Ack, join => join with { Hmac = [.. join.Hmac[..19], (byte)(join.Hmac[19] ^ 1)] });
        AssertJoinFails(pair, fromServer: true, MpTcpRst.MptcpSpecificError);
    }

    [Fact]
    public void Third_ack_without_its_option_is_answered_by_rst_with_reason_1()
    {
        var pair = new MptcpPair(TwoPaths);
        pair.Tap.Filter = WireActs.Strip(p => p.IsFrom(1) && !p.Segment.Has(TcpFlags.Syn));
        AssertJoinFails(pair, fromServer: true, MpTcpRst.MptcpSpecificError);
    }

    [Fact]
    public void Syn_ack_without_its_option_is_answered_by_rst()
    {
        var pair = new MptcpPair(TwoPaths);
        pair.Tap.Filter = WireActs.Strip(p => p.IsOn(1) && !p.IsToServer());
        AssertJoinFails(pair, fromServer: false, MpTcpRst.MptcpSpecificError);
    }

    [Fact]
    public void Options_stripped_in_both_directions_of_the_second_path_leave_the_first_one()
    {
        var pair = new MptcpPair(TwoPaths);
        pair.Tap.Filter = WireActs.Strip(p => p.IsOn(1));
        var (ue, server) = pair.Connect(1_000_000, 1_000_000);
        pair.Drain();
        Assert.Equal((1_000_000, 1_000_000), (ue.Read, server.Read));
        Assert.Null(ue.Connection.FallbackReason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Backup_bit_binds_both_ends(bool upload)
    {
        var pair = new MptcpPair(TwoPaths, MptcpPair.Mptcp(2, PathEndpointFlags.Subflow | PathEndpointFlags.Backup));
        var (ue, server) = pair.Connect(upload ? 3_000_000 : 0, upload ? 0 : 3_000_000);
        pair.Drain();
        Assert.True(ue.Subflow(1).Backup && server.Subflow(1).Backup);
        Assert.True(pair.Tap.Trace.First(t => t.Segment.Options?.MpJoin is not null).Segment.Options!.MpJoin!.Backup);
        Assert.Equal(0, ue.Subflow(1).BytesReceived + server.Subflow(1).BytesReceived);
    }

    [Fact]
    public void Join_that_arrives_after_the_end_is_refused()
    {
        // The second path is so slow that the connection has ended when its SYN arrives.
        var pair = new MptcpPair([new(10, 1), new(10, 500)]);
        var (ue, server) = pair.Connect(1_000, 1_000);
        pair.Drain();
        Assert.True(ue.Closed && server.Closed);
        Assert.Single(server.Connection.Subflows);
        Assert.Contains(pair.Tap.Trace, t => t.Destination.Address == MptcpPair.UeAddress(1) && t.Segment.Has(TcpFlags.Rst));
    }

    private static Func<Packet, bool> Change(MpJoinKind kind, Func<MpJoin, MpJoin> change) => packet =>
    {
        if (packet.Segment.Options?.MpJoin is { } join && join.Kind == kind)
        {
            packet.Segment.Options = packet.Segment.Options with { MpJoin = change(join) };
        }

        return true;
    };

    private static void AssertJoinFails(MptcpPair pair, bool fromServer, byte reason)
    {
        var (ue, server) = pair.Connect(1_000_000, 1_000_000);
        pair.Drain();
        Assert.Equal((1_000_000, 1_000_000), (ue.Read, server.Read));
        Assert.Equal(1_000_000, ue.Subflow(0).BytesReceived);
        var reset = pair.Tap.Trace.First(t => t.Segment.Has(TcpFlags.Rst));
        Assert.Equal(fromServer, !reset.ToServer);
        Assert.Equal(reason, reset.Segment.Options!.MpTcpRst!.Reason);
    }
}
