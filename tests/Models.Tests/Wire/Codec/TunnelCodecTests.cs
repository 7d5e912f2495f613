using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Codec;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Wire.Codec;

public sealed class TunnelCodecTests
{
    private static readonly IpAddress V4 = IpAddress.Of(192, 0, 2, 1);
    private static readonly IpAddress V6 = new(0x2001_0DB8_0000_0000, 1);

    [Theory]
    [InlineData(false, false, 9, 4)]
    [InlineData(true, false, 9, 41)]
    [InlineData(false, true, 6, 4)]
    [InlineData(true, true, 6, 41)]
    public void Packet_in_a_tunnel_is_read_as_it_was_written(bool innerV6, bool outerV6, int place, byte protocol)
    {
        var packet = Sample(innerV6, 100);
        var inner = packet.WireLength;
        PutInto(packet, outerV6);
        var octets = new byte[packet.WireLength];

        Assert.Equal(packet.WireLength, PacketEncoder.Encode(packet, octets));
        Assert.Equal(protocol, octets[place]);
        var read = new Packet();
        Assert.True(PacketDecoder.Decode(octets, read).IsPacket, PacketDecoder.Decode(octets, read).Reason);
        Assert.Equal((packet.Source, packet.Destination, packet.WireLength), (read.Source, read.Destination, read.WireLength));
        Assert.Equal((packet.Outer, (byte)63, (byte)40), (read.Outer, read.TimeToLive, read.InnerTimeToLive));
        Assert.Equal((packet.Segment.Seq, (ushort)100), (read.Segment.Seq, read.Segment.PayloadLength));

        // Without the outer header it is the packet that it was.
        var plain = new Packet();
        Assert.True(PacketDecoder.Decode(octets.AsSpan(packet.Outer!.Length), plain).IsPacket);
        Assert.Equal((inner, (byte)40, null), (plain.WireLength, plain.TimeToLive, plain.Outer));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Fragments_hold_the_octets_of_the_packet_one_after_the_other(bool outerV6)
    {
        var packet = Sample(false, 1000);
        var whole = new byte[packet.WireLength];
        packet.TimeToLive = 40;
        PacketEncoder.Encode(packet, whole);
        PutInto(packet, outerV6);
        var (start, joined) = (packet.Outer!.LengthWithFragment, new List<byte>());
        for (var offset = 0; offset < whole.Length; offset += 400)
        {
            var length = Math.Min(400, whole.Length - offset);
            packet.Fragment = new PacketFragment(77, (ushort)offset, (ushort)length, offset + length < whole.Length);
            packet.WireLength = start + length;
            var octets = new byte[packet.WireLength];
            Assert.Equal(octets.Length, PacketEncoder.Encode(packet, octets));
            Assert.Equal(DecodeFault.Fragment, PacketDecoder.Decode(octets, new Packet()).Fault);
            joined.AddRange(octets[start..]);
        }

        Assert.Equal(whole, joined);
    }

    [Fact]
    public void Tunnel_within_a_tunnel_is_not_read()
    {
        var packet = Sample(false, 0);
        PutInto(packet, false);
        var octets = new byte[packet.WireLength + 20];
        PacketEncoder.Encode(packet, octets.AsSpan(20));
        octets.AsSpan(20, 20).CopyTo(octets);
        octets[3] += 20;
        octets[10] = octets[11] = 0;
        var sum = InternetChecksum.Fold(InternetChecksum.Add(octets.AsSpan(0, 20), 0));
        (octets[10], octets[11]) = ((byte)(sum >> 8), (byte)sum);

        Assert.Equal(DecodeFault.Protocol, PacketDecoder.Decode(octets, new Packet()).Fault);
    }

    private static Packet Sample(bool v6, ushort payload)
    {
        var packet = new Packet { Source = new Endpoint(v6 ? V6 : V4, 1000), Destination = new Endpoint(v6 ? new IpAddress(V6.High, 9) : IpAddress.Of(192, 0, 2, 9), 80), TimeToLive = 40 };
        packet.Segment.Seq = 4711;
        packet.Segment.Flags = TcpFlags.Ack;
        packet.Segment.PayloadLength = payload;
        packet.Measure();
        return packet;
    }

    private static void PutInto(Packet packet, bool v6)
    {
        packet.Outer = v6 ? new TunnelHeader(new IpAddress(V6.High, 21), new IpAddress(V6.High, 22)) : new TunnelHeader(IpAddress.Of(198, 51, 100, 1), IpAddress.Of(198, 51, 100, 2));
        packet.InnerTimeToLive = packet.TimeToLive;
        packet.TimeToLive = 63;
        packet.WireLength += packet.Outer.Length;
    }
}
