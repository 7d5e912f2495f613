namespace Mpsim.Results;

/// <summary>One flow of one variant over all its runs: the row of result tables, baselines and expectations.</summary>
/// <param name="Variant">Name of the variant.</param>
/// <param name="Flow">Name of the flow.</param>
/// <param name="Runs">The flow's results in the order of the runs, never empty. Runs that were cut short are not among them: their figures cover another time.</param>
public sealed record FlowSummary(string Variant, string Flow, IReadOnlyList<FlowResult> Runs)
{
    /// <summary>Paths of the flow in the order in which its results name them.</summary>
    public IReadOnlyList<string> Paths { get; } =
        Runs.SelectMany(run => run.Shares).Select(share => share.Path).Distinct().ToArray();

    /// <summary>All flows of all variants that have a run that came to its end, in the order of variants and flows.</summary>
    public static IReadOnlyList<FlowSummary> Of(ScenarioResult result) =>
        (from variant in result.VariantNames
         from flow in result.FlowNames()
         let runs = result.CompletedRunsOf(variant).SelectMany(run => run.Flows).Where(one => one.Flow == flow).ToArray()
         where runs.Length > 0
         select new FlowSummary(variant, flow, runs)).ToArray();

    /// <summary>The figures of the runs that have one; fewer than <see cref="Runs"/> where transfers were not finished.</summary>
    public IReadOnlyList<double> Values(SummaryMetric metric, string? path = null) =>
        Runs.Select(run => metric.Value(run, path)).OfType<double>().ToArray();

    /// <summary>Mean and confidence interval over the runs that have a figure; null when none has.</summary>
    public ConfidenceInterval? Interval(SummaryMetric metric, string? path = null) =>
        ConfidenceInterval.Of(Values(metric, path));
}
