namespace Mpsim.Results;

/// <summary>A figure of shared public addresses that expectations and baselines know by name; <c>ports.csv</c> has more.</summary>
/// <param name="Name">As in <c>expect:</c> and baselines.</param>
/// <param name="Read">The figure of a NAPT or proxy.</param>
/// <param name="ReadClass">The same of one class of its subscribers.</param>
public sealed record PortMetric(string Name, Func<PortResult, double> Read, Func<PortClassResult, double> ReadClass)
{
    /// <summary>Ports and SYNs are counted.</summary>
    public const string Unit = "";

    /// <summary>Most ports in use or on hold at once; of a class the mean of what each subscriber had most.</summary>
    public static readonly PortMetric Peak = new("ports_peak", ports => ports.Peak, of => of.MeanPeak);

    /// <summary>Most ports that one subscriber had at once.</summary>
    public static readonly PortMetric SubscriberPeak = new("ports_of_one_peak", ports => ports.SubscriberPeak, of => of.Peak);

    /// <summary>SYNs for which there was no port, repeated ones among them.</summary>
    public static readonly PortMetric Refused = new("ports_refused", ports => ports.Refused, of => of.Refused);

    /// <summary>In the order of the rows.</summary>
    public static IReadOnlyList<PortMetric> All { get; } = [Peak, SubscriberPeak, Refused];

    public static PortMetric? Find(string name) => All.FirstOrDefault(metric => metric.Name == name);
}
