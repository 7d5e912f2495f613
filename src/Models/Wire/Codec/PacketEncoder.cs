using System.Buffers.Binary;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Wire.Codec;

/// <summary>Packets as octets: IPv4 (RFC 791) or IPv6 (RFC 8200), TCP (RFC 9293), options and payload, all checksums included. Allocates nothing.</summary>
public static class PacketEncoder
{
    /// <summary>Octets of the largest packet: an IPv6 header, and what its length field can say.</summary>
    public const int MostOctets = 40 + ushort.MaxValue;

    private const byte TcpProtocol = 6;

    /// <summary>Writes a packet whose payload has the bytes of <see cref="PayloadPattern"/>, or those that a literal stream says.</summary>
    /// <param name="packet">Packet that was measured (<see cref="Packet.Measure"/>): its options fit.</param>
    /// <param name="octets">At least <see cref="Packet.WireLength"/> octets.</param>
    /// <param name="literals">What the bytes of literal streams are; null where there are none.</param>
    /// <returns>Octets written.</returns>
    /// <exception cref="ArgumentException">The packet contradicts itself: addresses of two families, options that do not fit or lack a part, a length that no header can say.</exception>
    public static int Encode(Packet packet, Span<byte> octets, LiteralStreams? literals = null) =>
        packet.Outer is null ? EncodeOne(packet, octets, literals) : TunnelEncoder.Encode(packet, octets, literals);

    /// <summary>Writes a packet without the header of the tunnel that it is in.</summary>
    internal static int EncodeOne(Packet packet, Span<byte> octets, LiteralStreams? literals)
    {
        var start = EncodeHeaders(packet, octets);
        PayloadPattern.Fill(packet.Segment.Payload, octets.Slice(start, packet.Segment.PayloadLength), literals);
        return Finish(packet, octets, start + packet.Segment.PayloadLength);
    }

    /// <summary>Writes a packet whose payload is at hand.</summary>
    /// <param name="packet">Packet that was measured.</param>
    /// <param name="payload">As many octets as the segment's payload has.</param>
    /// <param name="octets">At least <see cref="Packet.WireLength"/> octets.</param>
    /// <returns>Octets written.</returns>
    /// <exception cref="ArgumentException">The packet contradicts itself.</exception>
    public static int Encode(Packet packet, ReadOnlySpan<byte> payload, Span<byte> octets)
    {
        if (payload.Length != packet.Segment.PayloadLength)
        {
            throw new ArgumentException($"{payload.Length} octets of payload for a segment with {packet.Segment.PayloadLength}", nameof(payload));
        }

        var start = EncodeHeaders(packet, octets);
        payload.CopyTo(octets[start..]);
        return Finish(packet, octets, start + payload.Length);
    }

    /// <summary>Writes all but payload and TCP checksum.</summary>
    /// <returns>Where the payload begins.</returns>
    private static int EncodeHeaders(Packet packet, Span<byte> octets)
    {
        if (packet.Source.Address.IsIPv4 != packet.Destination.Address.IsIPv4)
        {
            throw new ArgumentException($"addresses of two families: {packet}", nameof(packet));
        }

        ref var segment = ref packet.Segment;
        var options = segment.OptionsLength();
        if (options > Segment.MaximumOptionsLength)
        {
            throw new ArgumentException($"{options} octets of options: {packet}", nameof(packet));
        }

        var ip = packet.Source.Address.HeaderLength;
        var tcpLength = Segment.TcpHeaderLength + options + segment.PayloadLength;
        if ((ip == 20 ? ip : 0) + tcpLength > ushort.MaxValue)
        {
            throw new ArgumentException($"longer than an IP packet can be: {packet}", nameof(packet));
        }

        if (ip == 20)
        {
            WriteIPv4(packet, octets, ip + tcpLength);
        }
        else
        {
            WriteIPv6(packet, octets, tcpLength);
        }

        WriteTcp(packet, octets[ip..], options);
        return ip + Segment.TcpHeaderLength + options;
    }

    private static void WriteIPv4(Packet packet, Span<byte> octets, int totalLength)
    {
        octets[0] = 0x45;
        octets[1] = TrafficClass(packet);
        BinaryPrimitives.WriteUInt16BigEndian(octets[2..], (ushort)totalLength);

        // A packet that must not be fragmented needs no identification (RFC 6864 section 4.1).
        BinaryPrimitives.WriteUInt16BigEndian(octets[4..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(octets[6..], 0x4000);
        octets[8] = OwnTimeToLive(packet);
        octets[9] = TcpProtocol;
        BinaryPrimitives.WriteUInt16BigEndian(octets[10..], 0);
        packet.Source.Address.WriteOctets(octets[12..]);
        packet.Destination.Address.WriteOctets(octets[16..]);
        BinaryPrimitives.WriteUInt16BigEndian(octets[10..], InternetChecksum.Fold(InternetChecksum.Add(octets[..20], 0)));
    }

    private static void WriteIPv6(Packet packet, Span<byte> octets, int payloadLength)
    {
        BinaryPrimitives.WriteUInt32BigEndian(octets, 0x6000_0000u | ((uint)TrafficClass(packet) << 20));
        BinaryPrimitives.WriteUInt16BigEndian(octets[4..], (ushort)payloadLength);
        octets[6] = TcpProtocol;
        octets[7] = OwnTimeToLive(packet);
        packet.Source.Address.WriteOctets(octets[8..]);
        packet.Destination.Address.WriteOctets(octets[24..]);
    }

    private static byte OwnTimeToLive(Packet packet) => packet.Outer is null ? packet.TimeToLive : packet.InnerTimeToLive;

    /// <summary>DSCP (RFC 2474) and ECN (RFC 3168).</summary>
    internal static byte TrafficClass(Packet packet) => (byte)((packet.Dscp << 2) | (byte)packet.Ecn);

    private static void WriteTcp(Packet packet, Span<byte> octets, int options)
    {
        ref var segment = ref packet.Segment;
        BinaryPrimitives.WriteUInt16BigEndian(octets, packet.Source.Port);
        BinaryPrimitives.WriteUInt16BigEndian(octets[2..], packet.Destination.Port);
        BinaryPrimitives.WriteUInt32BigEndian(octets[4..], segment.Seq);
        BinaryPrimitives.WriteUInt32BigEndian(octets[8..], segment.Ack);
        octets[12] = (byte)((Segment.TcpHeaderLength + options) << 2);
        octets[13] = (byte)segment.Flags;
        BinaryPrimitives.WriteUInt16BigEndian(octets[14..], segment.Window);

        // Checksum, and an urgent pointer, which the model does not have.
        BinaryPrimitives.WriteUInt32BigEndian(octets[16..], 0);
        if (options > 0 && TcpOptionWriter.Write(segment, octets.Slice(Segment.TcpHeaderLength, options)) != options)
        {
            throw new ArgumentException($"options lack a part: {packet}", nameof(packet));
        }
    }

    /// <summary>Puts the TCP checksum in its place, now that everything is there.</summary>
    private static int Finish(Packet packet, Span<byte> octets, int end)
    {
        var tcp = octets[packet.Source.Address.HeaderLength..end];
        var sum = InternetChecksum.PseudoHeader(packet.Source.Address, packet.Destination.Address, tcp.Length);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[16..], InternetChecksum.Fold(InternetChecksum.Add(tcp, sum)));
        return end;
    }
}
