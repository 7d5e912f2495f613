using Mpsim.Models.Hosts;
using Mpsim.Models.Proxy;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Scenarios;
using Mpsim.Scenarios.Plan;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>
/// Another implementation reads the captures of every shipped scenario and every variant of it: what it dissects, verifies and follows agrees with the
/// simulator's own records, at every end of every connection. Each scenario is looked at twice: for a moment with whole packets, so that checksums are
/// verified, and for longer with headers only. MPSIM_TSHARK=whole looks at the scenarios as they are, in place of a hurried form of them; MPSIM_TSHARK_ONLY names those
/// that are wanted.
/// </summary>
public sealed class TsharkTests(ITestOutputHelper output)
{
    private const int Hurry = 25;

    private static readonly bool IsWhole = Environment.GetEnvironmentVariable("MPSIM_TSHARK") == "whole";

    private static readonly string[]? Only = Environment.GetEnvironmentVariable("MPSIM_TSHARK_ONLY")?.Split(',');

    public static TheoryData<string> Scenarios() =>
    [
        .. new[] { "", "validation" }.SelectMany(folder => Directory.GetFiles(Repository.PathTo("scenarios", folder), "*.yaml"))
            .Where(file => Only is null || Only.Contains(Path.GetFileNameWithoutExtension(file)))
            .Select(file => Path.GetRelativePath(Repository.PathTo("scenarios"), file)).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Captures_of_every_scenario_are_read_by_tshark_without_complaint(string scenario)
    {
        Tshark.IsNeeded();
        var plan = ScenarioReader.Read(Repository.PathTo("scenarios", scenario), [], PluginNames.BuiltIn).Plan!;
        using var folder = new TemporaryFolder();
        (VariantPlan, CaptureExtent)[] looks =
        [
            .. plan.Variants.Where(IsAnsweredOnce).Select(variant => (Timed(variant, Duration.FromMilliseconds(IsWhole ? 1500 : 200)), CaptureExtent.Everything)),
            .. plan.Variants.Where(IsAnsweredOnce).Select(variant => (Timed(variant, null), new CaptureExtent(0))),
        ];
        var dissected = new DissectedScenario(plan, looks, folder.Path);
        foreach (var ((run, _), packets) in dissected.Dissect(run => run.IsWhole ? Vantage.Routers(run.Variant) : [], folder.Path))
        {
            foreach (var packet in packets)
            {
                PacketReading.CheckByItself(packet, run.IsWhole);
            }
        }

        foreach (var ((run, name), packets) in dissected.Dissect(run => Vantage.Of(run.Variant), folder.Path).OrderBy(each => each.Key.Run.Variant.Name, StringComparer.Ordinal))
        {
            var vantages = Vantage.Of(run.Variant).ToArray();
            var vantage = vantages.Single(each => each.Name == name);
            Assert.True(packets.Length > 0 || run.IsWhole || run.Variant.Node(vantage.Node).Kind == NodeKind.Proxy || vantage.Links.All(link => !IsUsed(run.Variant, link)), $"{run.Variant.Name}, {name}: nothing was captured");
            foreach (var packet in packets)
            {
                PacketReading.Check(packet, run.IsWhole);
            }

            Compare(run, vantage, packets, [.. run.Sockets.Where(socket => run.VantageOf(socket, vantages) == vantage)]);
        }
    }

    /// <summary>The ends of connections at a place: each with all its paths.</summary>
    private void Compare(ObservedRun run, Vantage vantage, DissectedPacket[] packets, ObservedSocket[] sockets)
    {
        if (sockets.Length == 0 || vantage.IsBehindAlteringBoxes(run.Variant) || run.Variant.Node(vantage.Node).Proxy is { Costs: not null }
            || (run.Variant.Tunnels.Count > 0 && run.Variant.Node(vantage.Node).Proxy is not null))
        {
            // What comes by a tunnel is left out; what a translator makes of a packet at the very end of a link has other addresses than the socket; and a proxy whose processor is
            // busy drops packets that have come, and holds back others.
            return;
        }

        var host = sockets[0].Socket.Host;
        var hidden = host.Interfaces.Sum(each => each.DroppedWhileDown.Packets) + host.DroppedWithoutRoute.Packets;
        string[] boxes = [.. run.Variant.Links.SelectMany(link => link.Middleboxes).Concat(run.Variant.Nodes.SelectMany(node => node.Middleboxes)).Select(box => box.Settings.Box)];
        var sent = packets.Where(packet => packet.IsOutbound).ToLookup(packet => (packet.Fields.Source, packet.Fields.Destination));
        var arrived = packets.Where(packet => !packet.IsOutbound).ToLookup(packet => (packet.Fields.Destination, packet.Fields.Source));
        if (host is ProxyNode && sockets.SelectMany(socket => socket.Socket.Paths).Any(path => path.WireBytesReceived > 0 && !arrived.Contains((path.Local, path.Remote))))
        {
            // A proxy that subflows also reach by its own address, and by other links than those of this side.
            return;
        }

        var streams = new HashSet<string>();
        foreach (var socket in sockets)
        {
            PathComparison[] paths = [.. socket.Socket.Paths.Select(path => new PathComparison(path, [.. sent[(path.Local, path.Remote)]], [.. arrived[(path.Local, path.Remote)]], !vantage.IsBehindBoxes(run.Variant)))];
            foreach (var path in paths)
            {
                path.Check(hidden);
            }

            var connection = new ConnectionComparison(socket, paths, boxes.Length == 0, boxes.Contains("rewrite-payload"));
            connection.Check();
            Assert.True(connection.Stream.Length == 0 || streams.Add(connection.Stream), $"{paths[0]}: tshark takes two MPTCP connections for one");
        }

        var again = sockets.SelectMany(socket => socket.Socket.Paths).SelectMany(path => sent[(path.Local, path.Remote)]).Select(packet => packet.Repetition).OfType<Field>().CountBy(each => each);
        output.WriteLine($"{run.Variant.Name}, {vantage.Name}: {packets.Length} packets, {sockets.Length} sockets, {streams.Count} MPTCP connections, sent again {string.Join(" ", again.OrderBy(each => each.Key).Select(each => $"{each.Key} {each.Value}"))}");
    }

    /// <summary>No server answers a UE past the proxy that has answered it already, of which tshark complains with right.</summary>
    private static bool IsAnsweredOnce(VariantPlan variant) =>
        variant.Tunnels.All(tunnel => tunnel.Steers != LinkDirections.Up) || variant.Nodes.Any(node => node.Proxy is { Steering.Rewrites: true });

    /// <summary>SYNs vanish until they come without MPTCP, after 7 s.</summary>
    private static bool IsSilentAtFirst(VariantPlan variant) => variant.Links.Any(link => link.Middleboxes.Any(box => box.Settings.Box == "drop-mptcp") && variant.Flows.Any(flow => flow.Via[0] == link.Id));

    private static bool IsUsed(VariantPlan variant, string link) => variant.Flows.Any(flow => flow.Via.Contains(link) || flow.OtherLink == link);

    /// <summary>The variant for as long as it is looked at: in haste until what happens is over and some round trips longer, or as it is.</summary>
    private static VariantPlan Timed(VariantPlan variant, Duration? duration)
    {
        var factor = IsWhole ? 1 : Hurry;
        var after = Duration.FromSeconds(IsWhole ? 5 : IsSilentAtFirst(variant) ? 7.5 : 0.45);
        var last = Haste.LastHappening(variant);
        var wanted = duration ?? new Duration(last.Nanoseconds / factor) + after;
        return Haste.Hurry(variant, factor, Duration.Min(wanted, variant.Duration));
    }
}
