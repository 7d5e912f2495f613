using Mpsim.Models.Wire;

namespace Mpsim.Models.Network;

/// <summary>Whoever a link hands its packets to: a node, or the middleboxes that stand before it.</summary>
public abstract class PacketReceiver
{
    /// <summary>Takes a packet from a link; the packet is now the receiver's.</summary>
    public abstract void Receive(Packet packet, Interface arrivedOn);

    /// <summary>A packet will be delivered to this receiver soon: a chance to fetch what <see cref="Foresee"/> will look at. Must not change anything.</summary>
    /// <param name="packet">The packet, still the link's.</param>
    protected internal virtual void Anticipate(Packet packet)
    {
    }

    /// <summary>Whom a packet that was anticipated is most likely for, found without touching it; null when nobody is known. Must not change anything.</summary>
    protected internal virtual Recipient? Foresee(Packet packet) => null;
}
