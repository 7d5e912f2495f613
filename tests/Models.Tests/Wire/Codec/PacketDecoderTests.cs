using System.Buffers.Binary;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Codec;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Wire.Codec;

public sealed class PacketDecoderTests
{
    private static readonly Endpoint V4 = new(IpAddress.Of(10, 0, 0, 1), 1);
    private static readonly Endpoint V6 = new(new IpAddress(0x2001_0db8_0000_0000, 1), 1);

    [Theory]
    [InlineData(0, 0x55, DecodeFault.IpVersion)]
    [InlineData(0, 0x44, DecodeFault.IpHeaderLength)]
    [InlineData(8, 0x41, DecodeFault.IpHeaderChecksum)]
    [InlineData(32, 0x40, DecodeFault.DataOffset)]
    [InlineData(32, 0xF0, DecodeFault.DataOffset)]
    [InlineData(33, 0x01, DecodeFault.TcpChecksum)]
    [InlineData(41, 0x00, DecodeFault.OptionLength)]
    [InlineData(41, 0x01, DecodeFault.OptionLength)]
    [InlineData(41, 0x05, DecodeFault.OptionLength)]
    public void Changed_octet_is_named_as_what_it_breaks(int position, byte value, DecodeFault fault)
    {
        var octets = Encoded(V4, new SegmentOptions { MaximumSegmentSize = 1460 });
        octets[position] = value;
        var result = PacketDecoder.Decode(octets, new Packet());
        Assert.Equal(fault, result.Fault);
        Assert.NotEmpty(result.Reason);
    }

