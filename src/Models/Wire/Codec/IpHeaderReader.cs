using System.Buffers.Binary;

namespace Mpsim.Models.Wire.Codec;

/// <summary>Reads IPv4 (RFC 791 section 3.1) and IPv6 headers (RFC 8200 sections 3 and 4).</summary>
internal static class IpHeaderReader
{
    internal const byte Tcp = 6;
    private const byte HopByHop = 0;
    private const byte Routing = 43;
    private const byte FragmentHeader = 44;
    private const byte DestinationOptions = 60;

    /// <param name="octets">From the version on.</param>
    /// <param name="packet">Gets addresses, DSCP, ECN, time to live and length of the whole packet.</param>
    /// <param name="end">Where the next header begins.</param>
    /// <param name="inside">The protocol of that header: TCP, or IP again.</param>
    public static DecodeFault Read(ReadOnlySpan<byte> octets, Packet packet, out int end, out byte inside)
    {
        end = 0;
        inside = 0;
        if (octets.Length == 0)
        {
            return DecodeFault.HeaderCut;
        }

        return (octets[0] >> 4) switch
        {
            4 => ReadIPv4(octets, packet, out end, out inside),
            6 => ReadIPv6(octets, packet, out end, out inside),
            _ => DecodeFault.IpVersion,
        };
    }

    private static DecodeFault ReadIPv4(ReadOnlySpan<byte> octets, Packet packet, out int end, out byte inside)
    {
        inside = 0;
        end = (octets[0] & 15) * 4;
        if (end < 20)
        {
            return DecodeFault.IpHeaderLength;
        }

        if (octets.Length < end)
        {
            return DecodeFault.HeaderCut;
        }

        packet.WireLength = BinaryPrimitives.ReadUInt16BigEndian(octets[2..]);
        if (packet.WireLength < end)
        {
            return DecodeFault.IpHeaderLength;
        }

        if (InternetChecksum.Fold(InternetChecksum.Add(octets[..end], 0)) != 0)
        {
            return DecodeFault.IpHeaderChecksum;
        }

        // More fragments, or an offset.
        if ((BinaryPrimitives.ReadUInt16BigEndian(octets[6..]) & 0x3FFF) != 0)
        {
            return DecodeFault.Fragment;
        }

        SetTrafficClass(packet, octets[1]);
        packet.TimeToLive = octets[8];
        packet.Source = new Endpoint(IpAddress.FromOctets(octets.Slice(12, 4)), 0);
        packet.Destination = new Endpoint(IpAddress.FromOctets(octets.Slice(16, 4)), 0);
        inside = octets[9];
        return IsReadable(inside) ? DecodeFault.None : DecodeFault.Protocol;
    }

    private static bool IsReadable(byte protocol) => protocol is Tcp or TunnelEncoder.IPv4Inside or TunnelEncoder.IPv6Inside;

    private static DecodeFault ReadIPv6(ReadOnlySpan<byte> octets, Packet packet, out int end, out byte inside)
    {
        inside = 0;
        end = 40;
        if (octets.Length < end)
        {
            return DecodeFault.HeaderCut;
        }

        packet.WireLength = end + BinaryPrimitives.ReadUInt16BigEndian(octets[4..]);
        SetTrafficClass(packet, (octets[0] << 4) | (octets[1] >> 4));
        packet.TimeToLive = octets[7];
        packet.Source = new Endpoint(IpAddress.FromOctets(octets.Slice(8, 16)), 0);
        packet.Destination = new Endpoint(IpAddress.FromOctets(octets.Slice(24, 16)), 0);
        if (packet.Source.Address.IsIPv4 || packet.Destination.Address.IsIPv4)
        {
            return DecodeFault.MappedAddress;
        }

        inside = octets[6];
        return SkipExtensions(octets, packet.WireLength, ref inside, ref end);
    }

    private static void SetTrafficClass(Packet packet, int octet)
    {
        packet.Ecn = (EcnCodepoint)(octet & 3);
        packet.Dscp = (byte)((octet >> 2) & 63);
    }

    /// <summary>Goes over extension headers until that of TCP, or of IP again.</summary>
    private static DecodeFault SkipExtensions(ReadOnlySpan<byte> octets, int total, ref byte next, ref int end)
    {
        while (!IsReadable(next))
        {
            if (next is not (HopByHop or Routing or DestinationOptions or FragmentHeader))
            {
                return DecodeFault.Protocol;
            }

            if (end + 8 > total)
            {
                return DecodeFault.IpTotalLength;
            }

            if (end + 8 > octets.Length)
            {
                return DecodeFault.HeaderCut;
            }

            if (next == FragmentHeader)
            {
                // An atomic fragment is a whole packet (RFC 6946): no offset, and no more fragments.
                if ((BinaryPrimitives.ReadUInt16BigEndian(octets[(end + 2)..]) & 0xFFF9) != 0)
                {
                    return DecodeFault.Fragment;
                }

                next = octets[end];
                end += 8;
                continue;
            }

            next = octets[end];
            end += (octets[end + 1] + 1) * 8;
        }

        return end > total ? DecodeFault.IpTotalLength : end > octets.Length ? DecodeFault.HeaderCut : DecodeFault.None;
    }
}
