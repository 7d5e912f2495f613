namespace Mpsim.Results;

/// <summary>
/// What a variant brings against the first one: mean of the differences between runs of the same number, which have the same
/// randomness. What a seed does to both variants falls out, so the interval is narrower than those of the two means.
/// </summary>
/// <param name="Variant">Name of the variant.</param>
/// <param name="Against">Name of the first variant.</param>
/// <param name="Flow">Name of the flow.</param>
/// <param name="Metric">What was measured.</param>
/// <param name="Path">Name of a path; null for the whole flow.</param>
/// <param name="Difference">Variant less first variant, in the unit of the metric, with its interval from Student's t distribution.</param>
/// <param name="Mean">Mean of the first variant over the same runs.</param>
public sealed record PairedDifference(
    string Variant, string Against, string Flow, SummaryMetric Metric, string? Path, ConfidenceInterval Difference, double Mean)
{
    /// <summary>Whether zero lies outside the interval; null where one pair says nothing about spread.</summary>
    public bool? IsClear => Difference.HalfWidth is null ? null : Difference.Low > 0 || Difference.High < 0;

    /// <summary>All differences of all further variants, in the order of variants, flows, metrics and paths.</summary>
    public static IReadOnlyList<PairedDifference> Of(ScenarioResult result) =>
        (from variant in result.VariantNames.Skip(1)
         from flow in result.FlowNames()
         from metric in SummaryMetric.All
         from path in metric.ReadPath is null ? [null] : new string?[] { null }.Concat(result.PathNames())
         let difference = Of(result, variant, flow, metric, path)
         where difference is not null
         select difference).ToArray();

    /// <summary>One difference; null where no run of both variants has the figure.</summary>
    public static PairedDifference? Of(ScenarioResult result, string variant, string flow, SummaryMetric metric, string? path = null)
    {
        string first = result.VariantNames[0];
        Dictionary<int, double> before = Figures(result, first, flow, metric, path);
        (double Before, double After)[] pairs = Figures(result, variant, flow, metric, path)
            .Where(after => before.ContainsKey(after.Key))
            .OrderBy(after => after.Key)
            .Select(after => (before[after.Key], after.Value))
            .ToArray();
        return ConfidenceInterval.Of(pairs.Select(pair => pair.After - pair.Before).ToArray()) is { } difference
            ? new PairedDifference(variant, first, flow, metric, path, difference, pairs.Average(pair => pair.Before))
            : null;
    }

    /// <summary>The figures by the number of the run.</summary>
    private static Dictionary<int, double> Figures(ScenarioResult result, string variant, string flow, SummaryMetric metric, string? path)
    {
        var figures = new Dictionary<int, double>();
        foreach (RunResult run in result.CompletedRunsOf(variant))
        {
            if (run.Flows.FirstOrDefault(one => one.Flow == flow) is { } found && metric.Value(found, path) is { } figure)
                figures.Add(run.Run, figure);
        }

        return figures;
    }
}