    [Theory]
    [InlineData(9, 17, DecodeFault.Protocol)]
    [InlineData(6, 0x20, DecodeFault.Fragment)]
    [InlineData(7, 0x01, DecodeFault.Fragment)]
    [InlineData(3, 19, DecodeFault.IpHeaderLength)]
    [InlineData(3, 39, DecodeFault.IpTotalLength)]
    public void Changed_field_of_an_IPv4_header_with_a_right_checksum_is_named(int position, byte value, DecodeFault fault)
    {
        var octets = Encoded(V4, null);
        octets[position] = value;
        BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(10), 0);
        BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(10), InternetChecksum.Fold(InternetChecksum.Add(octets.AsSpan(0, 20), 0)));
        Assert.Equal(fault, PacketDecoder.Decode(octets, new Packet()).Fault);
    }

    [Fact]
    public void Octets_that_end_early_are_cut_and_those_after_the_end_padding()
    {
        var octets = Encoded(V4, null, 10);
        var packet = new Packet();
        Assert.Equal(DecodeFault.HeaderCut, PacketDecoder.Decode([], packet).Fault);
        Assert.Equal(DecodeFault.HeaderCut, PacketDecoder.Decode(octets.AsSpan(0, 19), packet).Fault);
        Assert.Equal(DecodeFault.PacketCut, PacketDecoder.Decode(octets.AsSpan(0, 49), packet).Fault);
        Assert.Equal(DecodeFault.HeaderCut, PacketDecoder.DecodeCut(octets.AsSpan(0, 39), packet).Fault);
        Assert.True(PacketDecoder.Decode([.. octets, 1, 2, 3], packet).IsPacket);

        var cut = PacketDecoder.DecodeCut(octets.AsSpan(0, 44), packet);
        Assert.Equal(new DecodeResult(DecodeFault.None, 40, 4), cut);
        Assert.Equal(10, packet.Segment.PayloadLength);
    }

    [Fact]
    public void Mapped_address_in_an_IPv6_header_is_not_taken_for_IPv4()
    {
        var octets = Encoded(V6, null);
        octets.AsSpan(8, 10).Clear();
        octets.AsSpan(18, 2).Fill(0xFF);
        Assert.Equal(DecodeFault.MappedAddress, PacketDecoder.Decode(octets, new Packet()).Fault);
    }

    [Fact]
    public void Extension_headers_are_passed_over_except_of_fragments()
    {
        var octets = Encoded(V6, null).ToList();

        // Hop-by-hop options of eight octets, then an atomic fragment header, then TCP.
        octets.InsertRange(40, [44, 0, 1, 4, 0, 0, 0, 0, 6, 0, 0, 0, 1, 2, 3, 4]);
        octets[6] = 0;
        octets[5] += 16;
        var packet = new Packet();
        Assert.True(PacketDecoder.Decode([.. octets], packet).IsPacket);
        Assert.Equal(1, packet.Source.Port);

        octets[51] = 1;
        Assert.Equal(DecodeFault.Fragment, PacketDecoder.Decode([.. octets], packet).Fault);
        octets[6] = 59;
        Assert.Equal(DecodeFault.Protocol, PacketDecoder.Decode([.. octets], packet).Fault);
    }

    [Theory]
    [InlineData("0304010A")]
    [InlineData("1E0E" + "0100" + "00000000000000000000")]
    [InlineData("1E0D" + "1100" + "000000000000000000")]
    [InlineData("1E09" + "2001" + "0000000000")]
    [InlineData("1E08" + "3001" + "0A000001")]
    [InlineData("1E0340")]
    [InlineData("1E045000")]
    [InlineData("1E02")]
    [InlineData("1E05" + "F01122")]
    [InlineData("FD041234")]
    [InlineData("0504" + "0000")]
    public void Option_of_an_unknown_form_is_kept_as_it_is(string hex)
    {
        var option = Convert.FromHexString(hex);
        var unknown = Assert.Single(Decoded(option)!.Segment.Options!.Unknown);
        Assert.Equal(option[0], unknown.Kind);
        Assert.Equal(option[2..option[1]], unknown.Octets);
    }

    [Fact]
    public void Second_option_of_a_kind_does_not_replace_the_first()
    {
        var packet = Decoded(Convert.FromHexString("020405B4" + "02040100" + "1E0C60000000000000000009" + "1E0C60000000000000000008"))!;
        Assert.Equal((ushort)1460, packet.Segment.Options!.MaximumSegmentSize);
        Assert.Equal(new MpFail(9), packet.Segment.Options.MpFail);
        Assert.Equal(2, packet.Segment.Options.Unknown.Count);
    }

    [Fact]
    public void Nothing_is_read_behind_the_end_of_the_list()
    {
        var packet = Decoded(Convert.FromHexString("020405B4" + "00" + "030307"))!;
        Assert.Equal((ushort)1460, packet.Segment.Options!.MaximumSegmentSize);
        Assert.Null(packet.Segment.Options.WindowScale);
    }

    /// <summary>The packet that has these options, or null when they are refused.</summary>
    private static Packet? Decoded(byte[] options)
    {
        var space = new byte[(options.Length + 3) & ~3];
        space.AsSpan().Fill(1);
        options.CopyTo(space, 0);
        byte[] octets = [.. Encoded(V4, null), .. space];
        octets[3] = (byte)octets.Length;
        octets[32] = (byte)((20 + space.Length) << 2);
        BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(10), 0);
        BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(10), InternetChecksum.Fold(InternetChecksum.Add(octets.AsSpan(0, 20), 0)));
        var packet = new Packet();
        return PacketDecoder.DecodeCut(octets, packet).IsPacket ? packet : null;
    }

    private static byte[] Encoded(Endpoint end, SegmentOptions? options, ushort payload = 0)
    {
        var packet = new Packet { Source = end, Destination = new Endpoint(end.Address, 2) };
        packet.Segment.Flags = TcpFlags.Ack;
        packet.Segment.Options = options;
        packet.Segment.PayloadLength = payload;
        packet.Measure();
        var octets = new byte[packet.WireLength];
        PacketEncoder.Encode(packet, octets);
        return octets;
    }
}
