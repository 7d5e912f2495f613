using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Wire;

/// <summary>
/// An IP packet that carries one TCP segment. Packets are recycled through a <see cref="PacketPool"/> and have one
/// owner at a time: whoever is handed a packet either hands it on or gives it back.
/// </summary>
public sealed class Packet
{
    /// <summary>About the octets that a packet's fields take in memory.</summary>
    internal const int Octets = 136;

    public Endpoint Source;
    public Endpoint Destination;

    /// <summary>Octets of the whole IP packet: what links count.</summary>
    public int WireLength;

    public Segment Segment;

    /// <summary>Set while the packet lies in the pool; a packet in two hands is found by it.</summary>
    internal bool Pooled;

    public override string ToString() => $"{Source} > {Destination} {Segment.Flags} seq {Segment.Seq} ack {Segment.Ack} length {Segment.PayloadLength}";
}
