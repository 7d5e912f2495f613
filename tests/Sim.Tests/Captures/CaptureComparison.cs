using Mpsim.Models.Hosts;
using Mpsim.Models.Proxy;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>All that tshark says of the captures of some runs, against what the simulator wrote and what its sockets have counted.</summary>
/// <param name="dissected">The runs.</param>
/// <param name="folder">For files that are handed to tshark.</param>
/// <param name="output">Where figures go.</param>
internal sealed class CaptureComparison(DissectedScenario dissected, string folder, ITestOutputHelper output)
{
    public void Check()
    {
        // As they were captured, each packet by itself: what routers see; and where flag C is hidden below, ends as well.
        foreach (var ((run, _), packets) in dissected.Dissect(AsCaptured, folder, hidesFlagC: false))
        {
            foreach (var packet in packets)
            {
                PacketReading.CheckByItself(packet, run.IsWhole, !IsRewritten(run.Variant));
                PacketReading.KeysAgree(packet);
            }
        }

        var ends = dissected.Dissect(run => Vantage.Of(run.Variant), folder, hidesFlagC: true);
        foreach (var ((run, name), packets) in ends.OrderBy(each => each.Key.Run.Variant.Name, StringComparer.Ordinal).ThenBy(each => each.Key.Vantage, StringComparer.Ordinal))
        {
            var vantages = Vantage.Of(run.Variant).ToArray();
            var vantage = vantages.Single(each => each.Name == name);
            Assert.True(packets.Length > 0 || run.IsWhole || run.Variant.Node(vantage.Node).Kind == NodeKind.Proxy || vantage.Links.All(link => !IsUsed(run.Variant, link)), $"{run.Variant.Name}, {name}: nothing was captured");
            var passages = new CrashPassages(run.Variant, packets);
            var isAttacker = run.Variant.Node(vantage.Node).Kind == NodeKind.Attacker;
            foreach (var packet in packets)
            {
                var isUnaltered = packet.IsOutbound || !IsRewritten(run.Variant);
                if (isAttacker || passages.IsStray(packet))
                {
                    // What an attacker sends in the name of others goes on from what only they have seen.
                    PacketReading.CheckByItself(packet, run.IsWhole, isUnaltered);
                }
                else
                {
                    PacketReading.Check(packet, run.IsWhole, isUnaltered);
                }
            }

            Compare(run, vantage, packets, [.. run.Sockets.Where(socket => run.VantageOf(socket, vantages) == vantage && !passages.HasStrays(socket))]);
        }
    }

    private static IEnumerable<Vantage> AsCaptured(ObservedRun run) =>
        run.IsWhole ? [.. Vantage.Routers(run.Variant), .. run.HasFlagC ? Vantage.Of(run.Variant) : []] : [];

    /// <summary>The ends of connections at a place: each with all its paths.</summary>
    private void Compare(ObservedRun run, Vantage vantage, DissectedPacket[] packets, ObservedSocket[] sockets)
    {
        if (sockets.Length == 0 || vantage.IsBehindAlteringBoxes(run.Variant))
        {
            // Boxes that alter more than addresses stand between the socket and the very end of the link, where the capture is made.
            return;
        }

        // A box that crashes takes with it what it had sent and its standby did not yet know.
        var host = sockets[0].Socket.Host;
        var hasCrashed = run.Variant.ProxyEvents.Any(change => change.Node == vantage.Node);
        var isBusy = hasCrashed || (host is ProxyNode && run.Variant.Node(vantage.Node).Proxy is { Costs: not null });
        var tooBig = host.Tunnels?.Ends.Sum(each => each.DroppedTooBig.Packets) ?? 0;
        var hidden = tooBig + host.Interfaces.Sum(each => each.DroppedWhileDown.Packets) + host.DroppedWithoutRoute.Packets;
        var boxes = Boxes(run.Variant);
        var directions = new CapturedDirections(packets, vantage.IsBehindTranslator(run.Variant));
        var streams = new HashSet<string>();
        var compared = 0;
        foreach (var socket in sockets)
        {
            var end = hasCrashed ? CrashOf(socket.Socket.Host, run.Variant) : Instant.Never;
            PathComparison[] paths = [.. socket.Socket.Paths.Select(path => new PathComparison(path, directions.Sent(path, end), directions.Arrived(path, end), !vantage.IsBehindBoxes(run.Variant), isBusy))];
            foreach (var path in paths)
            {
                path.Check(hidden);
            }

            var connection = new ConnectionComparison(socket, paths, boxes, isBusy || tooBig > 0 || vantage.IsBehindBoxes(run.Variant));
            connection.Check();
            Assert.True(connection.Stream.Length == 0 || streams.Add(connection.Stream), $"{paths[0]}: tshark takes two MPTCP connections for one");
            compared += paths.Count(path => path.Sent.Length > 0 || path.Arrived.Length > 0);
        }

        var again = sockets.SelectMany(socket => socket.Socket.Paths).SelectMany(directions.Sent).Select(packet => packet.Repetition).OfType<Field>().CountBy(each => each);
        output.WriteLine($"{run.Variant.Name}, {vantage.Name}: {packets.Length} packets, {sockets.Length} sockets, {compared} TCP connections, {streams.Count} MPTCP connections, sent again {string.Join(" ", again.OrderBy(each => each.Key).Select(each => $"{each.Key} {each.Value}"))}");
    }

    /// <summary>When the box crashed that a proxy ran on, whose clock stands still since then; never for the one that works at the end.</summary>
    private static Instant CrashOf(Host host, VariantPlan variant) =>
        variant.ProxyEvents.Where(change => change.Crashes && change.Node == host.Name && change.At >= host.Scheduler.Now).Select(change => change.At).Append(Instant.Never).Min();

    private static string[] Boxes(VariantPlan variant) => [.. variant.Links.SelectMany(link => link.Middleboxes).Concat(variant.Nodes.SelectMany(node => node.Middleboxes)).Select(box => box.Settings.Box)];

    private static bool IsRewritten(VariantPlan variant) => Boxes(variant).Contains("rewrite-payload");

    private static bool IsUsed(VariantPlan variant, string link) => variant.Flows.Any(flow => flow.Via.Contains(link) || flow.OtherLink == link);
}
