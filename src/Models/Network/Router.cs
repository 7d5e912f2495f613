using Mpsim.Models.Wire;

namespace Mpsim.Models.Network;

/// <summary>Forwards every packet by its routes and does nothing else.</summary>
public sealed class Router(string name, PacketPool pool) : Node(name, pool)
{
    protected internal override int LargestPacket => SmallestMtu();

    public override void Receive(Packet packet, Interface arrivedOn) => Relay(packet);
}
