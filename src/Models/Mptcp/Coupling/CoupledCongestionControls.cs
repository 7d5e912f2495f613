using Mpsim.Models.Tcp.Congestion;

namespace Mpsim.Models.Mptcp.Coupling;

/// <summary>
/// The congestion controls of MPTCP connections by name: the coupled ones, and those of <see cref="CongestionControls"/>
/// with every subflow on its own. Scenario keys, reference pages and error hints come from here.
/// </summary>
public static class CoupledCongestionControls
{
    /// <summary>All algorithms in the order of the reference page.</summary>
    public static readonly IReadOnlyList<SubflowCongestionAlgorithm> All =
    [
        new("lia", "Linked Increases (RFC 6356): in total as fast as TCP on the best path", _ => new LiaGroup()),
        new("olia", "Opportunistic Linked Increases (Khalili et al. 2012): Pareto-optimal, moves traffic to the best paths", _ => new CoupledGroup(group => new Olia(group))),
        new("balia", "Balanced Linked Adaptation (Peng et al. 2016): between friendliness and responsiveness", _ => new CoupledGroup(group => new Balia(group))),
        new("wvegas", "Weighted Vegas (Cao et al. 2012): by delay, ten segments in queues", _ => new CoupledGroup(group => new WeightedVegas(group))),
        new("coupled", "Fully coupled (Wischik et al. 2011): all traffic on the paths with least loss", _ => new CoupledGroup(group => new FullyCoupled(group))),
        new("ewtcp", "Equally weighted TCP (Honda et al. 2009): each subflow a TCP of weight 1 / n", _ => new CoupledGroup(group => new Ewtcp(group))),
        .. CongestionControls.All.Select(OnItsOwn),
    ];

    /// <summary>The names a scenario may use.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(algorithm => algorithm.Name)];

    /// <summary>Finds an algorithm, with the aliases of <see cref="CongestionControls.Find"/>.</summary>
    /// <returns>Null when there is none of that name.</returns>
    public static SubflowCongestionAlgorithm? Find(string name)
    {
        var canonical = CongestionControls.Find(name)?.Name ?? name;
        return All.FirstOrDefault(algorithm => algorithm.Name == canonical);
    }

    private static SubflowCongestionAlgorithm OnItsOwn(CongestionAlgorithm algorithm) =>
        new(algorithm.Name, $"{algorithm.Description}; each subflow on its own", options => new Uncoupled(algorithm, options));
}
