using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads the rules and limits of proxies, once all that they may name is known.</summary>
/// <param name="context">What all readers share.</param>
/// <param name="nodes">All nodes.</param>
/// <param name="rules">Reads whom rules are about.</param>
internal sealed class PolicyReader(ReadingContext context, IReadOnlyList<NodePlan> nodes, RuleReader rules)
{
    private readonly string[] _servers = [.. nodes.Where(node => !node.Forwards).Select(node => node.Id)];

    private PolicyKeys Keys => context.Keys.Policy;

    /// <returns>The node with its rules and limits, where it is a proxy.</returns>
    public NodePlan Read(NodePlan node, TreeEntry entry)
    {
        if (node.Proxy is not { } proxy)
        {
            return node;
        }

        var reader = new MappingReader(entry.Value, $"nodes.{node.Id}", entry.Key.Position, context.Keys.Node.Group, context.Errors);
        return node with { Proxy = proxy with { Limits = Limits(reader), Rules = Rules(reader, proxy) } };
    }

    private List<ProxyRulePlan> Rules(MappingReader reader, ProxyPlan proxy)
    {
        var key = context.Keys.Node.Policy;
        if (proxy.Mode != ProxyMode.Hybrid)
        {
            reader.ReportMeaningless(context.Keys.Node.OfHybrids, reader.Find(context.Keys.Node.Mode), "only a proxy in hybrid mode has this key");
            return [];
        }

        var policy = new List<ProxyRulePlan>();
        var before = context.Errors.Reports;
        foreach (var (index, item) in reader.Items(key).Index())
        {
            var path = $"{reader.PathOf(key)}.{index}";
            rules.CheckIsReached(item, path, policy.Find(rule => rule.IsUnconditional)?.Name);
            var rule = new MappingReader(item, path, item.Position, Keys.Group, context.Errors);
            policy.Add(Rule(rule, index));
            if (proxy.AccessReports is null && rule.Find(Keys.Access) is not null)
            {
                context.Errors.Add(rule.PositionOf(Keys.Access), rule.PathOf(Keys.Access), "nobody tells this proxy what accesses are", $"{context.Keys.Node.AccessReports.Name} at the proxy");
            }
        }

        if (policy.Count == 0 && context.Errors.Reports == before)
        {
            context.Errors.Add(reader.PositionOf(context.Keys.Node.Mode), reader.PathOf(key), "a hybrid proxy has no rules", key.Expected);
        }

        return policy;
    }

    private List<SessionLimitPlan> Limits(MappingReader node)
    {
        var limits = new List<SessionLimitPlan>();
        var key = context.Keys.Node.Limits;
        foreach (var (index, item) in node.Items(key).Index())
        {
            var limit = new MappingReader(item, $"{node.PathOf(key)}.{index}", item.Position, context.Keys.Limit.Group, context.Errors);
            if (limits.Find(earlier => earlier is { Subscribers.Count: 0, Flows.Count: 0, Ports: null }) is { } all)
            {
                context.Errors.Add(item.Position, limit.Path, $"no session gets as far as this limit, since '{all.Name}' is about all", "the limit without conditions at the end, or one limit with both");
            }

            limits.Add(Limit(limit, context.Keys.Limit, index));
        }

        return limits;
    }

    private SessionLimitPlan Limit(MappingReader limit, LimitKeys keys, int index)
    {
        var (ofSession, ofAUe) = (Rate(limit, keys.RatePerSession, keys), Rate(limit, keys.RatePerUe, keys));
        var hasRate = limit.Find(keys.RatePerSession) is not null || limit.Find(keys.RatePerUe) is not null;
        var plan = new SessionLimitPlan
        {
            Name = limit.TryRead(keys.Name, out var name) ? name : $"limit {index + 1}",
            Subscribers = rules.Subscribers(limit, keys.Subscribers),
            Flows = rules.Flows(limit, keys.Flows),
            Ports = limit.TryRead(keys.Ports, out var ports) ? ports : null,
            SessionsPerUe = limit.TryRead(keys.SessionsPerUe, out var ofUe) ? ofUe : null,
            SessionsPerServer = limit.TryRead(keys.SessionsPerServer, out var ofServer) ? ofServer : null,
            SubflowsPerSession = limit.TryRead(keys.SubflowsPerSession, out var subflows) ? subflows : null,
            RatePerSession = ofSession,
            RatePerUe = ofAUe,
            Burst = hasRate ? limit.Read(keys.Burst) : null,
        };
        if (keys.Limits.All(key => limit.Find(key) is null))
        {
            context.Errors.Add(limit.Owner, limit.Path, "the limit limits nothing", $"one of {string.Join(", ", keys.Limits.Select(key => key.Name))}");
        }

        if (!hasRate)
        {
            limit.ReportMeaningless([keys.Burst], null, "only a limit of a rate has bursts");
        }

        return plan;
    }

    /// <summary>A rate of both directions, or one for each.</summary>
    private DirectedRatePlan Rate(MappingReader limit, Key key, LimitKeys keys)
    {
        if (limit.Find(key) is not { } node)
        {
            return default;
        }

        if (node is not TreeMapping)
        {
            return limit.TryRead(node, limit.PathOf(key), keys.Up.Form, out var both) ? new DirectedRatePlan(both, both) : default;
        }

        var rates = limit.Open(key, keys.RateGroup);
        var plan = new DirectedRatePlan(rates.TryRead(keys.Up, out var up) ? up : null, rates.TryRead(keys.Down, out var down) ? down : null);
        if (rates.Find(keys.Up) is null && rates.Find(keys.Down) is null)
        {
            context.Errors.Add(limit.PositionOf(key), limit.PathOf(key), "the limit is for neither direction", key.Expected);
        }

        return plan;
    }

    private ProxyRulePlan Rule(MappingReader rule, int index)
    {
        var (from, until) = rules.Span(rule, Keys.From, Keys.Until);
        return new ProxyRulePlan
        {
            Name = rule.TryRead(Keys.Name, out var name) ? name : $"rule {index + 1}",
            Action = rule.Read(Keys.Action),
            Subscribers = rules.Subscribers(rule, Keys.Subscribers),
            Servers = rules.Names(rule, Keys.Servers, "host", _servers),
            ServerPrefix = rule.TryRead(Keys.ServerPrefix, out var prefix) ? prefix : null,
            Flows = rules.Flows(rule, Keys.Flows),
            Ports = rule.TryRead(Keys.Ports, out var ports) ? ports : null,
            Capability = rule.TryRead(Keys.Capability, out var capability) ? capability : null,
            Access = rule.TryRead(Keys.Access, out var access) ? access : null,
            QuotaIsUsedUp = rule.TryRead(Keys.Quota, out var usedUp) ? usedUp : null,
            SessionsAtLeast = rule.TryRead(Keys.SessionsAtLeast, out var least) ? least : null,
            SessionsBelow = rule.TryRead(Keys.SessionsBelow, out var bound) ? bound : null,
            From = from,
            Until = until,
        };
    }
}
