using Mpsim.Scenarios.Plan;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>
/// Where a capture is looked at: a host with all its links, or one side of a proxy. A proxy that takes sessions over bears the addresses of both ends, so
/// that in the capture of all its links two connections would look like one.
/// </summary>
/// <param name="Name">Unique within a variant; alike in all variants where it has the same links.</param>
/// <param name="Node">The node.</param>
/// <param name="Links">Its links that are looked at.</param>
internal sealed record Vantage(string Name, string Node, IReadOnlySet<string> Links)
{
    /// <summary>All places in a variant from which the ends of connections are seen, routers left out.</summary>
    public static IEnumerable<Vantage> Of(VariantPlan variant) =>
        variant.Nodes.SelectMany(node => node.Kind switch
        {
            NodeKind.Proxy => Sides(variant, node),
            NodeKind.Router or NodeKind.Balancer or NodeKind.Attacker => [],
            _ => [Whole(variant, node)],
        });

    /// <summary>Routers and balancers, which see packets of others twice: as they come and as they go; proxies that do both at a link; and attackers, who send what belongs to no connection.</summary>
    public static IEnumerable<Vantage> Routers(VariantPlan variant) =>
        variant.Nodes.Where(node => node.Kind is NodeKind.Router or NodeKind.Balancer or NodeKind.Attacker || (node.Kind == NodeKind.Proxy && Sides(variant, node).Any(side => side.IsShared))).Select(node => Whole(variant, node));

    /// <summary>Boxes stand between the node and one of the links, so that what is captured is not what the node sent and took.</summary>
    public bool IsBehindBoxes(VariantPlan variant) => Boxes(variant).Any();

    /// <summary>One of these boxes does other things than to add an option, which changes the length of packets and nothing else, or to translate addresses.</summary>
    public bool IsBehindAlteringBoxes(VariantPlan variant) => Boxes(variant).Any(box => box.Settings.Box is not ("add-option" or "napt"));

    /// <summary>One of these boxes translates addresses.</summary>
    public bool IsBehindTranslator(VariantPlan variant) => Boxes(variant).Any(box => box.Settings.Box == "napt");

    /// <summary>The node is a member of a pool.</summary>
    public bool IsInPool(VariantPlan variant) => variant.Nodes.Any(node => node.Pool?.Members.Any(member => member.Proxy == Node) == true);

    private IEnumerable<MiddleboxPlan> Boxes(VariantPlan variant) => variant.Links.Where(link => Links.Contains(link.Id) && link.Second == Node).SelectMany(link => link.Middleboxes);

    private static Vantage Whole(VariantPlan variant, NodePlan node) => new(node.Id, node.Id, LinksOf(variant, node.Id).Select(link => link.Id).ToHashSet());

    private static IEnumerable<LinkPlan> LinksOf(VariantPlan variant, string node) => variant.Links.Where(link => link.EndsAt(node));

    /// <summary>
    /// The links of a proxy, those together from which the same nodes are reached without passing it, or another member of a pool that it is in. Where that leaves subscribers and servers
    /// on one side, because there is a way around the proxy, the sides have all these links, and each the packets of its own sockets.
    /// </summary>
    private static IEnumerable<Vantage> Sides(VariantPlan variant, NodePlan proxy)
    {
        var passed = variant.Nodes.Select(node => node.Pool?.Members.Select(member => member.Proxy)).OfType<IEnumerable<string>>().Where(pool => pool.Contains(proxy.Id)).SelectMany(pool => pool).Append(proxy.Id).ToHashSet();
        var left = LinksOf(variant, proxy.Id).Select(link => link.Id).ToList();
        while (left.Count > 0)
        {
            var hops = Hops(variant, variant.Link(left[0]).OtherEnd(proxy.Id), passed);
            var side = left.Where(link => hops.ContainsKey(variant.Link(link).OtherEnd(proxy.Id))).ToHashSet();
            left.RemoveAll(side.Contains);
            string[] subscribers = [.. variant.Nodes.Where(node => node.Kind == NodeKind.Ue && hops.ContainsKey(node.Id)).Select(node => node.Id), .. variant.Population.Where(each => hops.ContainsKey(each.Attach)).Select(each => each.Id)];
            string[] servers = [.. variant.Nodes.Where(node => node.Kind == NodeKind.Server && hops.ContainsKey(node.Id)).Select(node => node.Id)];
            string[] ends = [.. subscribers.Concat(servers).Order(StringComparer.Ordinal)];
            if (subscribers.Length == 0 || servers.Length == 0)
            {
                yield return new Vantage(NameOf(proxy, ends), proxy.Id, side) { Ends = ends.ToHashSet() };
                continue;
            }

            foreach (var end in ends)
            {
                yield return new Vantage(NameOf(proxy, [end]), proxy.Id, side) { Ends = new HashSet<string> { end }, IsShared = true };
            }
        }
    }

    /// <summary>The nodes, and classes of subscribers, at the ends of connections that are reached from this side of a proxy.</summary>
    public IReadOnlySet<string> Ends { get; private init; } = new HashSet<string>();

    /// <summary>Other sides of the proxy have the same links.</summary>
    public bool IsShared { get; private init; }

    private static string NameOf(NodePlan proxy, string[] ends) => $"{proxy.Id} toward {string.Join(", ", ends)}";

    /// <summary>How far nodes are from one of them, on ways that do not pass others.</summary>
    private static Dictionary<string, int> Hops(VariantPlan variant, string from, HashSet<string> without)
    {
        var hops = new Dictionary<string, int> { [from] = 0 };
        var next = new Queue<string>(hops.Keys);
        while (next.TryDequeue(out var node))
        {
            foreach (var other in LinksOf(variant, node).Select(link => link.OtherEnd(node)).Where(other => !without.Contains(other) && hops.TryAdd(other, hops[node] + 1)))
            {
                next.Enqueue(other);
            }
        }

        return hops;
    }
}
