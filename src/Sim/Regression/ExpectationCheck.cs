using Mpsim.Results;

namespace Mpsim.Regression;

/// <summary>Holds the expectations of a scenario against its results.</summary>
public static class ExpectationCheck
{
    public static readonly IReadOnlyList<string> Operators = [">=", ">", "<=", "<", "==", "!="];

    public static IReadOnlyList<ExpectationOutcome> Judge(ScenarioResult result, IEnumerable<Expectation> expectations)
    {
        IReadOnlyList<FlowSummary> summaries = FlowSummary.Of(result);
        return expectations.Select(expectation => Judge(result, summaries, expectation)).ToArray();
    }

    private static ExpectationOutcome Judge(ScenarioResult result, IReadOnlyList<FlowSummary> summaries, Expectation expectation)
    {
        string variant = expectation.Variant ?? result.VariantNames[0];
        ExpectationOutcome Unmet(string reason) => new(expectation, variant, null, Met: false, reason);

        if (SummaryMetric.Find(expectation.Metric) is not { } metric)
            return Unmet($"there is no metric '{expectation.Metric}'");
        if (summaries.FirstOrDefault(one => one.Variant == variant && one.Flow == expectation.Flow) is not { } summary)
            return Unmet($"variant '{variant}' has no results of flow '{expectation.Flow}'");

        IReadOnlyList<double> values = summary.Values(metric, expectation.Path);

        // A mean over the runs that happened to finish would hide the others.
        if (values.Count < summary.Runs.Count)
            return Unmet($"no figure in {summary.Runs.Count - values.Count} of {summary.Runs.Count} runs");
        double mean = ConfidenceInterval.Of(values)!.Value.Mean;
        if (!MetricUnits.TryConvert(mean, metric.Unit, expectation.Unit, out double measured))
            return Unmet($"{metric.Name} is in {metric.Unit}, which '{expectation.Unit}' does not measure");

        return new ExpectationOutcome(expectation, variant, measured, Holds(measured, expectation.Operator, expectation.Value), "");
    }

    private static bool Holds(double measured, string comparison, double bound) => comparison switch
    {
        ">=" => measured >= bound,
        ">" => measured > bound,
        "<=" => measured <= bound,
        "<" => measured < bound,
        "==" => measured == bound,
        "!=" => measured != bound,
        _ => throw new ArgumentException($"'{comparison}' is no comparison", nameof(comparison)),
    };
}
