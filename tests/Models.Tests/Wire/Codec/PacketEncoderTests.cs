using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Codec;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Wire.Codec;

public sealed class PacketEncoderTests
{
    private static readonly IpAddress V6 = new(0x2001_0db8_0000_0000, 1);

    [Fact]
    public void Syn_is_laid_out_as_Linux_does()
    {
        var packet = Make(TcpFlags.Syn, new SegmentOptions
        {
            MaximumSegmentSize = 1460,
            WindowScale = 10,
            SackPermitted = true,
            MpCapable = new MpCapable(1, MpCapable.HmacSha256, null, null, null),
        });
        packet.Segment.HasTimestamps = true;
        packet.Segment.TsVal = 0x0A0B0C0D;
        Assert.Equal("020405B40402080A0A0B0C0D000000000103030A1E040101", Options(packet));
    }

    [Fact]
    public void Sack_permitted_without_timestamps_is_padded_itself()
    {
        var packet = Make(TcpFlags.Syn, new SegmentOptions { SackPermitted = true });
        Assert.Equal("01010402", Options(packet));
    }

    [Fact]
    public void Data_segment_has_timestamps_then_dss()
    {
        var packet = Make(TcpFlags.Ack, null);
        ref var segment = ref packet.Segment;
        segment.HasTimestamps = true;
        segment.TsVal = 1;
        segment.TsEcr = 2;
        segment.HasDss = true;
        segment.Dss = DssFlags.DataAck | DssFlags.Mapping | DssFlags.Dsn8;
        segment.DataAck = 0x11223344;
        segment.Dsn = 0x0102030405060708;
        segment.SubflowSeq = 9;
        segment.DataLength = 1400;
        Assert.Equal("0101080A0000000100000002" + "1E16200D" + "11223344" + "0102030405060708" + "00000009" + "0578" + "0101", Options(packet));

        segment.Dss |= DssFlags.Checksum;
        segment.DssChecksum = 0xABCD;
        Assert.Equal("0101080A0000000100000002" + "1E18200D" + "11223344" + "0102030405060708" + "00000009" + "0578" + "ABCD", Options(packet));
    }

    [Fact]
    public void Sack_blocks_come_before_mptcp()
    {
        var packet = Make(TcpFlags.Ack, new SegmentOptions { MpPrio = new MpPrio(true) });
        packet.Segment.SackCount = 1;
        packet.Segment.Sack[0] = new SackBlock(1, 2);
        Assert.Equal("0101050A0000000100000002" + "1E035101", Options(packet));
    }

    [Fact]
    public void Options_of_path_management_have_the_forms_of_the_RFC()
    {
        Assert.Equal("1E103007C0000201" + "0102030405060708", Options(new SegmentOptions { AddAddress = new AddAddress(false, 7, IpAddress.Of(192, 0, 2, 1), null, 0x0102030405060708) }));
        Assert.Equal("1E0A3107C00002011F900101", Options(new SegmentOptions { AddAddress = new AddAddress(true, 7, IpAddress.Of(192, 0, 2, 1), 8080, 0) }));
        Assert.Equal("1E14310720010DB8000000000000000000000001", Options(new SegmentOptions { AddAddress = new AddAddress(true, 7, V6, null, 0) }));
        Assert.Equal("1E054003" + "04010101", Options(new SegmentOptions { RemoveAddress = new RemoveAddress([3, 4]) }));
    }

    [Fact]
    public void Joins_and_ends_have_the_forms_of_the_RFC()
    {
        Assert.Equal("1E0C11051122334455667788", Options(new SegmentOptions { MpJoin = new MpJoin(MpJoinKind.Syn, true, 5, 0x11223344, 0x55667788, []) }));
        Assert.Equal("1E101005AAAAAAAAAAAAAAAA55667788", Options(new SegmentOptions { MpJoin = new MpJoin(MpJoinKind.SynAck, false, 5, 0, 0x55667788, [.. Enumerable.Repeat((byte)0xAA, 8)]) }));
        Assert.Equal("1E181000" + new string('B', 40), Options(new SegmentOptions { MpJoin = new MpJoin(MpJoinKind.Ack, false, 0, 0, 0, [.. Enumerable.Repeat((byte)0xBB, 20)]) }));
        Assert.Equal("1E0C60000000000000000009", Options(new SegmentOptions { MpFail = new MpFail(9) }));
        Assert.Equal("1E0C70000000000000000009", Options(new SegmentOptions { MpFastclose = new MpFastclose(9) }));
        Assert.Equal("1E048106", Options(new SegmentOptions { MpTcpRst = new MpTcpRst(true, MpTcpRst.MiddleboxInterference) }));
    }

    [Fact]
    public void Headers_carry_traffic_class_and_time_to_live_of_both_families()
    {
        var packet = Make(TcpFlags.Ack, null);
        packet.Ecn = EcnCodepoint.Ce;
        packet.Dscp = 46;
        packet.TimeToLive = 7;
        Assert.StartsWith("45BB0028000040000706", Hex(packet), StringComparison.Ordinal);

        packet.Source = new Endpoint(V6, 1);
        packet.Destination = new Endpoint(V6, 2);
        Assert.StartsWith("6BB0000000140607", Hex(packet), StringComparison.Ordinal);
    }

    [Fact]
    public void Packet_that_contradicts_itself_is_refused()
    {
        var octets = new byte[PacketEncoder.MostOctets];
        var packet = Make(TcpFlags.Ack, new SegmentOptions { MpCapable = new MpCapable(1, 1, null, 9, null) });
        Assert.Throws<ArgumentException>(() => PacketEncoder.Encode(packet, octets));
        packet = Make(TcpFlags.Ack, null);
        packet.Source = new Endpoint(V6, 1);
        Assert.Throws<ArgumentException>(() => PacketEncoder.Encode(packet, octets));
        packet = Make(TcpFlags.Ack, null);
        packet.Segment.PayloadLength = ushort.MaxValue;
        Assert.Throws<ArgumentException>(() => PacketEncoder.Encode(packet, octets));
        packet.Segment.PayloadLength = 3;
        Assert.Throws<ArgumentException>(() => PacketEncoder.Encode(packet, new byte[2], octets));
    }

    [Fact]
    public void Encoding_allocates_nothing()
    {
        var packets = Enumerable.Range(0, 100).Select(seed => new RandomPackets((ulong)seed).Make()).ToArray();
        var octets = new byte[PacketEncoder.MostOctets];
        EncodeAll(packets, octets);
        var before = GC.GetAllocatedBytesForCurrentThread();
        EncodeAll(packets, octets);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void EncodeAll(Packet[] packets, byte[] octets)
    {
        foreach (var packet in packets)
        {
            PacketEncoder.Encode(packet, octets);
        }
    }

    private static Packet Make(TcpFlags flags, SegmentOptions? options)
    {
        var packet = new Packet { Source = new Endpoint(IpAddress.Of(10, 0, 0, 1), 1), Destination = new Endpoint(IpAddress.Of(10, 0, 0, 2), 2) };
        packet.Segment.Flags = flags;
        packet.Segment.Options = options;
        return packet;
    }

    private static string Options(SegmentOptions options) => Options(Make(TcpFlags.Ack, options));

    private static string Options(Packet packet) => Hex(packet)[80..];

    private static string Hex(Packet packet)
    {
        packet.Measure();
        var octets = new byte[packet.WireLength];
        PacketEncoder.Encode(packet, octets);
        return Convert.ToHexString(octets);
    }
}
