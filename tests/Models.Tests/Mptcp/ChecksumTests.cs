using Mpsim.Models.Mptcp;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Codec;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Mptcp;

/// <summary>DSS checksums and MP_FAIL (RFC 8684 sections 3.3.1 and 3.7).</summary>
public sealed class ChecksumTests
{
    private static readonly PathSpec[] OnePath = [new(10, 10)];
    private static readonly PathSpec[] TwoPaths = [new(10, 10), new(10, 15)];

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    [InlineData(true, true, true)]
    public void Checksums_are_used_when_either_end_asks_by_flag_a(bool ue, bool server, bool used)
    {
        var pair = Pair(TwoPaths, ue, server);
        var (a, b) = pair.Connect(300_000, 300_000);
        pair.Drain();
        Assert.Equal((used, used), (a.Connection.UsesChecksum, b.Connection.UsesChecksum));
        var capable = pair.Tap.Trace.Where(t => t.Segment.Options?.MpCapable is not null).Select(t => t.Segment.Options!.MpCapable!).ToArray();
        Assert.Equal([ue, used, used], capable.Take(3).Select(c => (c.Flags & MpCapable.ChecksumRequired) != 0));
        Assert.All(capable.Where(c => c.DataLength is not null), c => Assert.Equal(used, c.Checksum is not null));
        var mappings = pair.Tap.Trace.Where(t => (t.Segment.Dss & DssFlags.Mapping) != 0).ToArray();
        Assert.True(mappings.Length > 400);
        Assert.All(mappings, t => Assert.Equal(used, (t.Segment.Dss & DssFlags.Checksum) != 0));
        Assert.Equal((300_000, 300_000, true), (a.Read, b.Read, a.Closed && b.Closed));
        Assert.Null(a.Connection.FallbackReason);
    }

