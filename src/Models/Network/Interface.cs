using Mpsim.Models.Network.Middleboxes;
using Mpsim.Models.Network.Tunnels;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Network;

/// <summary>Where a node meets a link: its addresses there, and the link that leads away. What comes in comes by the other node's link.</summary>
public sealed class Interface
{
    internal Interface(Node node, string name, IpAddress address, int prefixLength, string? accessType)
    {
        Node = node;
        Name = name;
        _addresses = [address];
        PrefixLength = prefixLength;
        AccessType = accessType;
        Entry = node;
        Receiver = node;
    }

    /// <summary>The end of a tunnel, which has no link: what is sent here gets another header and goes by the routes.</summary>
    internal Interface(Node node, string name, IpAddress address, TunnelEnd tunnel)
        : this(node, name, address, address.Width, null)
    {
        Tunnel = tunnel;
        _isPlain = false;
    }

    /// <summary>The tunnel that ends here; null on a link.</summary>
    public TunnelEnd? Tunnel { get; }

    public Node Node { get; }

    /// <summary>Unique within the node.</summary>
    public string Name { get; }

    /// <summary>The first address.</summary>
    public IpAddress Address => _addresses[0];

    /// <summary>All addresses, of either family.</summary>
    public IReadOnlyList<IpAddress> Addresses => _addresses;

    private IpAddress[] _addresses;

    /// <summary>Place among the interfaces of the node; negative for the end of a tunnel.</summary>
    internal int Index { get; init; } = -1;

    /// <summary>Bits of the first address that name the network.</summary>
    public int PrefixLength { get; }

    /// <summary>The kind of access network (lte, wlan, dsl), or null where it is none.</summary>
    public string? AccessType { get; }

    /// <summary>The link that packets leave by; set when the network is assembled.</summary>
    public Link? Egress { get; set; }

    /// <summary>Administrative state, which a node sees. A link in outage does not change it: losing signal gives none.</summary>
    public bool IsUp { get; private set; } = true;

    /// <summary>The middleboxes between the node and its link, or null.</summary>
    public MiddleboxChain? Middleboxes { get; private set; }

    /// <summary>Who gets what comes in once middleboxes are through: the node, or what stands before it.</summary>
    internal PacketReceiver Entry { get; private set; }

    /// <summary>Takes what is sent in the place of the link; null where the link does.</summary>
    internal PacketOutlet? Outlet
    {
        get;
        set
        {
            field = value;
            _isPlain = false;
        }
    }

    /// <summary>Who gets what the link toward this interface delivers.</summary>
    internal PacketReceiver Receiver { get; private set; }

    /// <summary>The interface is up and packets go straight to the link.</summary>
    private bool _isPlain = true;

    /// <summary>Packets that were to leave while the interface was down.</summary>
    public TrafficCount DroppedWhileDown => _droppedWhileDown;

    private TrafficCount _droppedWhileDown;

    public bool Has(IpAddress address)
    {
        foreach (var own in _addresses)
        {
            if (own == address)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The first address of a family, or none.</summary>
    internal IpAddress AddressOf(IpFamilies family)
    {
        foreach (var address in _addresses)
        {
            if (address.Family == family)
            {
                return address;
            }
        }

        return default;
    }

    internal void Add(IpAddress address) => _addresses = [.. _addresses, address];

    /// <summary>Brings the interface up or down and tells the node when that is a change.</summary>
    public void SetUp(bool up)
    {
        if (up == IsUp)
        {
            return;
        }

        IsUp = up;
        _isPlain = up && Middleboxes is null && Outlet is null && Tunnel is null;
        Node.Routing.Invalidate();
        Node.OnInterfaceChanged(this, up);
    }

    /// <summary>Hands a packet to the link; the packet is no longer the caller's.</summary>
    /// <exception cref="InvalidOperationException">No link is attached.</exception>
    public void Send(Packet packet)
    {
        if (!_isPlain)
        {
            SendOtherwise(packet);
            return;
        }

        if (Egress is null)
        {
            throw new InvalidOperationException($"{this} has no link");
        }

        Egress.Send(packet);
    }

    /// <summary>Puts middleboxes between the node and its link. To be done before the link toward this interface is made, which remembers whom it delivers to.</summary>
    /// <exception cref="InvalidOperationException">There are some already.</exception>
    internal void Insert(MiddleboxChain middleboxes)
    {
        if (Middleboxes is not null)
        {
            throw new InvalidOperationException($"{this} has middleboxes already");
        }

        Middleboxes = middleboxes;
        Receiver = middleboxes;
        _isPlain = false;
    }

    /// <summary>Lets what comes in go to another receiver before the node. To be done before the link toward this interface is made.</summary>
    internal void Guard(PacketReceiver entry)
    {
        Entry = entry;
        if (Middleboxes is null)
        {
            Receiver = entry;
        }
    }

    private void SendOtherwise(Packet packet)
    {
        if (!IsUp)
        {
            _droppedWhileDown.Add(packet.WireLength);
            Node.Pool.Return(packet);
            return;
        }

        if (Outlet is { } outlet)
        {
            outlet.Take(packet);
            return;
        }

        if (Tunnel is not null)
        {
            Tunnel.Send(packet);
            return;
        }

        Middleboxes!.Leave(packet);
    }

    public override string ToString() => $"{Node.Name}.{Name} ({Address}/{PrefixLength})";
}
