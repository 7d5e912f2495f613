using Mpsim.Models.Kernel;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Wire.Mptcp;

namespace Mpsim.Models.Tests.Mptcp;

public sealed class DataSequenceTests
{
    [Fact]
    public void Both_ends_may_close_at_the_same_time()
    {
        var pair = new MptcpPair([new(10, 10), new(10, 25)]);
        var (ue, server) = pair.Connect(5_000, 5_000, ofUe: p => p.ClosesWhenWritten = false, ofServer: p => p.ClosesWhenWritten = false);
        pair.At(1, () =>
        {
            ue.End();
            server.End();
        });
        pair.RunUntil(2);
        var fins = pair.Tap.Trace.Where(t => t.At.Seconds > 1 && t.Segment.HasDataFin()).ToArray();
        Assert.Equal(2, fins.Where(t => t.At.Seconds < 1.016).Select(t => t.ToServer).Distinct().Count());
        Assert.True(ue.Closed && server.Closed);
        Assert.Equal((null, null), (ue.Connection.FallbackReason, server.Connection.FallbackReason));
        pair.Drain();
    }

    [Fact]
    public void Data_fin_without_a_mapping_says_nothing()
    {
        // RFC 8684 section 3.3.3: it is counted in the Data-Level Length, which is not there.
        var pair = new MptcpPair(TwoPaths);
        pair.Tap.Filter = p =>
        {
            if (p.IsToServer() && p.Segment is { HasDss: true, PayloadLength: 0 } && (p.Segment.Dss & DssFlags.Mapping) == 0)
            {
                p.Segment.Dss |= DssFlags.DataFin;
            }

            return true;
        };
        var (ue, server) = pair.Connect(100_000, 1_000_000);
        pair.Drain();
        Assert.Equal((1_000_000, 100_000), (ue.Read, server.Read));
        Assert.True(ue.Closed && server.Closed);
    }

