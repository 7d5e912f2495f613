using Mpsim.Results;

namespace Mpsim.Regression;

/// <summary>The tolerance of each metric; a scenario may state its own for some of them.</summary>
public sealed class Tolerances
{
    /// <summary>
    /// Results repeat exactly while nothing changes, so these say which changes are worth a look: absolute parts keep small
    /// counts and short times from tripping over one packet.
    /// </summary>
    public static readonly Tolerances Default = new(new Dictionary<string, Tolerance>
    {
        [SummaryMetric.Goodput.Name] = new(0.02, 0),
        [SummaryMetric.Share.Name] = new(0, 1),
        [SummaryMetric.CompletionTime.Name] = new(0.05, 0),
        [SummaryMetric.HandshakeTime.Name] = new(0.05, 0.5),
        [SummaryMetric.FirstByteTime.Name] = new(0.05, 0.5),
        [SummaryMetric.Retransmissions.Name] = new(0.2, 10),
        [SummaryMetric.LongestGap.Name] = new(0.2, 10),
        [SummaryMetric.ConnectionsCompleted.Name] = new(0.01, 0),
        [SummaryMetric.ConnectionsAborted.Name] = new(0, 0),
        [SummaryMetric.SessionsTakenOver.Name] = new(0.01, 0),
        [SummaryMetric.SessionsLeft.Name] = new(0.01, 0),
        [SummaryMetric.SessionsPassed.Name] = new(0.01, 0),
        [SummaryMetric.SessionsNotOffered.Name] = new(0.01, 0),
        [SummaryMetric.SessionsRefused.Name] = new(0.01, 0),
        [SummaryMetric.SubflowsRefused.Name] = new(0.01, 0),
        [SummaryMetric.SubflowsFailed.Name] = new(0.01, 0),
        [SummaryMetric.SecondPathTime.Name] = new(0.05, 0.5),
        [SummaryMetric.Cost.Name] = new(0.02, 0),
        [SummaryMetric.OverQuotaBytes.Name] = new(0.05, 100_000),
        [ProxyMetric.CpuShare.Name] = new(0.05, 0.5),
        [ProxyMetric.CpuQueuePeak.Name] = new(0.2, 10),
        [ProxyMetric.CpuDropped.Name] = new(0.2, 10),
        [ProxyMetric.HandshakeDelay.Name] = new(0.1, 0.05),
        [ProxyMetric.RefusalWork.Name] = new(0.05, 0),
        [ProxyMetric.SessionWork.Name] = new(0.05, 0),
        [ProxyMetric.MemoryPeak.Name] = new(0.05, 0),
        [ProxyMetric.MisjudgedBytes.Name] = new(0.05, 100_000),
        [ProxyMetric.RequestsGranted.Name] = new(0.01, 0),
        [ProxyMetric.RequestsPartlyGranted.Name] = new(0.01, 0),
        [ProxyMetric.RequestsRefused.Name] = new(0.01, 0),
        [ProxyMetric.TimeToGrant.Name] = new(0.05, 0.5),
        [ProxyMetric.SessionsSelected.Name] = new(0.01, 0),
        [ProxyMetric.SessionsPeak.Name] = new(0.05, 2),
        [ProxyMetric.Refusals.Name] = new(0.05, 2),
        [ProxyMetric.SessionsHeld.Name] = new(0.05, 2),
        [PortMetric.Peak.Name] = new(0.02, 1),
        [PortMetric.SubscriberPeak.Name] = new(0.02, 1),
        [PortMetric.Refused.Name] = new(0.05, 2),
    });

    private readonly Dictionary<string, Tolerance> _byMetric;

    private Tolerances(Dictionary<string, Tolerance> byMetric) => _byMetric = byMetric;

    public Tolerance Of(string metric) => _byMetric.GetValueOrDefault(metric);

    /// <summary>These with the tolerance of one metric replaced.</summary>
    public Tolerances With(string metric, Tolerance tolerance) =>
        new(new Dictionary<string, Tolerance>(_byMetric) { [metric] = tolerance });
}
