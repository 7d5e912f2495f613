using Mpsim.Models.Wire;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Scenarios.Reading;

/// <summary>Answers which nodes can reach which: UEs and servers end a path, proxies and routers pass packets on.</summary>
internal sealed class Topology(IReadOnlyList<NodePlan> nodes, IReadOnlyList<LinkPlan> links)
{
    private readonly HashSet<string> _forwarders =
        [.. nodes.Where(node => node.Forwards).Select(node => node.Id)];

    private readonly CarriedFamilies _carried = new(nodes);

    /// <summary>The NAPT that hides a node from one that opens a connection to it over a link, and forwards nothing to it; null when it can be reached.</summary>
    public NaptSite? HiddenBy(string node, string link, string opener) =>
        NaptSite.Of(nodes, links).FirstOrDefault(napt => napt.Forward != node && napt.Hides(node, link, opener, nodes, links));

    /// <summary>
    /// The links of a node over which the other can be reached, in the order of the file: in one IP version, or to a proxy that
    /// takes sessions over, which is joined at an address of its own and goes on in whichever version it can.
    /// </summary>
    public IReadOnlyList<string> LinksToward(string from, string to) =>
        [.. links.Where(link => link.EndsAt(from) && Leads(link, from, to)).Select(link => link.Id)];

    /// <summary>The node at the other end of a link.</summary>
    public string OtherEnd(string link, string from) => links.First(each => each.Id == link && each.EndsAt(from)).OtherEnd(from);

    /// <summary>The links by which packets of one IP version go from a node to another: the fewest, and of equals those that come first in the file.</summary>
    /// <returns>Empty when there is no way.</returns>
    public IReadOnlyList<LinkPlan> Way(string from, string to, IpFamilies family)
    {
        var cameBy = new Dictionary<string, LinkPlan>(StringComparer.Ordinal);
        var open = new Queue<string>();
        open.Enqueue(from);
        while (open.TryDequeue(out var here) && here != to)
        {
            foreach (var link in links.Where(link => link.EndsAt(here) && _carried.Has(link, family)))
            {
                var next = link.OtherEnd(here);
                if (next != from && (next == to || _forwarders.Contains(next)) && cameBy.TryAdd(next, link))
                {
                    open.Enqueue(next);
                }
            }
        }

        var way = new List<LinkPlan>();
        for (var here = to; cameBy.TryGetValue(here, out var link); here = link.OtherEnd(here))
        {
            way.Insert(0, link);
        }

        return way;
    }

    /// <summary>Where IPv4 addresses are translated.</summary>
    public IReadOnlyList<NaptSite> Napts => NaptSite.Of(nodes, links);

    /// <summary>Whether a node gets by one of its links to another one in some IP version though a third one be taken away.</summary>
    public bool LeadsPast(string link, string from, string to, string without)
    {
        var start = links.First(each => each.Id == link && each.EndsAt(from));
        return Reaches(start, from, to, IpFamilies.V4, without) || Reaches(start, from, to, IpFamilies.V6, without);
    }

    /// <summary>Whether packets of one IP version find their way from a node by one of its links to the other.</summary>
    public bool Reaches(string link, string from, string to, IpFamilies family) => Reaches(links.First(each => each.Id == link && each.EndsAt(from)), from, to, family);

    private bool Leads(LinkPlan start, string from, string to) =>
        ReachesInEither(start, from, to)
        || nodes.Any(node => node.Proxy is { Mode: not (ProxyMode.Forward or ProxyMode.Cpe) } && ReachesInEither(start, from, node.Id)
            && links.Any(link => link.EndsAt(node.Id) && ReachesInEither(link, node.Id, to)));

    private bool ReachesInEither(LinkPlan start, string from, string to) => Reaches(start, from, to, IpFamilies.V4) || Reaches(start, from, to, IpFamilies.V6);

    private bool Reaches(LinkPlan start, string from, string to, IpFamilies family, string? without = null)
    {
        if (!_carried.Has(start, family))
        {
            return false;
        }

        var visited = new HashSet<string> { from };
        var open = new Queue<string>();
        open.Enqueue(start.OtherEnd(from));
        while (open.TryDequeue(out var here))
        {
            if (here == to)
            {
                return true;
            }

            if (here != without && visited.Add(here) && _forwarders.Contains(here))
            {
                foreach (var link in links.Where(link => link.EndsAt(here) && _carried.Has(link, family)))
                {
                    open.Enqueue(link.OtherEnd(here));
                }
            }
        }

        return false;
    }
}
