namespace Mpsim.Models.Wire;

/// <summary>Which part of what an outer header carries is in a packet (RFC 791 section 3.2; RFC 8200 section 4.5); the default is a whole one.</summary>
/// <param name="Identification">The same for all fragments of one packet, and of no other: what a header has room for of it is its last 16 bits in IPv4, 32 in IPv6.</param>
/// <param name="Offset">Octets before it, a multiple of eight.</param>
/// <param name="Length">Octets of it; 0 when the packet is whole.</param>
/// <param name="More">Others follow.</param>
public readonly record struct PacketFragment(uint Identification, ushort Offset, ushort Length, bool More)
{
    public bool IsWhole => Length == 0;
}
