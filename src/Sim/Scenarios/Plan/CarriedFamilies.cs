using Mpsim.Models.Wire;

namespace Mpsim.Scenarios.Plan;

/// <summary>The IP versions in which packets pass each link: those of which both ends have an address there.</summary>
public sealed class CarriedFamilies(IReadOnlyList<NodePlan> nodes)
{
    private readonly Dictionary<(string Node, string Link), IpFamilies> _families =
        nodes.SelectMany(node => node.Interfaces.Select(face => (Key: (node.Id, face.Link), face.Families))).ToDictionary(each => each.Key, each => each.Families);

    public bool Has(LinkPlan link, IpFamilies family) => (link.Families & Of(link.First, link) & Of(link.Second, link)).HasFlag(family);

    /// <summary>A gateway's ends of the lines of a population have no plan of their own.</summary>
    private IpFamilies Of(string node, LinkPlan link) => _families.GetValueOrDefault((node, link.Id), IpFamilies.Both);
}
