using System.Buffers.Binary;

namespace Mpsim.Models.Wire.Codec;

/// <summary>The checksum of IP, TCP and the DSS option: the one's complement of the one's complement sum of 16-bit words (RFC 1071).</summary>
public static class InternetChecksum
{
    /// <summary>Adds octets to a sum, in network order; an odd octet at the end counts as if a zero followed.</summary>
    /// <param name="octets">At most some gigabytes, which the sum has room for.</param>
    /// <param name="sum">Sum so far, of a whole number of words.</param>
    public static ulong Add(ReadOnlySpan<byte> octets, ulong sum)
    {
        // Words of 32 bits give the same folded sum as words of 16 (RFC 1071 section 2, deferred carries).
        while (octets.Length >= 8)
        {
            sum += BinaryPrimitives.ReadUInt32BigEndian(octets);
            sum += BinaryPrimitives.ReadUInt32BigEndian(octets[4..]);
            octets = octets[8..];
        }

        while (octets.Length >= 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(octets);
            octets = octets[2..];
        }

        return octets.Length == 0 ? sum : sum + ((ulong)octets[0] << 8);
    }

    /// <summary>The checksum field for a sum.</summary>
    public static ushort Fold(ulong sum)
    {
        while (sum >> 16 != 0)
        {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }

        return (ushort)~sum;
    }

    /// <summary>The pseudo-header of TCP (RFC 9293 section 3.1; RFC 8200 section 8.1).</summary>
    /// <param name="source">Source address.</param>
    /// <param name="destination">Destination address of the same family.</param>
    /// <param name="length">Octets of TCP header and payload.</param>
    internal static ulong PseudoHeader(IpAddress source, IpAddress destination, int length)
    {
        // The pseudo-headers of both families come to the same sum: addresses, length and protocol number.
        const int Tcp = 6;
        var sum = (ulong)(uint)length + Tcp;
        return source.IsIPv4
            ? sum + source.Bits + destination.Bits
            : sum + Words(source.High) + Words(source.Low) + Words(destination.High) + Words(destination.Low);
    }

    /// <summary>The sum of the 32-bit words of a 64-bit one.</summary>
    internal static ulong Words(ulong value) => (value >> 32) + (uint)value;
}
