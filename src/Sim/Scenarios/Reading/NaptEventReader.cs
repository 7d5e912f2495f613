using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads one event that changes the address of a NAPT.</summary>
internal sealed class NaptEventReader(ReadingContext context, IReadOnlyList<NodePlan> nodes, IReadOnlyList<LinkPlan> links, RunSpan span)
{
    private NaptEventKeys Keys => context.Keys.NaptEvent;

    /// <summary>An event is about a NAPT when it names one.</summary>
    public bool Takes(TreeNode node) => (node as TreeMapping)?.Find(Keys.Napt.Name) is not null;

    public NaptEventPlan Read(TreeNode node, int index)
    {
        var reader = new MappingReader(node, $"events.{index}", node.Position, Keys.Group, context.Errors);
        var at = reader.Read(Keys.At);
        span.Check(reader, Keys.At, at, context.Errors);
        var plan = new NaptEventPlan(at, reader.Read(Keys.Napt), reader.Read(Keys.Address));
        var places = NaptSite.Of(nodes, links);
        if (reader.Find(Keys.Napt) is TreeScalar name && places.All(place => place.Name != plan.Napt))
        {
            context.Errors.AddUnknown(name.Position, reader.PathOf(Keys.Napt), "link or router with a NAPT", plan.Napt, [.. places.Select(place => place.Name)]);
        }

        if (places.Any(place => place.Name == plan.Napt && place.Further.Count > 0))
        {
            context.Errors.Add(reader.PositionOf(Keys.Napt), reader.PathOf(Keys.Napt), $"the NAPT at '{plan.Napt}' has several public addresses", "a NAPT with one");
        }

        var owner = nodes.FirstOrDefault(each => each.Id != plan.Napt && each.Interfaces.Any(face => face.V4 == plan.Address))?.Id
            ?? places.FirstOrDefault(place => place.Name != plan.Napt && place.Address == plan.Address)?.Name;
        if (owner is not null)
        {
            context.Errors.Add(reader.PositionOf(Keys.Address), reader.PathOf(Keys.Address), $"the address {plan.Address} is that of {owner}", "one that is nobody else's");
        }

        return plan;
    }
}
