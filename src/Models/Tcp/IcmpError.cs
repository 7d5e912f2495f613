namespace Mpsim.Models.Tcp;

/// <summary>What an ICMP error says (RFC 792, RFC 4443).</summary>
public enum IcmpErrorKind : byte
{
    NetworkUnreachable,
    HostUnreachable,
    ProtocolUnreachable,
    PortUnreachable,

    /// <summary>Fragmentation needed, or packet too big: the path has a smaller MTU (RFC 1191, RFC 8201).</summary>
    PacketTooBig,
}

/// <summary>An ICMP error about a segment.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Sequence">SEG.SEQ of the segment that it quotes.</param>
/// <param name="Mtu">MTU of the next hop in octets; of a packet that was too big only.</param>
public readonly record struct IcmpError(IcmpErrorKind Kind, uint Sequence, int Mtu = 0);
