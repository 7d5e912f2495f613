using System.Buffers.Binary;

namespace Mpsim.Models.Wire.Codec;

/// <summary>
/// Bytes for payloads that are only named: each byte of each stream has one value, whichever segments it travels in. A
/// retransmission, a split or a joined segment has the same bytes, so captures can be followed and checksums are real.
/// </summary>
public static class PayloadPattern
{
    /// <summary>Writes the bytes of a run that may be of a literal stream.</summary>
    public static void Fill(Payload payload, Span<byte> octets, LiteralStreams? literals)
    {
        if (payload.Stream < 0 && literals is not null)
        {
            literals.Fill(payload, octets);
        }
        else
        {
            Fill(payload, octets);
        }
    }

    /// <summary>Writes the bytes that begin at a payload's offset.</summary>
    public static void Fill(Payload payload, Span<byte> octets)
    {
        var offset = payload.Offset;
        while (octets.Length > 0 && ((offset & 7) != 0 || octets.Length < 8))
        {
            octets[0] = (byte)(Word(payload.Stream, offset >> 3) >> (8 * (int)(offset & 7)));
            octets = octets[1..];
            offset++;
        }

        while (octets.Length >= 8)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(octets, Word(payload.Stream, offset >> 3));
            octets = octets[8..];
            offset += 8;
        }

        for (var i = 0; i < octets.Length; i++, offset++)
        {
            octets[i] = (byte)(Word(payload.Stream, offset >> 3) >> (8 * (int)(offset & 7)));
        }
    }

    /// <summary>Eight bytes of a stream: the finaliser of MurmurHash3 over stream and position.</summary>
    private static ulong Word(int stream, long index)
    {
        var word = ((ulong)(uint)stream << 48) ^ (ulong)index ^ 0x9E3779B97F4A7C15;
        word = (word ^ (word >> 33)) * 0xFF51AFD7ED558CCD;
        word = (word ^ (word >> 33)) * 0xC4CEB9FE1A85EC53;
        return word ^ (word >> 33);
    }
}
