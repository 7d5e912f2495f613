using Mpsim.Models.Wire;

namespace Mpsim.Models.Network.Middleboxes;

/// <summary>A step on the way of packets through a chain of middleboxes: a box, or the end of the chain.</summary>
public abstract class PacketStage
{
    internal abstract void Receive(Packet packet, Heading heading);

    /// <summary>Octets of the largest packet that gets on from here.</summary>
    internal abstract int LargestPacket(Heading heading);
}
