using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads the rules that choose one of several proxies on the way of a session.</summary>
/// <param name="context">What all readers share.</param>
/// <param name="nodes">All nodes.</param>
/// <param name="links">All links.</param>
/// <param name="population">The classes of the population.</param>
/// <param name="rules">Reads whom rules are about.</param>
internal sealed class SelectionReader(ReadingContext context, IReadOnlyList<NodePlan> nodes, IReadOnlyList<LinkPlan> links, IReadOnlyList<SubscriberClassPlan> population, RuleReader rules)
{
    private readonly string[] _proxies = [.. nodes.Where(node => node.Kind == NodeKind.Proxy).Select(node => node.Id)];

    private SelectionKeys Keys => context.Keys.Selection;

    public IReadOnlyList<SelectionRulePlan> Read(MappingReader top)
    {
        var key = context.Keys.Top.Selection;
        var selection = new List<SelectionRulePlan>();
        foreach (var (index, item) in top.Items(key).Index())
        {
            var path = $"{top.PathOf(key)}.{index}";
            rules.CheckIsReached(item, path, selection.Find(rule => rule.IsUnconditional)?.Name);
            selection.Add(Rule(new MappingReader(item, path, item.Position, Keys.Group, context.Errors), index));
        }

        if (selection.Count > 0 && nodes.FirstOrDefault(node => node.Proxy is { Failure.Kind: ProxyStandby.HotStandby }) is { } doubled)
        {
            context.Errors.Add(top.PositionOf(key), top.PathOf(key), $"the hot standby of '{doubled.Id}' would choose at another time than the proxy, and go another way");
        }

        return selection;
    }

    private SelectionRulePlan Rule(MappingReader rule, int index)
    {
        var (from, until) = rules.Span(rule, Keys.From, Keys.Until);
        var chooses = rule.Find(Keys.Choose) is not null;
        if (chooses == rule.Find(Keys.Proxies) is not null)
        {
            context.Errors.Add(rule.Owner, rule.Path, chooses ? "the rule says twice how to choose" : "the rule does not say how to choose", $"{Keys.Choose.Name} or {Keys.Proxies.Name}");
        }

        return new SelectionRulePlan
        {
            Name = rule.TryRead(Keys.Name, out var name) ? name : $"selection {index + 1}",
            Choice = rule.TryRead(Keys.Choose, out var choice) ? choice : null,
            Proxies = rules.Names(rule, Keys.Proxies, "proxy", _proxies),
            Subscribers = rules.Subscribers(rule, Keys.Subscribers),
            Flows = rules.Flows(rule, Keys.Flows),
            Accesses = rules.Names(rule, Keys.Access, "type of access", VariantPlan.TypesOf(links, population, [])),
            From = from,
            Until = until,
        };
    }
}
