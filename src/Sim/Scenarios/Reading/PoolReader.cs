using Mpsim.Models.Units;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Values;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads the pools of balancers, once it is known which nodes are proxies.</summary>
/// <param name="context">What all readers share.</param>
/// <param name="nodes">All nodes.</param>
/// <param name="links">All links.</param>
/// <param name="span">The simulated time.</param>
internal sealed class PoolReader(ReadingContext context, IReadOnlyList<NodePlan> nodes, IReadOnlyList<LinkPlan> links, RunSpan span)
{
    private static readonly NameForm AnyName = new("the name of a proxy");

    private readonly string[] _proxies = [.. nodes.Where(node => node.Kind == NodeKind.Proxy).Select(node => node.Id)];

    private PoolKeys Keys => context.Keys.Pool;

    /// <returns>The node with its pool, where it is a balancer.</returns>
    public NodePlan Read(NodePlan node, TreeEntry entry)
    {
        var key = context.Keys.Node.Pool;
        if (node.Kind != NodeKind.Balancer)
        {
            return node;
        }

        var place = (entry.Value as TreeMapping)?.Find(key.Name);
        var path = $"nodes.{node.Id}.{key.Name}";
        if (place is null)
        {
            context.Errors.Add(entry.Key.Position, path, "a balancer has a pool", key.Expected);
            return node;
        }

        var pool = new MappingReader(place, path, entry.Key.Position, Keys.Group, context.Errors);
        var method = pool.Read(Keys.Method);
        var members = new List<PoolMemberPlan>();
        foreach (var (index, item) in pool.Items(Keys.Members).Index())
        {
            if (Member(node, pool, item, $"{pool.PathOf(Keys.Members)}.{index}") is not { } member)
            {
                continue;
            }

            if (members.Exists(other => other.Proxy == member.Proxy))
            {
                context.Errors.Add(item.Position, $"{pool.PathOf(Keys.Members)}.{index}", $"'{member.Proxy}' is in the pool twice");
            }

            members.Add(member);
        }

        if (pool.Find(Keys.Members) is TreeSequence { Items.Count: 0 } none)
        {
            context.Errors.Add(none.Position, pool.PathOf(Keys.Members), "the pool has no members, so that nobody serves any connection", "at least one proxy");
        }

        return node with
        {
            Pool = new PoolPlan
            {
                Method = method,
                FacesUes = pool.Read(Keys.Faces),
                Track = pool.TryRead(Keys.Track, out var track) ? track : method == BalancingMethod.Token,
                Members = members,
            },
        };
    }

    private PoolMemberPlan? Member(NodePlan balancer, MappingReader pool, TreeNode item, string path)
    {
        string proxy;
        Instant? from = null, drains = null, until = null;
        var before = context.Errors.Reports;
        if (item is TreeMapping)
        {
            var member = new MappingReader(item, path, item.Position, Keys.MemberGroup, context.Errors);
            proxy = member.Read(Keys.Proxy);
            from = member.TryRead(Keys.From, out var begin) ? begin : null;
            drains = member.TryRead(Keys.Drains, out var drain) ? drain : null;
            until = member.TryRead(Keys.Until, out var end) ? end : null;
            CheckOrder(member, from ?? Instant.Zero, drains, until);
            span.Note(member, Keys.From, from, context.Errors);
            span.Note(member, Keys.Drains, drains, context.Errors);
            span.Note(member, Keys.Until, until, context.Errors);
        }
        else if (!pool.TryRead(item, path, AnyName, out proxy))
        {
            return null;
        }

        if (context.Errors.Reports != before)
        {
            return null;
        }

        if (!_proxies.Contains(proxy))
        {
            context.Errors.AddUnknown(item.Position, path, "proxy", proxy, _proxies);
            return null;
        }

        if (links.FirstOrDefault(link => link.EndsAt(balancer.Id) && link.OtherEnd(balancer.Id) == proxy) is not { } link)
        {
            context.Errors.Add(item.Position, path, $"no link leads from '{balancer.Id}' to '{proxy}'", $"a link with between: [{balancer.Id}, {proxy}]");
            return null;
        }

        return CanServe(nodes.First(node => node.Id == proxy), item, path) ? new PoolMemberPlan(proxy, link.Id, from, drains, until) : null;
    }

    private bool CanServe(NodePlan proxy, TreeNode item, string path)
    {
        if (proxy.IsCpe)
        {
            context.Errors.Add(item.Position, path, $"'{proxy.Id}' is a CPE, which has nobody behind a balancer", "a proxy in another mode");
        }

        context.Errors.Idle.Note(item.Position, path, proxy.Proxy!.Mode != ProxyMode.Forward, $"'{proxy.Id}' is in mode 'forward': connections that it is given have no proxy", "a proxy in another mode, here or in a variant");
        return !proxy.IsCpe;
    }

    private void CheckOrder(MappingReader member, Instant from, Instant? drains, Instant? until)
    {
        if (drains <= from)
        {
            context.Errors.Add(member.PositionOf(Keys.Drains), member.PathOf(Keys.Drains), "the member would drain before it begins", "a time after 'from'");
        }

        if (until <= (drains ?? from))
        {
            context.Errors.Add(member.PositionOf(Keys.Until), member.PathOf(Keys.Until), "the member would be gone before it has drained", "a time after 'from' and 'drains'");
        }
    }
}
