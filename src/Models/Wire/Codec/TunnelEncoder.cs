using System.Buffers;
using System.Buffers.Binary;

namespace Mpsim.Models.Wire.Codec;

/// <summary>Packets in a tunnel as octets: the outer header, then the packet or a fragment of it.</summary>
internal static class TunnelEncoder
{
    internal const byte IPv4Inside = 4;
    internal const byte IPv6Inside = 41;
    private const byte FragmentHeader = 44;

    /// <returns>Octets written.</returns>
    public static int Encode(Packet packet, Span<byte> octets, LiteralStreams? literals)
    {
        var outer = packet.Outer!;
        if (packet.Fragment.IsWhole)
        {
            var length = PacketEncoder.EncodeOne(packet, octets[outer.Length..], literals);
            WriteHeader(packet, outer, length, octets);
            return outer.Length + length;
        }

        var start = outer.LengthWithFragment;
        var whole = ArrayPool<byte>.Shared.Rent(PacketEncoder.MostOctets);
        PacketEncoder.EncodeOne(packet, whole, literals);
        whole.AsSpan(packet.Fragment.Offset, packet.Fragment.Length).CopyTo(octets[start..]);
        ArrayPool<byte>.Shared.Return(whole);
        WriteHeader(packet, outer, start - outer.Length + packet.Fragment.Length, octets);
        return start + packet.Fragment.Length;
    }

    private static void WriteHeader(Packet packet, TunnelHeader outer, int payload, Span<byte> octets)
    {
        if (outer.Source.IsIPv4)
        {
            WriteIPv4(packet, outer, payload, octets);
        }
        else
        {
            WriteIPv6(packet, outer, payload, octets);
        }
    }

    private static byte Inside(Packet packet) => packet.Source.Address.IsIPv4 ? IPv4Inside : IPv6Inside;

    private static void WriteIPv4(Packet packet, TunnelHeader outer, int payload, Span<byte> octets)
    {
        var fragment = packet.Fragment;
        octets[0] = 0x45;
        octets[1] = PacketEncoder.TrafficClass(packet);
        BinaryPrimitives.WriteUInt16BigEndian(octets[2..], (ushort)(outer.Length + payload));
        BinaryPrimitives.WriteUInt16BigEndian(octets[4..], (ushort)fragment.Identification);
        BinaryPrimitives.WriteUInt16BigEndian(octets[6..], (ushort)((outer.MayBeFragmented ? 0 : 0x4000) | (fragment.More ? 0x2000 : 0) | (fragment.Offset / 8)));
        octets[8] = packet.TimeToLive;
        octets[9] = Inside(packet);
        BinaryPrimitives.WriteUInt16BigEndian(octets[10..], 0);
        outer.Source.WriteOctets(octets[12..]);
        outer.Destination.WriteOctets(octets[16..]);
        BinaryPrimitives.WriteUInt16BigEndian(octets[10..], InternetChecksum.Fold(InternetChecksum.Add(octets[..20], 0)));
    }

    private static void WriteIPv6(Packet packet, TunnelHeader outer, int payload, Span<byte> octets)
    {
        var fragment = packet.Fragment;
        BinaryPrimitives.WriteUInt32BigEndian(octets, 0x6000_0000u | ((uint)PacketEncoder.TrafficClass(packet) << 20));
        BinaryPrimitives.WriteUInt16BigEndian(octets[4..], (ushort)payload);
        octets[6] = fragment.IsWhole ? Inside(packet) : FragmentHeader;
        octets[7] = packet.TimeToLive;
        outer.Source.WriteOctets(octets[8..]);
        outer.Destination.WriteOctets(octets[24..]);
        if (!fragment.IsWhole)
        {
            octets[40] = Inside(packet);
            octets[41] = 0;
            BinaryPrimitives.WriteUInt16BigEndian(octets[42..], (ushort)(fragment.Offset | (fragment.More ? 1 : 0)));
            BinaryPrimitives.WriteUInt32BigEndian(octets[44..], fragment.Identification);
        }
    }
}
