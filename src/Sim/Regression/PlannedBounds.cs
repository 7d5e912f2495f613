using Mpsim.Results;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Reading;

namespace Mpsim.Regression;

/// <summary>What a scenario demands of its results, in the terms in which results are judged.</summary>
public static class PlannedBounds
{
    private const double Percent = 100;

    public static IReadOnlyList<Expectation> Expectations(ScenarioPlan plan) => [.. plan.Expectations.Select(ToExpectation)];

    /// <summary>The program's tolerances, with those that the scenario states in their place.</summary>
    public static Tolerances Tolerances(ScenarioPlan plan) =>
        plan.Tolerances.Tolerances.Aggregate(Regression.Tolerances.Default, (all, one) => all.With(NameOf(one.Metric), ToTolerance(one)));

    private static Expectation ToExpectation(ExpectationPlan plan)
    {
        var (unit, value) = plan.Metric switch
        {
            Metric.Goodput => ("Mbit/s", plan.Bound / 1e6),
            Metric.Bytes or Metric.MemoryPeak or Metric.MisjudgedBytes or Metric.OverQuotaBytes => ("B", plan.Bound),
            Metric.Share or Metric.ShareUp or Metric.ShareDown or Metric.CpuShare => ("%", plan.Bound * Percent),
            Metric.CompletionTime => ("s", plan.Bound),
            Metric.HandshakeTime or Metric.FirstByteTime or Metric.LongestGap or Metric.LongestStall or Metric.SecondPathTime or Metric.AddedHandshakeDelay or Metric.CommitDelay or Metric.TimeToGrant or Metric.SessionWork => ("ms", plan.Bound * 1e3),
            Metric.RefusalWork => ("us", plan.Bound * 1e6),
            Metric.PortsPeak or Metric.PortsOfOnePeak or Metric.PortsRefused => (PortMetric.Unit, plan.Bound),
            _ => (SummaryMetric.Find(NameOf(plan.Metric))?.Unit ?? ProxyMetric.Find(NameOf(plan.Metric))!.Unit, plan.Bound),
        };
        var comparison = plan.Comparison switch
        {
            Comparison.AtLeast => ">=",
            Comparison.AtMost => "<=",
            Comparison.Above => ">",
            _ => "<",
        };
        return new Expectation(NameOf(plan.Metric), plan.Flow, plan.Link, plan.Variant, comparison, value, unit, plan.Text);
    }

    // Shares are compared by their difference, in points; a part of a small share would be no tolerance at all.
    private static Tolerance ToTolerance(MetricTolerance plan) => plan.Metric is Metric.Share or Metric.ShareUp or Metric.ShareDown
        ? new Tolerance(0, plan.Tolerance * Percent)
        : new Tolerance(plan.Tolerance, 0);

    private static string NameOf(Metric metric) => MetricNames.Form.Write(metric);
}
