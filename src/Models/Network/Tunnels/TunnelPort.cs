using Mpsim.Models.Wire;

namespace Mpsim.Models.Network.Tunnels;

/// <summary>
/// Stands before a node at which tunnels end: takes packets out of tunnels that end here, and leads others into one by rules for what arrives, as
/// policy routing by the incoming interface does (Linux: <c>ip rule add iif DEVICE from PREFIX lookup TABLE</c>).
/// </summary>
public sealed class TunnelPort : PacketReceiver
{
    private readonly Node _node;
    private readonly List<TunnelEnd> _ends = [];
    private readonly Dictionary<TunnelEnd, RouteList> _toward = [];

    /// <summary>Into which tunnel packets from an address go, and packets to it.</summary>
    private readonly RouteList _from;
    private readonly RouteList _to;

    /// <summary>Routes that come before all others of the node.</summary>
    private RouteList? _routesOfIpv4;
    private RouteList? _routesOfIpv6;

    internal TunnelPort(Node node)
    {
        _node = node;
        _from = new RouteList(node.Routing);
        _to = new RouteList(node.Routing);
        foreach (var face in node.Interfaces)
        {
            face.Guard(this);
        }
    }

    /// <summary>The ends at this node.</summary>
    public IReadOnlyList<TunnelEnd> Ends => _ends;

    /// <summary>Packets from a prefix that arrive here, other than from where the tunnel leads, go through it.</summary>
    public void LeadFrom(IpAddress prefix, int length, TunnelEnd into) => _from.Add(prefix, length, into.Face);

    /// <summary>Packets to a prefix that arrive here go through a tunnel.</summary>
    public void LeadTo(IpAddress prefix, int length, TunnelEnd into) => _to.Add(prefix, length, into.Face);

    /// <summary>Only those that a prefix is at the other end of go through a tunnel; without any such prefix all do.</summary>
    public void Restrict(TunnelEnd tunnel, IpAddress prefix, int length)
    {
        if (!_toward.TryGetValue(tunnel, out var list))
        {
            list = new RouteList(_node.Routing);
            _toward.Add(tunnel, list);
        }

        list.Add(prefix, length, tunnel.Face);
    }

    /// <summary>All packets to a prefix that leave the node, its own too, go through a tunnel.</summary>
    public void Route(IpAddress prefix, int length, TunnelEnd into)
    {
        var table = prefix.IsIPv4 ? _routesOfIpv4 ??= _node.Routing.AddTableFrom(new IpAddress(0), 0) : _routesOfIpv6 ??= _node.Routing.AddTableFrom(default, 0);
        table.Add(prefix, length, into.Face);
    }

    public override void Receive(Packet packet, Interface arrivedOn)
    {
        if (!_node.IsAtWork)
        {
            _node.Receive(packet, arrivedOn);
        }
        else if (packet.Outer is { } outer)
        {
            ReceiveFromTunnel(packet, outer, arrivedOn);
        }
        else if (Choose(packet, arrivedOn) is not { } tunnel)
        {
            _node.Receive(packet, arrivedOn);
        }
        else if (_node.Ages(packet))
        {
            // RFC 2003 section 3.1: entering a tunnel is a hop.
            tunnel.Send(packet);
        }
    }

    internal void Add(TunnelEnd end) => _ends.Add(end);

    protected internal override void Anticipate(Packet packet) => _node.Anticipate(packet);

    protected internal override Recipient? Foresee(Packet packet) => _node.Foresee(packet);

    private void ReceiveFromTunnel(Packet packet, TunnelHeader outer, Interface arrivedOn)
    {
        foreach (var end in _ends)
        {
            if (end.IsFromPeer(outer))
            {
                if (end.Receive(packet) is { } inside)
                {
                    _node.Receive(inside, end.Face);
                }

                return;
            }
        }

        _node.Receive(packet, arrivedOn);
    }

    /// <returns>Null when the packet goes its natural way.</returns>
    private TunnelEnd? Choose(Packet packet, Interface arrivedOn)
    {
        var (source, destination) = (packet.Source.Address, packet.Destination.Address);
        var tunnel = _from.Lookup(source)?.Tunnel;
        if (tunnel is not null && Concerns(tunnel, destination))
        {
            // What comes from where the tunnel leads has been there.
            return _node.Routing.Lookup(tunnel.Face.Address, tunnel.Remote) == arrivedOn ? null : tunnel;
        }

        tunnel = _to.Lookup(destination)?.Tunnel;
        return tunnel is not null && Concerns(tunnel, source) && (tunnel.IsWayBack || _node.Routing.Lookup(tunnel.Face.Address, tunnel.Remote) != arrivedOn) ? tunnel : null;
    }

    private bool Concerns(TunnelEnd tunnel, IpAddress other) => !_toward.TryGetValue(tunnel, out var list) || list.Lookup(other) is not null;
}
