using Mpsim.Models.Wire;

namespace Mpsim.Models.Network;

/// <summary>Takes what an interface sends in the place of a link: the inside of a device that is made of several nodes.</summary>
internal abstract class PacketOutlet
{
    /// <summary>Takes a packet, which is no longer the node's.</summary>
    public abstract void Take(Packet packet);
}
