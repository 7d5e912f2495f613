using Mpsim.Models.Wire;

namespace Mpsim.Scenarios.Plan;

/// <summary>The IP versions in which packets pass each link: those of which both ends have an address there.</summary>
public sealed class CarriedFamilies(IReadOnlyList<NodePlan> nodes)
{
    private readonly Dictionary<string, IpFamilies> _families = nodes.SelectMany(node => node.Interfaces).GroupBy(face => face.Link)
        .ToDictionary(faces => faces.Key, faces => faces.Aggregate(IpFamilies.Both, (common, face) => common & face.Families), StringComparer.Ordinal);

    public bool Has(LinkPlan link, IpFamilies family) => _families[link.Id].HasFlag(family);
}
