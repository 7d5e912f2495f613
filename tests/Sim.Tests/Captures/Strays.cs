using System.Text;
using Mpsim.Captures;
using Mpsim.Models.Hosts;
using Mpsim.Models.Proxy;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>
/// Packets that have the addresses of a connection and are none of it. tshark knows connections by their addresses, and complains of such packets with right: they are what a
/// crash, an attack or a way around a proxy looks like. So they are read each by itself, and left out where connections are followed. Nothing is left out that is not
/// known to be of another origin, nor in a scenario where nothing of the kind can be.
/// </summary>
internal sealed class Strays
{
    /// <summary>No connection of a scenario that is looked at carries more.</summary>
    private const uint MostOctets = 1 << 26;

    private readonly VariantPlan _variant;

    /// <summary>The first numbers of all SYNs that anybody has sent from one end to another.</summary>
    private readonly Dictionary<(Endpoint From, Endpoint To), HashSet<uint>> _begun = [];

    /// <summary>What attackers have sent, octet for octet.</summary>
    private readonly HashSet<string> _forged = [];

    /// <summary>From here on packets may pass a proxy that has ended their session; null for never.</summary>
    private readonly Instant? _from;

    /// <param name="variant">What was run.</param>
    /// <param name="captured">What was captured at a node.</param>
    public Strays(VariantPlan variant, Func<string, IEnumerable<(PcapngPacket Captured, Packet Fields)>> captured)
    {
        _variant = variant;
        _from = Begin(variant);
        foreach (var node in variant.Nodes.Where(_ => ArePossible))
        {
            foreach (var packet in captured(node.Id).Where(packet => packet.Captured.Direction == CaptureDirection.Outbound))
            {
                Note(packet, node.Kind == NodeKind.Attacker);
            }
        }
    }

    /// <summary>The scenario has something that strays may come of.</summary>
    public bool ArePossible => _from is not null || _variant.Attacks.Count > 0;

    /// <summary>Divides what was captured at a place.</summary>
    /// <param name="packets">In the order of time.</param>
    /// <param name="sockets">The sockets that are there.</param>
    public (List<(PcapngPacket Captured, Packet Fields)> Own, List<(PcapngPacket Captured, Packet Fields)> Strays) Divide(List<(PcapngPacket Captured, Packet Fields)> packets, IEnumerable<ObservedSocket> sockets)
    {
        var paths = sockets.SelectMany(socket => socket.Socket.Paths).ToLookup(path => (path.Local, path.Remote));
        var honest = packets.Where(packet => packet.Captured.Direction == CaptureDirection.Inbound && !IsForged(packet)).Select(ObservedRun.ConnectionOf).ToHashSet();
        var begun = packets.Where(packet => packet.Fields.Segment.Has(TcpFlags.Syn)).ToLookup(packet => (packet.Fields.Source, packet.Fields.Destination), packet => packet.Fields.Segment.Seq);
        var divided = packets.ToLookup(packet =>
        {
            var isInbound = packet.Captured.Direction == CaptureDirection.Inbound;
            var connection = ObservedRun.ConnectionOf(packet);
            SocketPath[] own = [.. paths[connection]];

            // A conversation that an attacker has in its own name is one like any other.
            return (own.Length > 0 && isInbound && honest.Contains(connection) && IsForged(packet))
                || (_from <= packet.Captured.Time && (IsOfTheDead(packet, own) || IsOfAnother(packet, own.Length > 0 ? own.Select(path => isInbound ? path.Tcp.Irs : path.Tcp.Iss) : begun[(packet.Fields.Source, packet.Fields.Destination)], own.Length > 0)));
        });
        return ([.. divided[false]], [.. divided[true]]);
    }

    /// <summary>When the box in which a socket was has crashed, and the socket with it; null where it has not.</summary>
    public static Instant? EndOf(VariantPlan variant, ProtocolSocket socket) => socket.Host is not ProxyNode box ? null
        : variant.ProxyEvents.Where(change => change.Crashes && change.Node == box.Name && change.At >= box.Scheduler.Now).Select(change => (Instant?)change.At).FirstOrDefault();

    /// <summary>
    /// After a crash, packets of its sessions pass where nobody ends them; one of several proxies is passed by what a UE sends by another way when it has lost the access on which that one stands; and where
    /// only one direction is led to a proxy in its tunnel, the server's answers go past it from the beginning.
    /// </summary>
    private static Instant? Begin(VariantPlan variant)
    {
        Instant[] causes =
        [
            .. variant.ProxyEvents.Where(change => change.Crashes).Select(change => change.At),
            .. variant.Events.Where(change => variant.Selection.Count > 0 && change.Working == false).Select(change => change.At),
            .. variant.Tunnels.Where(tunnel => tunnel.Steers == LinkDirections.Up).Select(_ => Instant.Zero),
        ];
        return causes.Length == 0 ? null : causes.Aggregate(Instant.Min);
    }

    private void Note((PcapngPacket Captured, Packet Fields) packet, bool isAttack)
    {
        if (isAttack)
        {
            _forged.Add(TextOf(packet));
        }
        else if (packet.Fields.Segment.Has(TcpFlags.Syn))
        {
            var ends = (packet.Fields.Source, packet.Fields.Destination);
            if (!_begun.TryGetValue(ends, out var numbers))
            {
                _begun.Add(ends, numbers = []);
            }

            numbers.Add(packet.Fields.Segment.Seq);
        }
    }

    private bool IsForged((PcapngPacket Captured, Packet Fields) packet) => _forged.Count > 0 && _forged.Contains(TextOf(packet));

    private static string TextOf((PcapngPacket Captured, Packet Fields) packet) => Encoding.Latin1.GetString(packet.Captured.Octets);

    /// <summary>The box that had the connection has crashed, and what passes now is not its own.</summary>
    private bool IsOfTheDead((PcapngPacket Captured, Packet Fields) packet, SocketPath[] own) =>
        own.Length > 0 && own.All(path => EndOf(_variant, path.Socket) is { } end && packet.Captured.Time >= end);

    /// <summary>The numbers of a packet are those of another connection between the same ends.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="first">The first numbers of the connections that are known at the place, in the packet's direction.</param>
    /// <param name="hasSocket">A connection with these ends has a socket there; otherwise it merely passes, or nobody knows it.</param>
    private bool IsOfAnother((PcapngPacket Captured, Packet Fields) packet, IEnumerable<uint> first, bool hasSocket)
    {
        ref var segment = ref packet.Fields.Segment;
        var number = segment.Seq;
        return IsQuestion(segment) || (!first.Any(own => number - own <= MostOctets)
            && (!hasSocket || (_begun.TryGetValue((packet.Fields.Source, packet.Fields.Destination), out var others) && others.Any(other => number - other <= MostOctets))));
    }

    /// <summary>
    /// A box that works again after a crash makes an end say where it stands, by acknowledgements of nothing that cannot both be in its window; where nobody is left, an RST with that number answers them.
    /// </summary>
    private bool IsQuestion(in Segment segment) =>
        _variant.ProxyEvents.Count > 0 && (segment is { Flags: TcpFlags.Ack, PayloadLength: 0, Seq: 0 or 1u << 31, Ack: 0 } || (segment.Has(TcpFlags.Rst) && segment.Seq == 0));
}
