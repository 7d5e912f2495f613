using Mpsim.Models.Wire;

namespace Mpsim.Scenarios.Plan;

/// <summary>A place where IPv4 addresses are translated.</summary>
/// <param name="Name">The link or router that has the box.</param>
/// <param name="Link">The link on whose far side the outside lies, or which is itself the border.</param>
/// <param name="InsideEnd">The node at the inner end of that link.</param>
/// <param name="Address">The address that the outside sees; none where there is no IPv4.</param>
/// <param name="Forward">The node inside that connections from outside go to; null for none.</param>
public sealed record NaptSite(string Name, string Link, string InsideEnd, IpAddress Address, string? Forward)
{
    /// <summary>Further addresses that the outside sees.</summary>
    public IReadOnlyList<IpAddress> Further { get; private init; } = [];

    public static IReadOnlyList<NaptSite> Of(IReadOnlyList<NodePlan> nodes, IReadOnlyList<LinkPlan> links) =>
    [
        .. links.SelectMany(link => link.Middleboxes.Where(box => box.IsNapt)
            .Select(box => new NaptSite(link.Id, link.Id, link.First, box.PublicAddress, box.Forward) { Further = box.FurtherAddresses })),
        .. nodes.SelectMany(node => node.Middleboxes.Where(box => box.IsNapt)
            .Select(box => new NaptSite(node.Id, node.Outside!, node.Id, box.PublicAddress, box.Forward) { Further = box.FurtherAddresses })),
    ];

    /// <summary>The address on the inside of the node that connections from outside go to; none where there is no such node.</summary>
    public IpAddress ForwardAddress(IReadOnlyList<NodePlan> nodes, IReadOnlyList<LinkPlan> links)
    {
        var outside = links.First(link => link.Id == Link).OtherEnd(InsideEnd);
        return nodes.FirstOrDefault(node => node.Id == Forward)?.Interfaces
            .FirstOrDefault(face => Hides(Forward!, face.Link, outside, nodes, links))?.V4 ?? default;
    }

    /// <summary>Whether a node on a link of its own lies behind the border, seen from another node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="link">The link by which it is reached.</param>
    /// <param name="other">The other node.</param>
    /// <param name="nodes">All nodes.</param>
    /// <param name="links">All links.</param>
    public bool Hides(string node, string link, string other, IReadOnlyList<NodePlan> nodes, IReadOnlyList<LinkPlan> links)
    {
        if (link == Link)
        {
            return node == InsideEnd;
        }

        // Over no border: from the node by its link, and never across the one in question.
        var visited = new HashSet<string>(StringComparer.Ordinal) { node };
        var open = new Queue<string>();
        open.Enqueue(links.First(each => each.Id == link && each.EndsAt(node)).OtherEnd(node));
        var meetsInside = false;
        while (open.TryDequeue(out var here))
        {
            if (here == other)
            {
                return false;
            }

            if (!visited.Add(here) || !nodes.First(each => each.Id == here).Forwards)
            {
                continue;
            }

            meetsInside |= here == InsideEnd;
            foreach (var next in links.Where(each => each.Id != Link && each.EndsAt(here)))
            {
                open.Enqueue(next.OtherEnd(here));
            }
        }

        return meetsInside;
    }
}
