using Mpsim.Models.Units;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Values;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads the rules that choose one of several proxies on the way of a session.</summary>
/// <param name="context">What all readers share.</param>
/// <param name="nodes">All nodes.</param>
/// <param name="links">All links.</param>
/// <param name="population">The classes of the population.</param>
/// <param name="flows">The names of all flows.</param>
internal sealed class SelectionReader(ReadingContext context, IReadOnlyList<NodePlan> nodes, IReadOnlyList<LinkPlan> links, IReadOnlyList<SubscriberClassPlan> population, IReadOnlyList<string> flows)
{
    private static readonly NameForm AnyName = new("a name");

    private readonly string[] _subscribers = [.. nodes.Where(node => node.Kind == NodeKind.Ue).Select(node => node.Id), .. population.Select(each => each.Id)];
    private readonly string[] _proxies = [.. nodes.Where(node => node.Kind == NodeKind.Proxy).Select(node => node.Id)];

    private SelectionKeys Keys => context.Keys.Selection;

    public IReadOnlyList<SelectionRulePlan> Read(MappingReader top)
    {
        var key = context.Keys.Top.Selection;
        var rules = new List<SelectionRulePlan>();
        foreach (var (index, item) in top.Items(key).Index())
        {
            var path = $"{top.PathOf(key)}.{index}";
            if (rules.Find(rule => rule.IsUnconditional) is { } last)
            {
                context.Errors.Add(item.Position, path, $"no session gets as far as this rule, since '{last.Name}' is about all", "the rule without conditions at the end");
            }

            rules.Add(Rule(new MappingReader(item, path, item.Position, Keys.Group, context.Errors), index));
        }

        if (rules.Count > 0 && nodes.FirstOrDefault(node => node.Proxy is { Failure.Kind: ProxyStandby.HotStandby }) is { } doubled)
        {
            context.Errors.Add(top.PositionOf(key), top.PathOf(key), $"the hot standby of '{doubled.Id}' would choose at another time than the proxy, and go another way");
        }

        return rules;
    }

    private SelectionRulePlan Rule(MappingReader rule, int index)
    {
        Instant? from = rule.TryRead(Keys.From, out var begin) ? begin : null;
        Instant? until = rule.TryRead(Keys.Until, out var end) ? end : null;
        if (until <= (from ?? Instant.Zero))
        {
            context.Errors.Add(rule.PositionOf(Keys.Until), rule.PathOf(Keys.Until), "the rule would end before it begins", "a time after 'from'");
        }

        var chooses = rule.Find(Keys.Choose) is not null;
        if (chooses == rule.Find(Keys.Proxies) is not null)
        {
            context.Errors.Add(rule.Owner, rule.Path, chooses ? "the rule says twice how to choose" : "the rule does not say how to choose", $"{Keys.Choose.Name} or {Keys.Proxies.Name}");
        }

        return new SelectionRulePlan
        {
            Name = rule.TryRead(Keys.Name, out var name) ? name : $"selection {index + 1}",
            Choice = rule.TryRead(Keys.Choose, out var choice) ? choice : null,
            Proxies = Names(rule, Keys.Proxies, "proxy", _proxies),
            Subscribers = Names(rule, Keys.Subscribers, "UE or class", _subscribers),
            Flows = Names(rule, Keys.Flows, "flow", flows),
            Accesses = Names(rule, Keys.Access, "type of access", VariantPlan.TypesOf(links, population, [])),
            From = from,
            Until = until,
        };
    }

    private List<string> Names(MappingReader rule, Key key, string what, IReadOnlyList<string> known)
    {
        var names = new List<string>();
        foreach (var (index, item) in rule.Items(key).Index())
        {
            var path = $"{rule.PathOf(key)}.{index}";
            if (!rule.TryRead(item, path, AnyName, out var name))
            {
                continue;
            }

            if (!known.Contains(name))
            {
                context.Errors.AddUnknown(item.Position, path, what, name, known);
            }

            names.Add(name);
        }

        return names;
    }
}
