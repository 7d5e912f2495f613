using Mpsim.Models.Network.Tunnels;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Network;

/// <summary>A host, router, proxy or middlebox: something with interfaces that receives packets.</summary>
public abstract class Node : PacketReceiver
{
    /// <summary>Interfaces that are as quickly compared one by one as looked up.</summary>
    private const int FewInterfaces = 8;

    private readonly List<Interface> _interfaces = [];

    /// <summary>Interfaces by name and by address, once there are more than a few: the gateway of a population has thousands.</summary>
    private Dictionary<string, Interface>? _byName;
    private Dictionary<IpAddress, Interface>? _byAddress;
    private TrafficCount _droppedWithoutRoute;
    private TrafficCount _expired;

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

    private protected Interface InterfaceAt(int index) => _interfaces[index];

    public RoutingTable Routing { get; }

    /// <summary>The ends of tunnels at this node; null where there are none.</summary>
    public TunnelPort? Tunnels { get; internal set; }

    /// <summary>There is something at work that puts packets into tunnels, and takes them out.</summary>
    internal virtual bool IsAtWork => true;

    /// <summary>Packets that no route led anywhere.</summary>
    public TrafficCount DroppedWithoutRoute => _droppedWithoutRoute;

    /// <summary>Packets of others whose time to live ended here.</summary>
    public TrafficCount Expired => _expired;

    /// <summary>Adds an interface, and the route to its network.</summary>
    /// <param name="name">Unique within the node.</param>
    /// <param name="address">Address of either family.</param>
    /// <param name="prefixLength">Bits that name the network; null for a network of one address.</param>
    /// <param name="accessType">The kind of access network, or null.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public Interface AddInterface(string name, IpAddress address, int? prefixLength = null, string? accessType = null)
    {
        if (FindInterface(name) is not null)
        {
            throw new ArgumentException($"{Name} has an interface {name} already", nameof(name));
        }

        var added = new Interface(this, name, address, prefixLength ?? address.Width, accessType) { Index = _interfaces.Count };
        var isNew = !HasAddress(address);
        _interfaces.Add(added);
        Index();
        if (Tunnels is not null)
        {
            added.Guard(Tunnels);
        }

        // An address on several lines (RFC 1812 section 2.2.7) is the node's own by the first of them.
        if (isNew || added.PrefixLength < address.Width)
        {
            Routing.Main.Add(address, added.PrefixLength, added);
        }

        return added;
    }

    /// <summary>Gives an interface another address, and adds the route to its network.</summary>
    /// <param name="own">An interface of this node.</param>
    /// <param name="address">Address of either family.</param>
    /// <param name="prefixLength">Bits that name the network; null for a network of one address.</param>
    public void AddAddress(Interface own, IpAddress address, int? prefixLength = null)
    {
        own.Add(address);
        _byAddress?.TryAdd(address, own);
        Routing.Main.Add(address, prefixLength ?? address.Width, own);
    }

    /// <summary>Octets of the largest packet that the node can do something with: a host takes any.</summary>
    protected internal virtual int LargestPacket => ushort.MaxValue;

    public bool HasAddress(IpAddress address) => FindInterface(address) is not null;

    /// <summary>The interface of a name, or null.</summary>
    public Interface? FindInterface(string name)
    {
        if (_byName is not null)
        {
            return _byName.GetValueOrDefault(name);
        }

        foreach (var own in _interfaces)
        {
            if (own.Name == name)
            {
                return own;
            }
        }

        return null;
    }

    /// <summary>The interface with an address, the first of several, or null.</summary>
    public Interface? FindInterface(IpAddress address)
    {
        if (_byAddress is not null)
        {
            return _byAddress.GetValueOrDefault(address);
        }

        foreach (var own in _interfaces)
        {
            if (own.Has(address))
            {
                return own;
            }
        }

        return null;
    }

    /// <summary>It pays to call <see cref="PacketReceiver.Anticipate"/>: more state waits for packets than the nearest caches hold.</summary>
    internal bool HasForesight { get; private protected set; }

    public override string ToString() => Name;

    /// <summary>An interface of this node went up or down.</summary>
    protected internal virtual void OnInterfaceChanged(Interface changed, bool up)
    {
    }

    /// <summary>Sends a packet by the routes.</summary>
    /// <returns>False when there is no route; the packet is still the caller's then.</returns>
    protected bool TrySend(Packet packet)
    {
        var via = packet.Outer is { } outer ? Routing.Lookup(outer.Source, outer.Destination) : Routing.Lookup(packet.Source.Address, packet.Destination.Address);
        if (via is null)
        {
            return false;
        }

        via.Send(packet);
        return true;
    }

    /// <summary>Sends on a packet of another node, which may pass fewer nodes from now on (RFC 1812 section 5.3.1; RFC 8200 section 3). There is no ICMP to tell its sender when it may pass none.</summary>
    protected void Relay(Packet packet)
    {
        if (Ages(packet))
        {
            Forward(packet);
        }
    }

    /// <returns>False when the packet may pass no further node, and is gone.</returns>
    internal bool Ages(Packet packet)
    {
        if (packet.TimeToLive <= 1)
        {
            _expired.Add(packet.WireLength);
            Pool.Return(packet);
            return false;
        }

        packet.TimeToLive--;
        return true;
    }

    /// <summary>The smallest MTU of the links that lead away.</summary>
    protected int SmallestMtu()
    {
        var smallest = (int)ushort.MaxValue;
        foreach (var own in _interfaces)
        {
            smallest = Math.Min(smallest, own.Egress?.Settings.Mtu ?? smallest);
        }

        return smallest;
    }

    private void Index()
    {
        if (_interfaces.Count <= FewInterfaces)
        {
            return;
        }

        _byName ??= new Dictionary<string, Interface>(StringComparer.Ordinal);
        _byAddress ??= [];
        for (var i = _byName.Count; i < _interfaces.Count; i++)
        {
            _byName.Add(_interfaces[i].Name, _interfaces[i]);
            foreach (var address in _interfaces[i].Addresses)
            {
                _byAddress.TryAdd(address, _interfaces[i]);
            }
        }
    }

    /// <summary>Sends a packet by the routes; without one it is counted and dropped.</summary>
    protected internal void Forward(Packet packet)
    {
        if (!TrySend(packet))
        {
            _droppedWithoutRoute.Add(packet.WireLength);
            Pool.Return(packet);
        }
    }
}
