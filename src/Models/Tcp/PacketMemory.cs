using System.Numerics;

namespace Mpsim.Models.Tcp;

/// <summary>What a packet takes of a host's memory, in octets (Linux: truesize of a packet that a virtual device hands over, tun_alloc_skb).</summary>
internal static class PacketMemory
{
    /// <summary>Head room before the packet, structure of the packet, and what the end of its buffer holds, on a machine of 64 bits.</summary>
    private const int HeadRoom = 64;
    private const int Descriptor = 256;
    private const int Tail = 320;
    private const int Page = 4096;

    /// <summary>What a buffer of one page has room for; the rest of a large packet is in pages of its own.</summary>
    private const int OfOnePage = Page - HeadRoom - Tail;

    /// <param name="length">Octets of the packet, IP header and all.</param>
    public static int Of(int length)
    {
        if (length + HeadRoom >= Page)
        {
            var pages = (length - OfOnePage + Page - 1) / Page;
            return Descriptor + Page + (pages * Page);
        }

        // Buffers come in powers of two.
        var octets = ((length + HeadRoom + 63) & ~63) + Tail;
        return Descriptor + (int)BitOperations.RoundUpToPowerOf2((uint)octets);
    }
}
