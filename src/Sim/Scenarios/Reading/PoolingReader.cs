using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads by which rules proxies pool the accesses of subscribers.</summary>
/// <param name="context">What all readers share.</param>
/// <param name="rules">Reads whom rules are about.</param>
/// <param name="host">Reads schedulers, which may name the accesses of a population.</param>
internal sealed class PoolingReader(ReadingContext context, RuleReader rules, HostReader host)
{
    private PoolingKeys Keys => context.Keys.Pooling;

    /// <returns>The node with its rules of pooling, where it is a proxy.</returns>
    public NodePlan Read(NodePlan node, TreeEntry entry)
    {
        if (node.Proxy is not { } proxy)
        {
            return node;
        }

        var key = context.Keys.Node.Pooling;
        var reader = new MappingReader(entry.Value, $"nodes.{node.Id}", entry.Key.Position, context.Keys.Node.Group, context.Errors);
        var pooling = new List<PoolingRulePlan>();
        foreach (var (index, item) in reader.Items(key).Index())
        {
            var path = $"{reader.PathOf(key)}.{index}";
            rules.CheckIsReached(item, path, pooling.Find(rule => rule.IsUnconditional)?.Name);
            pooling.Add(Rule(new MappingReader(item, path, item.Position, Keys.Group, context.Errors), index, node.Mptcp));
        }

        if (pooling.Count > 0)
        {
            var isIdle = proxy.Mode == ProxyMode.Forward;
            context.Errors.Idle.Note(reader.PositionOf(key), reader.PathOf(key), !isIdle, "a proxy that only forwards has no sessions to pool", "another mode");
        }

        return node with { Proxy = proxy with { Pooling = pooling } };
    }

    private PoolingRulePlan Rule(MappingReader rule, int index, MptcpPlan node) => new()
    {
        Name = rule.TryRead(Keys.Name, out var name) ? name : $"pooling {index + 1}",
        Subscribers = rules.Subscribers(rule, Keys.Subscribers),
        Flows = rules.Flows(rule, Keys.Flows),
        Ports = rule.TryRead(Keys.Ports, out var ports) ? ports : null,
        Mptcp = host.Scheduling(rule, node),
    };
}
