using Mpsim.Assembly;
using Mpsim.Captures;
using Mpsim.Measuring;
using Mpsim.Models.Proxy;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Codec;
using Mpsim.Results;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>A run with every link captured, and the sockets that took part in it: their counters are the simulator's own records.</summary>
internal sealed class ObservedRun
{
    private readonly string _folder;
    private readonly Strays _strays;

    /// <param name="variant">What to run.</param>
    /// <param name="traces">The traces that it names.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="extent">What to keep of each packet.</param>
    /// <param name="folder">Where the captures go.</param>
    public ObservedRun(VariantPlan variant, TraceLibrary traces, ulong seed, CaptureExtent extent, string folder)
    {
        Variant = variant with { Links = [.. variant.Links.Select(link => link with { Capture = extent })] };
        IsWhole = extent == CaptureExtent.Everything;
        _folder = folder;
        using var captures = new RunCapture(folder, "mpsim", variant.Name);
        var simulation = new Simulation(Variant, traces, seed, 1, null, captures);
        Result = simulation.Run();
        captures.Finish();
        Sockets = [.. simulation.Traces.Zip(Variant.Flows).SelectMany(each => Connections(each.First, each.Second)).SelectMany(connection => connection.Sockets())];
        _strays = new Strays(Variant, node => TunnelContents.Open(PacketsOf(node)));
    }

    public VariantPlan Variant { get; }

    public RunResult Result { get; }

    /// <summary>The captures have whole packets.</summary>
    public bool IsWhole { get; }

    /// <summary>Every socket of every flow.</summary>
    public IReadOnlyList<ObservedSocket> Sockets { get; }

    private static IEnumerable<ObservedConnection> Connections(FlowTrace trace, FlowPlan flow)
    {
        var records = trace.Record.Connections;
        return trace.Chains.Select((chain, index) => new ObservedConnection(chain, flow, records.Count == trace.Chains.Count ? records[index] : null));
    }

    /// <summary>The place from which a socket is seen; null for one whose links are not captured, as those of subscribers.</summary>
    public static Vantage? VantageOf(ObservedSocket socket, IEnumerable<Vantage> vantages)
    {
        var there = vantages.Where(vantage => vantage.Node == socket.Socket.Host.Name);
        return socket.Socket.Host is ProxyNode ? there.SingleOrDefault(vantage => vantage.Ends.Contains(socket.Toward)) : there.SingleOrDefault();
    }

    /// <summary>The sockets that are seen from a place.</summary>
    public ObservedSocket[] SocketsAt(Vantage vantage)
    {
        Vantage[] vantages = [.. Vantage.Of(Variant)];
        return [.. Sockets.Where(socket => VantageOf(socket, vantages)?.Name == vantage.Name)];
    }

    /// <summary>An end wants no joins to its address and says so in MP_CAPABLE.</summary>
    public bool HasFlagC => Vantage.Of(Variant).SelectMany(Read).Any(packet => FlagC.IsSet(packet.Fields));

    /// <summary>What was captured at a place, in the order of time, without <see cref="StraysAt"/>; on links that several sides of a proxy have, what belongs to the sockets of this one. What was in a tunnel has left it.</summary>
    public List<(PcapngPacket Captured, Packet Fields)> Read(Vantage vantage)
    {
        var captured = ReadAll(vantage);
        var sockets = SocketsAt(vantage);
        if (vantage.IsShared)
        {
            var own = sockets.SelectMany(socket => socket.Socket.Paths).Select(path => (path.Local, path.Remote)).ToHashSet();
            captured.RemoveAll(packet => !own.Contains(ConnectionOf(packet)));
        }

        if (vantage.IsInPool(Variant))
        {
            captured = WithoutMoved(captured);
        }

        return _strays.ArePossible ? _strays.Divide(captured, sockets).Own : captured;
    }

    /// <summary>The same, with everything.</summary>
    public List<(PcapngPacket Captured, Packet Fields)> ReadAll(Vantage vantage) => [.. TunnelContents.Open(PacketsOf(vantage.Node).Where(packet => vantage.Links.Contains(packet.Interface)))];

    /// <summary>Packets at a place that have the addresses of a connection there and are of other origin.</summary>
    public List<(PcapngPacket Captured, Packet Fields)> StraysAt(Vantage vantage) => _strays.ArePossible ? _strays.Divide(ReadAll(vantage), SocketsAt(vantage)).Strays : [];

    private IEnumerable<PcapngPacket> PacketsOf(string node) => PcapngReader.Read(File.ReadAllBytes(Path.Combine(_folder, RunCapture.FileOf(node)))).Packets;

    /// <summary>The ends of a captured packet's TCP connection, that on the side of the node first.</summary>
    public static (Endpoint Local, Endpoint Remote) ConnectionOf((PcapngPacket Captured, Packet Fields) packet) =>
        packet.Captured.Direction == CaptureDirection.Outbound ? (packet.Fields.Source, packet.Fields.Destination) : (packet.Fields.Destination, packet.Fields.Source);

    /// <summary>
    /// Leaves out connections that came to a member of a pool in their midst, when another member came, drained or went and nobody kept track of them. This one has no socket of them;
    /// tshark rightly misses what passed the other member, and fails an assertion at the third segment of an MPTCP handshake whose first two it has not seen. The balancer's capture has them whole.
    /// </summary>
    private static List<(PcapngPacket Captured, Packet Fields)> WithoutMoved(List<(PcapngPacket Captured, Packet Fields)> packets)
    {
        var begun = packets.GroupBy(ConnectionOf).Where(connection => connection.First().Fields.Segment.IsOpeningSyn).Select(connection => connection.Key).ToHashSet();
        return [.. packets.Where(packet => begun.Contains(ConnectionOf(packet)))];
    }

    /// <summary>Writes a section of a capture file with what was captured at a place.</summary>
    public static void Write(Stream file, Vantage vantage, IEnumerable<(PcapngPacket Captured, Packet Fields)> packets)
    {
        var writer = new PcapngWriter(file);
        writer.WriteSection("mpsim", vantage.Name);
        var numbers = vantage.Links.ToDictionary(link => link, link => writer.WriteInterface(link, ""));
        foreach (var (packet, fields) in packets)
        {
            writer.WritePacket(numbers[packet.Interface], packet.Time, packet.Direction, packet.Octets, fields.WireLength, packet.Comment);
        }
    }
}
