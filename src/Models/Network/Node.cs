using Mpsim.Models.Wire;

namespace Mpsim.Models.Network;

/// <summary>A host, router, proxy or middlebox: something with interfaces that receives packets.</summary>
public abstract class Node
{
    private readonly List<Interface> _interfaces = [];
    private TrafficCount _droppedWithoutRoute;

    protected Node(string name, PacketPool pool)
    {
        Name = name;
        Pool = pool;
        Routing = new RoutingTable(this);
    }

    public string Name { get; }

    /// <summary>Where packets that end here go back to.</summary>
    public PacketPool Pool { get; }

    public IReadOnlyList<Interface> Interfaces => _interfaces;

    public RoutingTable Routing { get; }

    /// <summary>Packets that no route led anywhere.</summary>
    public TrafficCount DroppedWithoutRoute => _droppedWithoutRoute;

    /// <summary>Adds an interface, and the route to its network.</summary>
    /// <param name="name">Unique within the node.</param>
    /// <param name="address">Address of either family.</param>
    /// <param name="prefixLength">Bits that name the network; null for a network of one address.</param>
    /// <param name="accessType">The kind of access network, or null.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public Interface AddInterface(string name, IpAddress address, int? prefixLength = null, string? accessType = null)
    {
        if (_interfaces.Exists(other => other.Name == name))
        {
            throw new ArgumentException($"{Name} has an interface {name} already", nameof(name));
        }

        var added = new Interface(this, name, address, prefixLength ?? address.Width, accessType);
        _interfaces.Add(added);
        Routing.Main.Add(address, added.PrefixLength, added);
        return added;
    }

    /// <summary>Takes a packet from a link; the packet is now the node's.</summary>
    public abstract void Receive(Packet packet, Interface arrivedOn);

    public bool HasAddress(IpAddress address)
    {
        foreach (var own in _interfaces)
        {
            if (own.Address == address)
            {
                return true;
            }
        }

        return false;
    }

    public override string ToString() => Name;

    /// <summary>A packet will be delivered to this node soon: a chance to fetch its state into the cache. Must not change anything.</summary>
    /// <param name="packet">The packet, still the link's.</param>
    /// <param name="steps">Deliveries of the same link that come before it: 3, then 2, 1 and 0.</param>
    protected internal virtual void Anticipate(Packet packet, int steps)
    {
    }

    /// <summary>An interface of this node went up or down.</summary>
    protected internal virtual void OnInterfaceChanged(Interface changed, bool up)
    {
    }

    /// <summary>Sends a packet by the routes.</summary>
    /// <returns>False when there is no route; the packet is still the caller's then.</returns>
    protected bool TrySend(Packet packet)
    {
        if (Routing.Lookup(packet.Source.Address, packet.Destination.Address) is not { } via)
        {
            return false;
        }

        via.Send(packet);
        return true;
    }

    /// <summary>Sends a packet by the routes; without one it is counted and dropped.</summary>
    protected void Forward(Packet packet)
    {
        if (!TrySend(packet))
        {
            _droppedWithoutRoute.Add(packet.WireLength);
            Pool.Return(packet);
        }
    }
}
