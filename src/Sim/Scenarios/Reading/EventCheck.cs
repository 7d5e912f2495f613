using Mpsim.Models.Units;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Finds events that find everything as they leave it, or are undone in the same instant.</summary>
/// <param name="context">What all readers share.</param>
internal sealed class EventCheck(ReadingContext context)
{
    private const string Remedy = "another time or state, or no such event";

    /// <param name="changes">Events of links with where they are written, in the order of time.</param>
    public void CheckLinks(IReadOnlyList<(EventPlan Plan, TreeNode Node, int Index)> changes)
    {
        var last = new Dictionary<(string Link, LinkDirections Direction), (bool IsUp, Instant At)>();
        foreach (var (plan, node, index) in changes.Where(each => each.Plan.Working is not null))
        {
            LinkDirections[] directions = [.. new[] { LinkDirections.Up, LinkDirections.Down }.Where(direction => plan.Directions.HasFlag(direction))];
            var before = directions.Select(direction => last.GetValueOrDefault((plan.Link, direction), (IsUp: true, At: Instant.Never))).ToArray();
            var at = context.Keys.Event.At.Form.Write(plan.At);

            // A loss of carrier may be told later than it came about.
            var changesState = plan.Signal || Array.Exists(before, each => each.IsUp != plan.Working);
            Note(node, index, context.Keys.Event.State, changesState, $"'{plan.Link}' is {(plan.Working!.Value ? "up" : "down")} already");
            Note(node, index, context.Keys.Event.At, !changesState || !Array.Exists(before, each => each.At == plan.At), $"'{plan.Link}' goes up and down at the same time, {at}");
            foreach (var direction in directions)
            {
                last[(plan.Link, direction)] = (plan.Working.Value, plan.At);
            }
        }
    }

    /// <param name="changes">Crashes of proxies and their ends, in the same way.</param>
    /// <param name="nodes">All nodes.</param>
    public void CheckProxies(IReadOnlyList<(ProxyEventPlan Plan, TreeNode Node, int Index)> changes, IReadOnlyList<NodePlan> nodes)
    {
        foreach (var group in changes.GroupBy(each => each.Plan.Node))
        {
            var boxes = nodes.FirstOrDefault(node => node.Id == group.Key)?.Proxy?.Failure.Kind is ProxyStandby.None or null ? 1 : 2;
            var (down, last) = (0, Instant.Never);
            foreach (var (plan, node, index) in group)
            {
                Note(node, index, context.Keys.Node.Failure.State, plan.Crashes ? down < boxes : down > 0, plan.Crashes ? $"no box of '{plan.Node}' works that could crash" : $"no box of '{plan.Node}' has crashed");
                Note(node, index, context.Keys.Node.Failure.At, plan.At != last, $"'{plan.Node}' crashes and is up again at the same time, {context.Keys.Event.At.Form.Write(plan.At)}");
                down = Math.Clamp(down + (plan.Crashes ? 1 : -1), 0, boxes);
                last = plan.At;
            }
        }
    }

    private void Note(TreeNode node, int index, Key key, bool isUsed, string message)
    {
        var position = (node as TreeMapping)?.Entries.FirstOrDefault(entry => entry.Key.Value == key.Name)?.Key.Position ?? node.Position;
        context.Errors.Idle.Note(position, $"events.{index}.{key.Name}", isUsed, message, Remedy);
    }
}
