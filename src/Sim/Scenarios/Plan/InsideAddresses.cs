using Mpsim.Models.Network.Sharing;

namespace Mpsim.Scenarios.Plan;

/// <summary>The addresses from which subscribers open sessions, which whoever shares public addresses among them tells them by.</summary>
/// <param name="Node">The UE, CPE or class of the population that has them.</param>
/// <param name="Link">The access.</param>
/// <param name="Range">The addresses.</param>
public sealed record InsideAddresses(string Node, string Link, SubscriberRange Range)
{
    /// <summary>All of them, in the order of the file: UEs and CPEs before the population.</summary>
    public static IReadOnlyList<InsideAddresses> Of(IEnumerable<NodePlan> nodes, IEnumerable<SubscriberClassPlan> population) =>
    [
        .. nodes.Where(node => node.Kind == NodeKind.Ue || node.IsCpe)
            .SelectMany(node => node.Interfaces.Where(face => !face.V4.IsNone && (!node.IsCpe || node.Proxy!.Uplinks.Contains(face.Link))).Select(face => new InsideAddresses(node.Id, face.Link, new SubscriberRange(node.Id, face.V4, 1)))),
        .. population.SelectMany(group => group.Template.Interfaces.Select(face => new InsideAddresses(group.Id, face.Link, new SubscriberRange(group.Id, group.AddressOf(face, 0), group.Count)))),
    ];

    /// <summary>Those that lie behind a NAPT.</summary>
    /// <param name="addresses">All of the scenario.</param>
    /// <param name="napt">The NAPT.</param>
    /// <param name="nodes">All nodes.</param>
    /// <param name="links">All links.</param>
    /// <param name="population">All classes.</param>
    public static IReadOnlyList<SubscriberRange> Behind(IReadOnlyList<InsideAddresses> addresses, NaptSite napt, IReadOnlyList<NodePlan> nodes, IReadOnlyList<LinkPlan> links, IReadOnlyList<SubscriberClassPlan> population)
    {
        List<NodePlan> ends = [.. nodes, .. population.Select(group => group.Template)];
        List<LinkPlan> ways = [.. links, .. population.SelectMany(group => group.Accesses).Select(access => access.Link)];
        var outside = links.FirstOrDefault(link => link.Id == napt.Link && link.EndsAt(napt.InsideEnd))?.OtherEnd(napt.InsideEnd);
        return outside is null ? [] : [.. addresses.Where(each => napt.Hides(each.Node, each.Link, outside, ends, ways)).Select(each => each.Range)];
    }
}
