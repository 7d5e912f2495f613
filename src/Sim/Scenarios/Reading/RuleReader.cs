using Mpsim.Models.Units;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Values;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads what the rules of proxies have in common: whom they are about, and when.</summary>
/// <param name="context">What all readers share.</param>
/// <param name="subscribers">The names of UEs and of classes of the population.</param>
/// <param name="flows">The names of all flows.</param>
internal sealed class RuleReader(ReadingContext context, IReadOnlyList<string> subscribers, IReadOnlyList<string> flows)
{
    private static readonly NameForm AnyName = new("a name");

    public List<string> Subscribers(MappingReader rule, Key key) => Names(rule, key, "UE or class", subscribers);

    public List<string> Flows(MappingReader rule, Key key) => Names(rule, key, "flow", flows);

    /// <summary>A list of names of something.</summary>
    public List<string> Names(MappingReader rule, Key key, string what, IReadOnlyList<string> known)
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

    /// <summary>When a rule holds.</summary>
    public (Instant? From, Instant? Until) Span(MappingReader rule, Key<Instant> from, Key<Instant> until)
    {
        Instant? begin = rule.TryRead(from, out var given) ? given : null;
        Instant? end = rule.TryRead(until, out var last) ? last : null;
        if (end <= (begin ?? Instant.Zero))
        {
            context.Errors.Add(rule.PositionOf(until), rule.PathOf(until), "the rule would end before it begins", "a time after 'from'");
        }

        return (begin, end);
    }

    /// <summary>A rule behind one that is about all never decides.</summary>
    /// <param name="item">The rule behind.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="last">The name of the rule about all that stands before it; null where there is none.</param>
    public void CheckIsReached(TreeNode item, string path, string? last)
    {
        if (last is not null)
        {
            context.Errors.Add(item.Position, path, $"no session gets as far as this rule, since '{last}' is about all", "the rule without conditions at the end");
        }
    }
}