    private static readonly PathSpec[] TwoPaths = [new(10, 10), new(10, 25)];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Data_ack_is_that_of_the_settings_and_covers_what_arrived(bool isLong)
    {
        var pair = new MptcpPair(TwoPaths, server: MptcpPair.Mptcp(0, change: s => s with { LongDataAck = isLong }));
        var (ue, _) = pair.Connect(100_000);
        pair.Drain();
        var idsn = MptcpCrypto.InitialDataSequence(ue.Connection.LocalKey);
        var acks = pair.Tap.Trace.Where(t => !t.ToServer && t.Segment.HasDss).Select(t => t.Segment).ToArray();
        Assert.All(acks, s => Assert.Equal(isLong, (s.Dss & DssFlags.DataAck8) != 0));

        // IDSN, 100,000 octets and the DATA_FIN.
        var last = idsn + 1 + 100_000 + 1;
        Assert.Equal(isLong ? last : (uint)last, acks[^1].DataAck);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Low_half_of_the_sequence_number_wraps_around(bool longAck, bool longDsn)
    {
        var pair = new MptcpPair(TwoPaths, server: MptcpPair.Mptcp(0, change: s => s with { LongDataAck = longAck }), seed: SeedBeforeWrap());
        pair.Tap.Filter = p =>
        {
            if (!longDsn && p.Segment.HasDss && (p.Segment.Dss & DssFlags.Mapping) != 0)
            {
                p.Segment.Dss &= ~DssFlags.Dsn8;
                p.Segment.Dsn = (uint)p.Segment.Dsn;
            }

            return true;
        };
        var (ue, server) = pair.Connect(5_000_000);
        var idsn = MptcpCrypto.InitialDataSequence(ue.Connection.LocalKey);
        Assert.True((uint)(idsn + 5_000_000) < (uint)idsn);
        pair.Drain();
        Assert.Equal(5_000_000, server.Read);
        Assert.True(ue.Closed && server.Closed);
        Assert.Equal(0, ue.Connection.Reinjected);
    }

    [Fact]
    public void Mappings_of_a_subflow_are_relative_to_its_own_sequence_and_do_not_overlap()
    {
        var pair = new MptcpPair(TwoPaths);
        var (ue, _) = pair.Connect(2_000_000);
        pair.Drain();
        var first = MptcpCrypto.InitialDataSequence(ue.Connection.LocalKey) + 1;
        var data = pair.Tap.Trace.Where(t => t.ToServer && t.Segment.PayloadLength > 0 && t.Segment.HasDss).ToArray();
        foreach (var packet in data)
        {
            var subflow = ue.Connection.Subflows.First(s => s.Local == packet.Source);
            Assert.Equal(packet.Segment.Seq - subflow.Tcp.Iss, packet.Segment.SubflowSeq);
            Assert.Equal((ulong)packet.Segment.Payload.Offset, packet.Segment.Dsn - first);
        }

        var sum = data.Sum(t => t.Segment.PayloadLength) + pair.Tap.Trace.Where(t => t.Segment.Options?.MpCapable?.DataLength is not null).Sum(t => t.Segment.PayloadLength);
        Assert.Equal(2_000_000, sum);
    }

    [Fact]
    public void Data_fin_is_merged_with_the_last_data()
    {
        var pair = new MptcpPair([new(10, 10)]);
        var (ue, _) = pair.Connect(10_000, 0, ofServer: p => p.ClosesAfterPeer = true);
        pair.Drain();
        var fin = pair.Tap.Trace.First(t => t.ToServer && t.Segment.HasDataFin()).Segment;
        Assert.True(fin.PayloadLength > 0);
        Assert.Equal(fin.PayloadLength + 1, fin.DataLength);
        Assert.Equal(MptcpCrypto.InitialDataSequence(ue.Connection.LocalKey) + 1 + 10_000 + 1, fin.Dsn + fin.DataLength);
    }

    [Fact]
    public void Data_fin_alone_maps_one_octet_that_has_no_place_on_the_subflow()
    {
        var pair = new MptcpPair([new(10, 10)]);
        var (ue, server) = pair.Connect(10_000, 0, ofUe: p => p.ClosesAfterPeer = true);
        pair.Drain();
        var fin = pair.Tap.Trace.First(t => t.ToServer && t.Segment.HasDataFin()).Segment;
        Assert.Equal((0, (ushort)1, 0u), (fin.PayloadLength, fin.DataLength, fin.SubflowSeq));
        Assert.Equal(MptcpCrypto.InitialDataSequence(ue.Connection.LocalKey) + 1 + 10_000, fin.Dsn);
        Assert.True(ue.Closed && server.Closed);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(true, 3)]
    [InlineData(false, 1)]
    [InlineData(false, 3)]
    public void Data_fin_alone_is_repeated_while_it_or_its_acknowledgement_is_lost(bool loseFin, int losses)
    {
        var pair = new MptcpPair([new(10, 10)]);
        var lost = 0;
        var seen = false;
        pair.Tap.Filter = p =>
        {
            seen |= p.IsToServer() && p.Segment.HasDataFin();
            var drop = lost < losses && (loseFin ? p.IsToServer() && p.Segment.HasDataFin() : !p.IsToServer() && seen && !p.IsData());
            lost += drop ? 1 : 0;
            return !drop;
        };
        var (ue, server) = pair.Connect(10_000, 0, ofUe: p => p.ClosesAfterPeer = true);
        pair.RunUntil(60);
        Assert.Equal(losses, lost);
        Assert.True(ue.Closed && server.Closed);
        pair.Drain();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Half_closed_connection_carries_data_the_other_way(bool upFirst)
    {
        var pair = new MptcpPair(TwoPaths);
        var (ue, server) = pair.Connect(1_000_000, 1_000_000, ofUe: p => p.ClosesAfterPeer = !upFirst, ofServer: p => p.ClosesAfterPeer = upFirst);
        pair.RunUntil(1.5);
        var halfClosed = upFirst ? server : ue;
        Assert.True(halfClosed.SawEnd);
        pair.Drain();
        Assert.Equal((1_000_000, 1_000_000), (ue.Read, server.Read));
        Assert.True(ue.Closed && server.Closed);
    }

    [Fact]
    public void Both_ends_close_at_the_same_time()
    {
        var pair = new MptcpPair(TwoPaths);
        var (ue, server) = pair.Connect(50_000, 50_000, ofUe: p => p.ClosesWhenWritten = false, ofServer: p => p.ClosesWhenWritten = false);
        pair.At(3, () =>
        {
            ue.End();
            server.End();
        });
        pair.RunUntil(3.2);
        Assert.True(ue.Closed && server.Closed);
        pair.Drain();
    }

    [Fact]
    public void Subflows_send_their_fins_once_both_data_fins_are_acknowledged()
    {
        var pair = new MptcpPair(TwoPaths);
        pair.Connect(500_000, 500_000);
        pair.Drain();
        var trace = pair.Tap.Trace;
        var firstFin = trace.FindIndex(t => t.Segment.Has(Models.Wire.Tcp.TcpFlags.Fin));
        Assert.Contains(trace[..firstFin], t => t.ToServer && t.Segment.HasDataFin());
        Assert.Contains(trace[..firstFin], t => !t.ToServer && t.Segment.HasDataFin());
        var fins = trace.Where(t => t.Segment.Has(Models.Wire.Tcp.TcpFlags.Fin)).Select(t => (t.Source, t.Destination)).Distinct();
        Assert.Equal(4, fins.Count());
    }

    [Fact]
    public void Data_fins_ahead_of_their_data_are_not_answered_without_end()
    {
        // Both ends have closed, and on one path the first data are held up for two seconds.
        var pair = new MptcpPair([new(10, 10), new(10, 10)]);
        pair.Tap.Filter = p => p.IsOn(0) || !p.IsData() || pair.Scheduler.Now.Seconds > 2;
        var (ue, server) = pair.Connect(300_000, 300_000);
        pair.Drain();
        Assert.True(ue.Closed && server.Closed);
        Assert.InRange(pair.Tap.Trace.Count, 0, 2_500);
    }

    /// <summary>A seed that draws the UE a key whose initial data sequence number lies less than a megabyte before the low half's end.</summary>
    private static ulong SeedBeforeWrap()
    {
        for (ulong seed = 1; ; seed++)
        {
            var key = new RandomStreams(seed, 1).Create("ue0").NextUInt64();
            if ((uint)MptcpCrypto.InitialDataSequence(key) > uint.MaxValue - 1_000_000)
            {
                return seed;
            }
        }
    }
}
