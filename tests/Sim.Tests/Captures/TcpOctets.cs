using System.Buffers.Binary;
using Mpsim.Models.Wire.Codec;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>The octets of a captured packet, to change one thing in them: the checksum of the segment goes along.</summary>
internal static class TcpOctets
{
    private const int ChecksumAt = 16;
    private const byte EndOfList = 0;
    private const byte NoOperation = 1;
    private const byte Mptcp = 30;

    /// <summary>Where the TCP header begins.</summary>
    public static int HeaderAt(ReadOnlySpan<byte> packet) => packet[0] >> 4 == 4 ? (packet[0] & 0xF) * 4 : 40;

    /// <summary>Where an option of MPTCP begins; null when the segment has none of that subtype.</summary>
    public static int? OptionAt(ReadOnlySpan<byte> packet, int subtype)
    {
        var header = HeaderAt(packet);
        return OptionAt(packet, header + 20, header + (packet[header + 12] >> 4) * 4, subtype);
    }

    /// <summary>The same among options alone.</summary>
    /// <param name="octets">Octets that have the options among them.</param>
    /// <param name="begin">Where the options begin.</param>
    /// <param name="end">Where they end.</param>
    /// <param name="subtype">Subtype of MPTCP.</param>
    public static int? OptionAt(ReadOnlySpan<byte> octets, int begin, int end, int subtype)
    {
        for (var i = begin; i < end && octets[i] != EndOfList; i += octets[i] == NoOperation ? 1 : octets[i + 1])
        {
            if (octets[i] == Mptcp && octets[i + 2] >> 4 == subtype)
            {
                return i;
            }
        }

        return null;
    }

    /// <summary>Sets an octet of the segment, and its checksum to what it is then (RFC 1624), be it that the capture has no more than the header.</summary>
    public static void Set(Span<byte> packet, int at, byte value)
    {
        var header = HeaderAt(packet);
        var word = packet.Slice(header + ((at - header) & ~1), 2);
        var checksum = packet.Slice(header + ChecksumAt, 2);
        var sum = (ulong)(ushort)~BinaryPrimitives.ReadUInt16BigEndian(checksum) + (ushort)~BinaryPrimitives.ReadUInt16BigEndian(word);
        packet[at] = value;
        BinaryPrimitives.WriteUInt16BigEndian(checksum, InternetChecksum.Fold(sum + BinaryPrimitives.ReadUInt16BigEndian(word)));
    }

    /// <summary>Adds one to a number of the segment, given by its last octet; the octets before it take the carry.</summary>
    public static void Increment(Span<byte> packet, int last)
    {
        for (var at = last; ; at--)
        {
            Set(packet, at, (byte)(packet[at] + 1));
            if (packet[at] != 0)
            {
                return;
            }
        }
    }
}
