using Mpsim.Captures;
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
    private readonly Faults _faults = new();

    public void Check()
    {
        // As they were captured, each packet by itself: what routers see; where flag C is hidden below or packets are left out, ends as well.
        foreach (var ((run, name), packets) in dissected.Dissect(AsCaptured, folder, follows: false))
        {
            foreach (var packet in packets)
            {
                _faults.Attempt($"{run.Variant.Name}, {name}, as captured", () =>
                {
                    PacketReading.CheckByItself(packet, run.IsWhole, !IsRewritten(run.Variant));
                    PacketReading.KeysAgree(packet);
                });
            }
        }

        var ends = dissected.Dissect(run => Vantage.Of(run.Variant), folder, follows: true);
        foreach (var ((run, name), packets) in ends.OrderBy(each => each.Key.Run.Variant.Name, StringComparer.Ordinal).ThenBy(each => each.Key.Vantage, StringComparer.Ordinal))
        {
            var vantage = Vantage.Of(run.Variant).Single(each => each.Name == name);
            Assert.True(packets.Length > 0 || run.IsWhole || run.Variant.Node(vantage.Node).Kind == NodeKind.Proxy || vantage.Links.All(link => !IsUsed(run.Variant, link)), $"{run.Variant.Name}, {name}: nothing was captured");
            foreach (var packet in packets)
            {
                _faults.Attempt($"{run.Variant.Name}, {name}", () => PacketReading.Check(packet, run.IsWhole, packet.IsOutbound || !IsRewritten(run.Variant)));
            }

            Compare(run, vantage, packets, run.SocketsAt(vantage));
        }

        _faults.AreNone();
    }

    private static IEnumerable<Vantage> AsCaptured(ObservedRun run)
    {
        var hidesFlagC = run is { IsWhole: true, HasFlagC: true };
        return [.. run.IsWhole ? Vantage.Routers(run.Variant) : [], .. Vantage.Of(run.Variant).Where(vantage => hidesFlagC || run.StraysAt(vantage).Count > 0)];
    }

    /// <summary>The ends of connections at a place: each with all its paths.</summary>
    private void Compare(ObservedRun run, Vantage vantage, DissectedPacket[] packets, ObservedSocket[] sockets)
    {
        if (sockets.Length == 0 || vantage.IsBehindAlteringBoxes(run.Variant))
        {
            // Boxes that alter more than addresses stand between the socket and the very end of the link, where the capture is made.
            return;
        }

        var place = $"{run.Variant.Name}, {vantage.Name}";
        var boxes = Boxes(run.Variant);
        var directions = new CapturedDirections(packets, vantage.IsBehindTranslator(run.Variant));
        var strays = run.StraysAt(vantage).ToLookup(packet => (ObservedRun.ConnectionOf(packet), packet.Captured.Direction), packet => (long)packet.Fields.WireLength);
        var streams = new HashSet<string>();
        var compared = 0;
        foreach (var socket in sockets)
        {
            var host = socket.Socket.Host;
            var tooBig = host.Tunnels?.Ends.Sum(each => each.DroppedTooBig.Packets) ?? 0;
            var hidden = tooBig + host.Interfaces.Sum(each => each.DroppedWhileDown.Packets) + host.DroppedWithoutRoute.Packets;
            var isBusy = (host is ProxyNode && run.Variant.Node(vantage.Node).Proxy is { Costs: not null }) || IsHeldBack(run.Variant, directions, socket.Socket);
            PathComparison[] paths = [.. socket.Socket.Paths.Select(path => new PathComparison(path, directions.Sent(path), directions.Arrived(path), !vantage.IsBehindBoxes(run.Variant), Strays(path), isBusy))];
            foreach (var path in paths)
            {
                _faults.Attempt(place, () => path.Check(hidden));
            }

            _faults.Attempt(place, () =>
            {
                var connection = new ConnectionComparison(socket, paths, boxes, isBusy || tooBig > 0 || vantage.IsBehindBoxes(run.Variant));
                connection.Check();
                Assert.True(connection.Stream.Length == 0 || streams.Add(connection.Stream), $"{paths[0]}: tshark takes two MPTCP connections for one");
            });
            compared += paths.Count(path => path.Sent.Length > 0 || path.Arrived.Length > 0);

            (long Sent, long Came) Strays(SocketPath path) => (strays[((path.Local, path.Remote), CaptureDirection.Outbound)].Sum(), strays[((path.Local, path.Remote), CaptureDirection.Inbound)].Sum());
        }

        var again = sockets.SelectMany(socket => socket.Socket.Paths).SelectMany(directions.Sent).Select(packet => packet.Repetition).OfType<Field>().CountBy(each => each);
        output.WriteLine($"{place}: {packets.Length} packets, {strays.Sum(each => each.Count())} strays, {sockets.Length} sockets, {compared} TCP connections, {streams.Count} MPTCP connections, sent again {string.Join(" ", again.OrderBy(each => each.Key).Select(each => $"{each.Key} {each.Value}"))}");
    }

    /// <summary>
    /// A hot standby has repeated what the box before it was handed, as far as that had come to it: of the sessions that it goes on with, their sockets have taken no more than came to the place, and have
    /// sent no less than left it, since what waited for the standby's confirmation went with the box.
    /// </summary>
    private static bool IsHeldBack(VariantPlan variant, CapturedDirections directions, ProtocolSocket socket) =>
        socket.Host is ProxyNode && variant.Node(socket.Host.Name).Proxy is { Failure: { Kind: ProxyStandby.HotStandby } failure }
        && variant.ProxyEvents.Where(change => change.Crashes && change.Node == socket.Host.Name).Select(change => (Instant?)change.At).FirstOrDefault() is { } crash
        && !socket.Paths.SelectMany(path => directions.Sent(path).Concat(directions.Arrived(path))).Select(packet => packet.Captured.Time).Order().Take(1).Any(first => first >= crash + failure.Detection);

    private static string[] Boxes(VariantPlan variant) => [.. variant.Links.SelectMany(link => link.Middleboxes).Concat(variant.Nodes.SelectMany(node => node.Middleboxes)).Select(box => box.Settings.Box)];

    private static bool IsRewritten(VariantPlan variant) => Boxes(variant).Contains("rewrite-payload");

    private static bool IsUsed(VariantPlan variant, string link) => variant.Flows.Any(flow => flow.Via.Contains(link) || flow.OtherLink == link);
}