    [Fact]
    public void Checksum_covers_the_bytes_and_what_the_mapping_says_also_of_a_data_fin_alone()
    {
        var pair = Pair(OnePath, true, false);
        pair.Connect(100_000, 0);
        pair.Drain();
        var mappings = pair.Tap.Trace.Select(t => t.Segment).Where(s => (s.Dss & DssFlags.Mapping) != 0).ToArray();
        Assert.Contains(mappings, s => s.PayloadLength == 0);
        Assert.All(mappings, s =>
        {
            var octets = new byte[s.PayloadLength];
            PayloadPattern.Fill(s.Payload, octets);
            Assert.Equal(DataChecksum.Of(s.Dsn, s.SubflowSeq, s.DataLength, octets), s.DssChecksum);
        });
        Assert.All(mappings, s => Assert.True(s.OptionsLength() <= Segment.MaximumOptionsLength));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Wrong_checksum_on_one_of_two_subflows_closes_it_by_rst_with_mp_fail_and_the_data_come_on_the_other(bool upload)
    {
        var pair = Pair(TwoPaths, true, true);
        var dsn = Spoil(pair, p => p.IsOn(1) && p.IsToServer() == upload, 30);
        var (ue, server) = pair.Connect(upload ? 2_000_000 : 0, upload ? 0 : 2_000_000);
        pair.Drain();
        var fail = pair.Tap.Trace.First(t => t.Segment.Options?.MpFail is not null);
        Assert.Equal((!upload, true, dsn()), (fail.ToServer, fail.Segment.Has(TcpFlags.Rst), fail.Segment.Options!.MpFail!.Dsn));
        Assert.Equal(MpTcpRst.MiddleboxInterference, fail.Segment.Options.MpTcpRst!.Reason);
        Assert.Equal((SubflowPhase.Closed, null), (ue.Subflow(1).Phase, ue.Connection.FallbackReason));
        Assert.Equal(2_000_000, ue.Read + server.Read);
        Assert.True(ue.Closed && server.Closed);
    }

    [Theory]
    [InlineData(true, 0, 1)]
    [InlineData(true, 0, 2)]
    [InlineData(true, 0, 30)]
    [InlineData(true, 500_000, 30)]
    [InlineData(false, 0, 1)]
    [InlineData(false, 0, 30)]
    [InlineData(false, 500_000, 30)]
    public void Wrong_checksum_on_the_only_subflow_leads_to_plain_tcp_without_loss(bool upload, long other, int number)
    {
        var pair = Pair(OnePath, true, true);
        var dsn = Spoil(pair, p => p.IsToServer() == upload, number);
        var (ue, server) = pair.Connect(upload ? 1_000_000 : other, upload ? other : 1_000_000);
        pair.Drain();
        Assert.Equal(("data were altered on the path", "data were altered on the path"), (ue.Connection.FallbackReason, server.Connection.FallbackReason));
        Assert.Equal(1_000_000 + other, ue.Read + server.Read);
        Assert.True(ue.Closed && server.Closed);
        var fails = pair.Tap.Trace.Where(t => t.Segment.Options?.MpFail is not null).ToArray();
        Assert.Equal(dsn(), fails.First(t => t.ToServer != upload).Segment.Options!.MpFail!.Dsn);
        Assert.Contains(fails, t => t.ToServer == upload);
        Assert.DoesNotContain(fails, t => t.Segment.Has(TcpFlags.Rst));
        Assert.InRange(fails.Length, 2, 100);
    }

    [Fact]
    public void Infinite_mapping_comes_on_the_first_new_data_and_nothing_of_mptcp_after_it()
    {
        var pair = Pair(OnePath, true, true);
        Spoil(pair, p => p.IsToServer(), 30);
        pair.Connect(1_000_000, 0, ofServer: p => p.ClosesAfterPeer = true);
        pair.Drain();
        var up = pair.Tap.Trace.Where(t => t.ToServer && t.Segment.PayloadLength > 0).Select(t => t.Segment).ToArray();
        var infinite = Array.FindIndex(up, s => s.HasDss && s.DataLength == 0);
        Assert.True(infinite > 29);
        Assert.Equal((DssFlags.Mapping, (ushort)0), (up[infinite].Dss & (DssFlags.Mapping | DssFlags.DataAck), up[infinite].DssChecksum));
        Assert.True(up[infinite].WireLength() <= 1500);
        Assert.All(up[(infinite + 1)..], s => Assert.False(s.HasMptcp()));
        Assert.Equal(1448, up[^5].PayloadLength);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Lost_mp_fail_is_repeated(bool theAnswer)
    {
        var pair = Pair(OnePath, true, true);
        Spoil(pair, p => p.IsToServer(), 30);
        var spoil = pair.Tap.Filter;
        var drop = WireActs.Drop(p => p.Segment.Options?.MpFail is not null && p.IsToServer() == theAnswer, 1, 2);
        pair.Tap.Filter = p => spoil(p) && drop(p);
        var (ue, server) = pair.Connect(300_000, 0);
        pair.Drain();
        Assert.Equal((300_000, true), (server.Read, ue.Closed && server.Closed));
        Assert.NotNull(ue.Connection.FallbackReason);
    }

    [Fact]
    public void Mapping_whose_segments_were_split_is_judged_when_it_is_whole()
    {
        foreach (var spoils in new[] { false, true })
        {
            var pair = Pair(OnePath, true, true);
            var spoil = spoils ? Spoiler(p => p.IsToServer(), 40, out _) : _ => true;
            pair.Tap.Filter = p => spoil(p) && Split(pair, p);
            var (ue, server) = pair.Connect(500_000, 0);
            pair.Drain();
            Assert.Equal((500_000, true), (server.Read, ue.Closed && server.Closed));
            Assert.Equal(spoils ? "data were altered on the path" : null, server.Connection.FallbackReason);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void First_mapping_which_is_in_mp_capable_is_judged_too_when_it_is_whole(bool spoils)
    {
        var pair = Pair(OnePath, true, true);
        var spoil = spoils ? Spoiler(p => p.IsToServer(), 1, out _) : _ => true;
        pair.Tap.Filter = p => spoil(p) && (p.Segment.Options?.MpCapable is null || Split(pair, p, restFirst: false, alsoCapable: true));
        var (ue, server) = pair.Connect(100_000, 0);
        pair.Drain();
        Assert.Equal((100_000, true), (server.Read, ue.Closed && server.Closed));
        Assert.Equal(spoils ? "data were altered on the path" : null, server.Connection.FallbackReason);
    }

    [Fact]
    public void Data_of_a_split_mapping_that_is_refused_come_at_once_on_the_other_subflow()
    {
        // The subflow has acknowledged the first piece when the second shows that the checksum is wrong.
        var pair = Pair(TwoPaths, true, true);
        var spoil = Spoiler(p => p.IsFrom(1), 5, out var dsn);
        pair.Tap.Filter = p => spoil(p) && (!p.IsFrom(1) || Split(pair, p, restFirst: false));
        var (ue, server) = pair.Connect(200_000, 0);
        pair.Drain();
        var fail = pair.Tap.Trace.First(t => t.Segment.Options?.MpFail is not null);
        Assert.Equal((true, dsn()), (fail.Segment.Has(TcpFlags.Rst), fail.Segment.Options!.MpFail!.Dsn));
        Assert.Equal((200_000, true), (server.Read, ue.Closed && server.Closed));
        Assert.InRange((server.LastReadAt - fail.At).Milliseconds, 0, 300);
    }

    [Fact]
    public void Data_without_the_checksum_that_was_agreed_are_refused()
    {
        var pair = Pair(TwoPaths, true, true);
        pair.Tap.Filter = p =>
        {
            if (p.IsFrom(1) && p.IsData())
            {
                p.Segment.Dss &= ~DssFlags.Checksum;
            }

            return true;
        };
        var (ue, server) = pair.Connect(1_000_000, 0);
        pair.Drain();
        Assert.Equal(MpTcpRst.MptcpSpecificError, ue.Subflow(1).PeerReset?.Reason);
        Assert.Equal(1_000_000, server.Read);
    }

    private static MptcpPair Pair(PathSpec[] paths, bool ue, bool server) => new(
        paths,
        MptcpPair.Mptcp(paths.Length, change: s => s with { Checksum = ue }),
        MptcpPair.Mptcp(0, change: s => s with { Checksum = server }));

    private static Func<ulong> Spoil(MptcpPair pair, Func<Packet, bool> kind, int number)
    {
        pair.Tap.Filter = Spoiler(kind, number, out var dsn);
        return dsn;
    }

    /// <summary>Changes the checksum of the n-th data segment of a kind, as if its bytes had been altered.</summary>
    private static Func<Packet, bool> Spoiler(Func<Packet, bool> kind, int number, out Func<ulong> dsn)
    {
        var count = 0;
        var spoilt = 0ul;
        dsn = () => spoilt;
        return packet =>
        {
            if (packet.IsData() && kind(packet) && ++count == number)
            {
                if (packet.Segment.Options?.MpCapable is { } capable)
                {
                    packet.Segment.Options = new SegmentOptions { MpCapable = capable with { Checksum = (ushort)(capable.Checksum!.Value ^ 1) } };
                    spoilt = MptcpCrypto.InitialDataSequence(capable.SenderKey!.Value) + 1;
                }
                else
                {
                    packet.Segment.DssChecksum ^= 1;
                    spoilt = packet.Segment.Dsn;
                }
            }

            return true;
        };
    }

    /// <summary>Sends the first 501 octets on, and the rest ahead of or behind them, each with the mapping of the whole.</summary>
    private static bool Split(MptcpPair pair, Packet packet, bool restFirst = true, bool alsoCapable = false)
    {
        if (!packet.IsToServer() || packet.Segment.PayloadLength < 600 || (packet.Segment.Options is not null && !alsoCapable))
        {
            return true;
        }

        var rest = pair.Pool.Rent();
        (rest.Source, rest.Destination, rest.Segment) = (packet.Source, packet.Destination, packet.Segment);
        rest.Segment.Seq += 501;
        rest.Segment.Payload = rest.Segment.Payload.Skip(501);
        rest.Segment.PayloadLength -= 501;
        packet.Segment.PayloadLength = 501;
        packet.Measure();
        rest.Measure();
        if (!restFirst)
        {
            (packet.Segment, rest.Segment) = (rest.Segment, packet.Segment);
            (packet.WireLength, rest.WireLength) = (rest.WireLength, packet.WireLength);
        }

        pair.Tap.Inject(rest);
        return true;
    }
}
