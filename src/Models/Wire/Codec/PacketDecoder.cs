using System.Buffers.Binary;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Wire.Codec;

/// <summary>
/// Octets as packets. Whatever the octets are, decoding ends with a packet or a reason, never with an exception.
/// Options of unknown kinds, of lengths that their kind does not have, and second ones of a kind are kept as they are.
/// </summary>
public static class PacketDecoder
{
    /// <summary>Reads one packet, and verifies lengths and checksums. Octets after its end are passed over, as padding of the link.</summary>
    /// <param name="octets">From the first octet of the IP header on.</param>
    /// <param name="packet">Gets the fields; its payload has a length and no name. Undefined after a fault.</param>
    public static DecodeResult Decode(ReadOnlySpan<byte> octets, Packet packet) => Decode(octets, packet, false);

    /// <summary>Reads one packet of a capture, where the end of the payload may be cut off; the TCP checksum is not looked at.</summary>
    /// <param name="octets">From the first octet of the IP header on.</param>
    /// <param name="packet">Gets the fields. Undefined after a fault.</param>
    public static DecodeResult DecodeCut(ReadOnlySpan<byte> octets, Packet packet) => Decode(octets, packet, true);

    /// <summary>Reads the packet that an outer header carries, whose fields are in the packet so far.</summary>
    private static DecodeResult DecodeInTunnel(ReadOnlySpan<byte> octets, Packet packet, int ip, bool mayBeCut)
    {
        var (outer, length, timeToLive) = (new TunnelHeader(packet.Source.Address, packet.Destination.Address), packet.WireLength, packet.TimeToLive);
        var (ecn, dscp) = (packet.Ecn, packet.Dscp);
        var result = Decode(octets[Math.Min(ip, octets.Length)..Math.Min(length, octets.Length)], packet, mayBeCut, mayBeInTunnel: false);
        if (!result.IsPacket)
        {
            return result;
        }

        if (ip + packet.WireLength != length)
        {
            return DecodeResult.Failed(DecodeFault.IpTotalLength);
        }

        packet.Outer = outer;
        packet.InnerTimeToLive = packet.TimeToLive;
        packet.TimeToLive = timeToLive;
        packet.WireLength = length;
        (packet.Ecn, packet.Dscp) = (ecn, dscp);
        return new DecodeResult(DecodeFault.None, ip + result.PayloadStart, result.PayloadCount);
    }

    private static DecodeResult Decode(ReadOnlySpan<byte> octets, Packet packet, bool mayBeCut, bool mayBeInTunnel = true)
    {
        packet.Clear();
        var fault = IpHeaderReader.Read(octets, packet, out var ip, out var inside);
        if (fault != DecodeFault.None)
        {
            return DecodeResult.Failed(fault);
        }

        if (inside != IpHeaderReader.Tcp)
        {
            // One tunnel within another is none of this model.
            return mayBeInTunnel ? DecodeInTunnel(octets, packet, ip, mayBeCut) : DecodeResult.Failed(DecodeFault.Protocol);
        }

        if (octets.Length > packet.WireLength)
        {
            octets = octets[..packet.WireLength];
        }
        else if (octets.Length < packet.WireLength && !mayBeCut)
        {
            return DecodeResult.Failed(DecodeFault.PacketCut);
        }

        fault = ReadTcp(octets[ip..], packet, packet.WireLength - ip, out var header);
        if (fault == DecodeFault.None && !mayBeCut && !HasTcpChecksum(octets[ip..], packet))
        {
            fault = DecodeFault.TcpChecksum;
        }

        return fault == DecodeFault.None ? new DecodeResult(fault, ip + header, octets.Length - ip - header) : DecodeResult.Failed(fault);
    }

    private static DecodeFault ReadTcp(ReadOnlySpan<byte> octets, Packet packet, int length, out int header)
    {
        header = 0;
        if (length < Segment.TcpHeaderLength)
        {
            return DecodeFault.IpTotalLength;
        }

        if (octets.Length < Segment.TcpHeaderLength)
        {
            return DecodeFault.HeaderCut;
        }

        header = (octets[12] >> 4) * 4;
        if (header < Segment.TcpHeaderLength || header > length)
        {
            return DecodeFault.DataOffset;
        }

        if (header > octets.Length)
        {
            return DecodeFault.HeaderCut;
        }

        ref var segment = ref packet.Segment;
        packet.Source = new Endpoint(packet.Source.Address, BinaryPrimitives.ReadUInt16BigEndian(octets));
        packet.Destination = new Endpoint(packet.Destination.Address, BinaryPrimitives.ReadUInt16BigEndian(octets[2..]));
        segment.Seq = BinaryPrimitives.ReadUInt32BigEndian(octets[4..]);
        segment.Ack = BinaryPrimitives.ReadUInt32BigEndian(octets[8..]);
        segment.Flags = (TcpFlags)octets[13];
        segment.Window = BinaryPrimitives.ReadUInt16BigEndian(octets[14..]);
        segment.PayloadLength = (ushort)(length - header);
        return TcpOptionReader.Read(octets[Segment.TcpHeaderLength..header], ref segment) ? DecodeFault.None : DecodeFault.OptionLength;
    }

    private static bool HasTcpChecksum(ReadOnlySpan<byte> tcp, Packet packet) =>
        InternetChecksum.Fold(InternetChecksum.Add(tcp, InternetChecksum.PseudoHeader(packet.Source.Address, packet.Destination.Address, tcp.Length))) == 0;
}
