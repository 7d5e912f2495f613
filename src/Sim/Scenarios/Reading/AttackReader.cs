using Mpsim.Models.Wire;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads one attack.</summary>
/// <param name="context">What all readers share.</param>
/// <param name="nodes">All nodes.</param>
/// <param name="links">All links.</param>
/// <param name="flows">The flows that it may be aimed at.</param>
/// <param name="span">The simulated time.</param>
internal sealed class AttackReader(ReadingContext context, IReadOnlyList<NodePlan> nodes, IReadOnlyList<LinkPlan> links, IReadOnlyList<FlowPlan> flows, RunSpan span)
{
    private AttackKeys Keys => context.Keys.Attack;

    public AttackPlan Read(TreeEntry entry)
    {
        var id = entry.Key.Value;
        var path = $"{context.Keys.Top.Attacks.Name}.{id}";
        Identifier.Check(entry.Key, path, context.Errors);
        var attack = new MappingReader(entry.Value, path, entry.Key.Position, Keys.Group, context.Errors);
        var kind = attack.Read(Keys.Kind);
        var start = attack.Read(Keys.Start);
        span.Check(attack, Keys.Start, start, context.Errors);
        var plan = new AttackPlan
        {
            Id = id,
            Kind = kind,
            From = Name(attack, Keys.From, "attacker", [.. nodes.Where(node => node.Kind == NodeKind.Attacker).Select(node => node.Id)]),
            Flow = Name(attack, Keys.Flow, "flow", [.. flows.Select(flow => flow.Id)]),
            Gap = attack.Read(Keys.Rate),
            Start = start,
            Until = attack.TryRead(Keys.Until, out var until) ? until : null,
            Sources = attack.TryRead(Keys.Sources, out var sources) ? sources : null,
            Sees = attack.Find(Keys.Sees) is null ? null : Name(attack, Keys.Sees, "link", [.. links.Select(link => link.Id)]),
        };
        Check(attack, plan);
        return plan;
    }

    private void Check(MappingReader attack, AttackPlan plan)
    {
        if (plan.Until <= plan.Start)
        {
            context.Errors.Add(attack.PositionOf(Keys.Until), attack.PathOf(Keys.Until), "the attack would end before it begins", "a time after 'start'");
        }

        if (attack.Find(Keys.Kind) is not { } kind)
        {
            return;
        }

        if (plan.Kind is AttackKind.SynFlood or AttackKind.CapableFlood or AttackKind.TokenGuess)
        {
            attack.ReportMeaningless([Keys.Sees], kind, "this attack needs to see nothing");
        }
        else
        {
            attack.ReportMeaningless([Keys.Sources], kind, "only floods and guesses have other sources than the attacker's own address or the ends of a connection");
            if (attack.Find(Keys.Sees) is null)
            {
                attack.ReportMissing(Keys.Sees);
            }
        }

        if (plan.Sources is { } sources && flows.FirstOrDefault(flow => flow.Id == plan.Flow) is { } flow && sources.Address.Family != flow.Family)
        {
            context.Errors.Add(attack.PositionOf(Keys.Sources), attack.PathOf(Keys.Sources), $"the flow '{flow.Id}' opens in another IP version", FamilyReader.Write(flow.Family));
        }

        if (nodes.FirstOrDefault(node => node.Id == plan.From) is { } from && flows.FirstOrDefault(flow => flow.Id == plan.Flow) is { } aim
            && !from.Interfaces.Any(face => !face.AddressOf(aim.Family).IsNone))
        {
            context.Errors.Add(attack.PositionOf(Keys.From), attack.PathOf(Keys.From), $"'{plan.From}' has no address of the IP version in which '{aim.Id}' opens", FamilyReader.Write(aim.Family));
        }
    }

    private string Name(MappingReader attack, Key<string> key, string what, IReadOnlyList<string> known)
    {
        var name = attack.Read(key);
        if (attack.Find(key) is TreeScalar scalar && !known.Contains(name))
        {
            context.Errors.AddUnknown(scalar.Position, attack.PathOf(key), what, name, known);
        }

        return name;
    }
}
