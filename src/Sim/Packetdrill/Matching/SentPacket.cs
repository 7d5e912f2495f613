using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Packetdrill.Matching;

/// <summary>A packet that the host has sent, as it was on the wire.</summary>
internal sealed class SentPacket(Instant at, Packet packet)
{
    /// <summary>A copy: the packet itself goes back to the pool.</summary>
    public readonly Segment Segment = packet.Segment;

    public Instant At { get; } = at;

    public Endpoint Local { get; } = packet.Source;

    public EcnCodepoint Ecn { get; } = packet.Ecn;

    public byte Dscp { get; } = packet.Dscp;

    public byte TimeToLive { get; } = packet.TimeToLive;

    public Endpoint Remote { get; } = packet.Destination;
}
