using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads one event.</summary>
internal sealed class EventReader(ReadingContext context, IReadOnlyList<LinkPlan> links, RunSpan span)
{
    private EventKeys Keys => context.Keys.Event;

    public EventPlan Read(TreeNode node, int index)
    {
        var reader = new MappingReader(node, $"events.{index}", node.Position, Keys.Group, context.Errors);
        var at = reader.Read(Keys.At);
        span.Check(reader, Keys.At, at, context.Errors);
        var plan = new EventPlan
        {
            At = at,
            Link = reader.Read(Keys.Link),
            Directions = reader.Read(Keys.Direction),
            Working = reader.TryRead(Keys.State, out var working) ? working : null,
            Rate = reader.TryRead(Keys.Rate, out var rate) ? rate : null,
            Delay = reader.TryRead(Keys.Delay, out var delay) ? delay : null,
            Access = reader.TryRead(Keys.Access, out var access) ? access : null,
            Signal = reader.Read(Keys.Signal),
        };
        CheckChange(reader);
        CheckLink(reader, plan);
        return plan;
    }

    private void CheckChange(MappingReader reader)
    {
        if (reader.Find(Keys.Link) is not null
            && reader.Find(Keys.State) is null && reader.Find(Keys.Rate) is null && reader.Find(Keys.Delay) is null && reader.Find(Keys.Access) is null)
        {
            context.Errors.Add(reader.Owner, reader.Path, "the event changes nothing", "at least one of state, rate, delay, access");
        }

        if (reader.Find(Keys.State) is null)
        {
            reader.ReportMeaningless([Keys.Signal], null, "only a change of 'state' is signalled");
        }
    }

    private void CheckLink(MappingReader reader, EventPlan plan)
    {
        if (reader.Find(Keys.Link) is not TreeScalar name)
        {
            return;
        }

        var link = links.FirstOrDefault(link => link.Id == plan.Link);
        if (link is null)
        {
            context.Errors.AddUnknown(name.Position, reader.PathOf(Keys.Link), "link", plan.Link, [.. links.Select(each => each.Id)]);
        }
        else if (plan.Rate is not null && HasTrace(link, plan.Directions))
        {
            context.Errors.Add(reader.PositionOf(Keys.Rate), reader.PathOf(Keys.Rate),
                $"the rate of '{link.Id}' comes from a trace and cannot be changed by an event");
        }
    }

    private static bool HasTrace(LinkPlan link, LinkDirections directions) =>
        (directions.HasFlag(LinkDirections.Up) && link.Up.Trace is not null)
        || (directions.HasFlag(LinkDirections.Down) && link.Down.Trace is not null);
}
