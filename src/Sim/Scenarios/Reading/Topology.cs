using Mpsim.Scenarios.Plan;

namespace Mpsim.Scenarios.Reading;

/// <summary>Answers which nodes can reach which: UEs and servers end a path, proxies and routers pass packets on.</summary>
internal sealed class Topology(IReadOnlyList<NodePlan> nodes, IReadOnlyList<LinkPlan> links)
{
    private readonly HashSet<string> forwarders =
        [.. nodes.Where(node => node.Kind is NodeKind.Proxy or NodeKind.Router).Select(node => node.Id)];

    /// <summary>The NAPT that hides a node from one that opens a connection to it over a link, and forwards nothing to it; null when it can be reached.</summary>
    public NaptSite? HiddenBy(string node, string link, string opener) =>
        NaptSite.Of(nodes, links).FirstOrDefault(napt => napt.Forward != node && napt.Hides(node, link, opener, nodes, links));

    /// <summary>The links of a node over which the other can be reached, in the order of the file.</summary>
    public IReadOnlyList<string> LinksToward(string from, string to) =>
        [.. links.Where(link => link.EndsAt(from) && Reaches(link, from, to)).Select(link => link.Id)];

    private bool Reaches(LinkPlan start, string from, string to)
    {
        var visited = new HashSet<string> { from };
        var open = new Queue<string>();
        open.Enqueue(start.OtherEnd(from));
        while (open.TryDequeue(out var here))
        {
            if (here == to)
            {
                return true;
            }

            if (visited.Add(here) && forwarders.Contains(here))
            {
                foreach (var link in links.Where(link => link.EndsAt(here)))
                {
                    open.Enqueue(link.OtherEnd(here));
                }
            }
        }

        return false;
    }
}
