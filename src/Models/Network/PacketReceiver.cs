using Mpsim.Models.Wire;

namespace Mpsim.Models.Network;

/// <summary>Whoever a link hands its packets to: a node, or the middleboxes that stand before it.</summary>
public abstract class PacketReceiver
{
    /// <summary>Steps of <see cref="Anticipate"/> before the last.</summary>
    internal const int Steps = 4;

    /// <summary>Takes a packet from a link; the packet is now the receiver's.</summary>
    public abstract void Receive(Packet packet, Interface arrivedOn);

    /// <summary>A packet will be delivered to this receiver soon: a chance to fetch its state into the cache. Must not change anything.</summary>
    /// <param name="packet">The packet, still the link's.</param>
    /// <param name="steps">Calls that follow for the same packet, some deliveries later each: <see cref="Steps"/> at first, 0 at last.</param>
    protected internal virtual void Anticipate(Packet packet, int steps)
    {
    }
}
