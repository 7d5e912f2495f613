using Mpsim.Models.Kernel;
using Mpsim.Models.Probes;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Network.Tunnels;

/// <summary>
/// One end of an IP-in-IP tunnel (RFC 2003; RFC 2473; RFC 4213): puts a header around what is sent through it, and takes it off what the other
/// end has sent. Congestion experienced on the way is experienced by the packet inside (RFC 6040, normal mode), DSCP is the same within and without.
/// </summary>
public sealed class TunnelEnd
{
    private readonly Node _node;
    private readonly Scheduler _scheduler;
    private readonly EventSink _events;
    private readonly TunnelSettings _settings;
    private readonly TunnelHeader _header;
    private readonly FragmentReassembly _reassembly;
    private TunnelEnd? _peer;
    private uint _identification;
    private TrafficCount _sent;
    private TrafficCount _fragmented;
    private TrafficCount _droppedTooBig;
    private long _clamped;

    private TunnelEnd(Node node, Scheduler scheduler, TunnelSettings settings, EventSink events)
    {
        _node = node;
        _scheduler = scheduler;
        _events = events;
        _settings = settings;
        _header = new TunnelHeader(settings.Local, settings.Remote, settings.Oversize == Oversize.Fragment);
        _reassembly = new FragmentReassembly(scheduler, node.Pool, LargestPiece, settings.Local.IsIPv4 ? ushort.MaxValue : uint.MaxValue);
        Face = new Interface(node, settings.Name, settings.Local, this);
        node.Tunnels ??= new TunnelPort(node);
        node.Tunnels.Add(this);
    }

    public string Name => _settings.Name;

    /// <summary>Where routes lead into the tunnel, and what packets that leave it have arrived on.</summary>
    public Interface Face { get; }

    /// <summary>The address of the other end.</summary>
    internal IpAddress Remote => _settings.Remote;

    /// <summary>What the other end sends to the prefixes that lead into the tunnel here comes back through it, so that nothing which arrives by itself has been there.</summary>
    public bool IsWayBack { get; set; }

    /// <summary>Octets of the largest packet that fits inside as a whole.</summary>
    public int InnerMtu => _settings.Mtu - _header.Length;

    /// <summary>Packets that entered the tunnel here, in octets without the outer header.</summary>
    public TrafficCount Sent => _sent;

    /// <summary>Those that went in fragments.</summary>
    public TrafficCount Fragmented => _fragmented;

    /// <summary>Packets that did not fit.</summary>
    public TrafficCount DroppedTooBig => _droppedTooBig;

    /// <summary>Packets that wait here for the rest of their fragments.</summary>
    public int PacketsHeld => _reassembly.Count;

    /// <summary>What the end has done so far, in words, for the end of the log.</summary>
    public string Totals => $"{_node} to {_settings.Remote}: {_sent.Packets} packets in, {_fragmented.Packets} in fragments, {_droppedTooBig.Packets} too big, {_clamped} segment sizes lowered, {_reassembly.Lost} never whole";

    /// <summary>Octets of the largest fragment but the last, a multiple of eight.</summary>
    private int LargestPiece => (_settings.Mtu - _header.LengthWithFragment) & ~7;

    /// <summary>Makes both ends of a tunnel. To be done before links and middleboxes are made.</summary>
    /// <param name="entry">A node.</param>
    /// <param name="far">Another node.</param>
    /// <param name="scheduler">Scheduler of the run.</param>
    /// <param name="settings">As the first end has them; the other has the addresses the other way round.</param>
    /// <param name="events">Log of events.</param>
    public static (TunnelEnd Entry, TunnelEnd Far) Connect(Node entry, Node far, Scheduler scheduler, TunnelSettings settings, EventSink events)
    {
        var here = new TunnelEnd(entry, scheduler, settings, events);
        var there = new TunnelEnd(far, scheduler, settings with { Local = settings.Remote, Remote = settings.Local }, events);
        (here._peer, there._peer) = (there, here);
        return (here, there);
    }

    /// <summary>Sends a packet through the tunnel; it is no longer the caller's.</summary>
    public void Send(Packet packet)
    {
        if (packet.Outer is not null)
        {
            // A tunnel does not carry its own packets: they would never leave the node.
            Drop(packet, "in a tunnel already");
            return;
        }

        if (_settings.Oversize == Oversize.Clamp && packet.Segment.Has(TcpFlags.Syn) && SegmentSize.Clamp(ref packet.Segment, InnerMtu - Segment.HeaderLengthTo(packet.Destination)))
        {
            _clamped++;
        }

        var length = packet.WireLength;
        if (length > InnerMtu && _settings.Oversize != Oversize.Fragment)
        {
            Drop(packet, $"{length} B where {InnerMtu} B fit");
            return;
        }

        _sent.Add(length);
        packet.InnerTimeToLive = packet.TimeToLive;
        packet.TimeToLive = Packet.DefaultTimeToLive;
        packet.Outer = _header;

        // "Sources emitting non-atomic datagrams MUST NOT repeat IPv4 ID values within one MDL" (RFC 6864 section 4.3): whole packets count too, as they
        // may be fragmented further on.
        _identification++;
        if (length > InnerMtu)
        {
            SendInFragments(packet, length);
            return;
        }

        packet.Fragment = _header.MayBeFragmented ? new PacketFragment(_identification, 0, 0, false) : default;
        packet.WireLength += _header.Length;
        _node.Forward(packet);
    }

    /// <summary>The header is that of what the other end sends.</summary>
    internal bool IsFromPeer(TunnelHeader header) => header == _peer!._header;

    /// <summary>Takes the header off a packet of the other end.</summary>
    /// <returns>Null when the rest of it is still to come; the packet is no longer the caller's then.</returns>
    internal Packet? Receive(Packet packet)
    {
        if (!packet.Fragment.IsWhole)
        {
            if (_reassembly.Take(packet, _scheduler.Now) is not { } whole)
            {
                return null;
            }

            packet = whole;
        }
        else
        {
            packet.Fragment = default;
            packet.WireLength -= _header.Length;
        }

        packet.Outer = null;
        packet.TimeToLive = packet.InnerTimeToLive;
        return packet;
    }

    /// <summary>The packet itself goes last, since it is the receiver's once it is sent.</summary>
    private void SendInFragments(Packet packet, int length)
    {
        _fragmented.Add(length);
        var size = LargestPiece;
        for (var offset = 0; offset < length; offset += size)
        {
            var isLast = offset + size >= length;
            var piece = isLast ? packet : _node.Pool.RentCopy(packet);
            var octets = Math.Min(size, length - offset);
            piece.Fragment = new PacketFragment(_identification, (ushort)offset, (ushort)octets, !isLast);
            piece.WireLength = _header.LengthWithFragment + octets;
            _node.Forward(piece);
        }
    }

    private void Drop(Packet packet, string why)
    {
        if (_droppedTooBig.Packets == 0)
        {
            _events.Record(_scheduler.Now, Name, "tunnel-dropped", $"{packet.Source} > {packet.Destination} at {_node}: {why}, the first");
        }

        _droppedTooBig.Add(packet.WireLength);
        _node.Pool.Return(packet);
    }
}
