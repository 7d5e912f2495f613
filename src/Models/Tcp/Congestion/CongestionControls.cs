namespace Mpsim.Models.Tcp.Congestion;

/// <summary>The congestion controls of a single connection by name: scenario keys, reference pages and error hints come from here.</summary>
public static class CongestionControls
{
    /// <summary>All algorithms in the order of the reference page.</summary>
    public static readonly IReadOnlyList<CongestionAlgorithm> All =
    [
        new("cubic", "CUBIC (RFC 9438) as in Linux, with HyStart unless switched off", options => new Cubic(options.HyStart)),
        new("bbr", "BBR version 1 (draft-cardwell-iccrg-bbr-congestion-control-00): paced at the rate that the path delivers", _ => new Bbr()),
        new("newreno", "slow start and additive increase (RFC 5681, RFC 6582)", _ => new NewReno()),
    ];

    /// <summary>The names a scenario may use.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(algorithm => algorithm.Name)];

    /// <summary>Finds an algorithm; <c>reno</c>, Linux's word, is taken for <c>newreno</c>.</summary>
    /// <returns>Null when there is none of that name.</returns>
    public static CongestionAlgorithm? Find(string name)
    {
        var canonical = name == "reno" ? "newreno" : name;
        return All.FirstOrDefault(algorithm => algorithm.Name == canonical);
    }
}
