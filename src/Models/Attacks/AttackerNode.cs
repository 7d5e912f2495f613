using Mpsim.Models.Network;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Attacks;

/// <summary>A node without a stack, whose packets say what an attack wants them to say. What comes back is shown to its attacks and answered by nobody else.</summary>
public sealed class AttackerNode(string name, PacketPool pool) : Node(name, pool)
{
    private readonly List<Attack> _attacks = [];

    /// <summary>Attacks that begin here.</summary>
    public IReadOnlyList<Attack> Attacks => _attacks;

    public override void Receive(Packet packet, Interface arrivedOn)
    {
        foreach (var attack in _attacks)
        {
            attack.OnReceived(packet);
        }

        Pool.Return(packet);
    }

    internal void Add(Attack attack) => _attacks.Add(attack);

    /// <summary>Sends a packet by the routes, whatever it says of its source.</summary>
    internal void Inject(Packet packet)
    {
        packet.Measure();
        Forward(packet);
    }
}
