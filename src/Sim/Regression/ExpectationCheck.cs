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

        if (ProxyMetric.Find(expectation.Metric) is { } ofProxy)
        {
            return ProxySummary.Of(result).FirstOrDefault(one => one.Variant == variant && one.Proxy == expectation.Flow) is { } proxy
                ? Judge(expectation, variant, proxy.Values(ofProxy), proxy.Runs.Count, ofProxy.Unit)
                : Unmet($"variant '{variant}' has no results of proxy '{expectation.Flow}'");
        }

        if (PortMetric.Find(expectation.Metric) is { } ofPorts)
        {
            return PortSummary.Of(result).FirstOrDefault(one => one.Variant == variant && one.Place == expectation.Flow) is { } place
                ? Judge(expectation, variant, place.Values(ofPorts), place.Runs.Count, PortMetric.Unit)
                : Unmet($"variant '{variant}' has no results of addresses that '{expectation.Flow}' shares");
        }

        if (SummaryMetric.Find(expectation.Metric) is not { } metric)
            return Unmet($"there is no metric '{expectation.Metric}'");
        if (summaries.FirstOrDefault(one => one.Variant == variant && one.Flow == expectation.Flow) is not { } summary)
            return Unmet($"variant '{variant}' has no results of flow '{expectation.Flow}'");

        return Judge(expectation, variant, summary.Values(metric, expectation.Path), summary.Runs.Count, metric.Unit);
    }

    private static ExpectationOutcome Judge(Expectation expectation, string variant, IReadOnlyList<double> values, int runs, string unit)
    {
        ExpectationOutcome Unmet(string reason) => new(expectation, variant, null, Met: false, reason);

        // A mean over the runs that happened to finish would hide the others.
        if (values.Count < runs)
            return Unmet($"no figure in {runs - values.Count} of {runs} runs");
        double mean = ConfidenceInterval.Of(values)!.Value.Mean;
        if (!MetricUnits.TryConvert(mean, unit, expectation.Unit, out double measured))
            return Unmet($"{expectation.Metric} is in {unit}, which '{expectation.Unit}' does not measure");

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
