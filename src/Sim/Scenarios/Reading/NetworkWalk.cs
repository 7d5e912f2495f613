using Mpsim.Scenarios.Plan;

namespace Mpsim.Scenarios.Reading;

/// <summary>How far packets get in the network of a variant before they meet a node of some kind.</summary>
internal static class NetworkWalk
{
    /// <param name="links">All links.</param>
    /// <param name="nodes">All nodes.</param>
    /// <param name="start">Where packets come from.</param>
    /// <param name="endsAt">Nodes that pass nothing on, beside those that never do.</param>
    /// <returns>The nodes and links that are met, the start among them.</returns>
    public static (HashSet<string> Nodes, HashSet<string> Links) From(string start, IReadOnlyList<NodePlan> nodes, IReadOnlyList<LinkPlan> links, Predicate<NodePlan> endsAt)
    {
        var (met, passed) = (new HashSet<string>(StringComparer.Ordinal) { start }, new HashSet<string>(StringComparer.Ordinal));
        var open = new Queue<string>([start]);
        while (open.TryDequeue(out var here))
        {
            if (nodes.FirstOrDefault(node => node.Id == here) is not { Forwards: true } node || endsAt(node))
            {
                continue;
            }

            foreach (var link in links.Where(link => link.EndsAt(here)))
            {
                passed.Add(link.Id);
                if (met.Add(link.OtherEnd(here)))
                {
                    open.Enqueue(link.OtherEnd(here));
                }
            }
        }

        return (met, passed);
    }
}
