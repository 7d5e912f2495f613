using Mpsim.Regression;
using Mpsim.Results;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Reading;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Regression;

public class PlannedBoundsTests
{
    [Fact]
    public void Metrics_of_scenarios_are_those_of_summaries() =>
        Assert.Equal(SummaryMetric.All.Select(metric => metric.Name).Concat(ProxyMetric.All.Select(metric => metric.Name)).Concat(PortMetric.All.Select(metric => metric.Name)).Order(), Enum.GetValues<Metric>().Select(MetricNames.Form.Write).Order());

    [Theory]
    [InlineData("goodput(download) >= 45 Mbit/s", "goodput", null, "base", ">=", 45, "Mbit/s")]
    [InlineData("share(download, lte, no proxy) < 20 %", "share", "lte", "no proxy", "<", 20, "%")]
    [InlineData("longest_gap(download) <= 250 ms", "longest_gap", null, "base", "<=", 250, "ms")]
    [InlineData("retransmissions(download) > 3", "retransmissions", null, "base", ">", 3, "segments")]
    public void Expectation_is_handed_over_in_a_unit_of_its_metric(
        string text, string metric, string? path, string variant, string comparison, double value, string unit)
    {
        var plan = SampleScenario.Plan(SampleScenario.Replace("goodput(download) >= 45 Mbit/s", text));

        Assert.Equal([new Expectation(metric, "download", path, variant, comparison, value, unit, text)], PlannedBounds.Expectations(plan));
        Assert.True(MetricUnits.TryConvert(1, SummaryMetric.Find(metric)!.Unit, unit, out _));
    }

    [Theory]
    [InlineData("cpu_share(gateway) <= 80 %", "cpu_share", "<=", 80, "%")]
    [InlineData("added_handshake_delay(gateway) < 2 ms", "added_handshake_delay", "<", 2, "ms")]
    [InlineData("refusal_work(gateway) <= 1500 ns", "refusal_work", "<=", 1.5, "us")]
    [InlineData("memory_peak(gateway) <= 1 MB", "memory_peak", "<=", 1e6, "B")]
    [InlineData("cpu_dropped(gateway) <= 0", "cpu_dropped", "<=", 0, "packets")]
    public void Expectation_of_a_proxy_is_handed_over_in_a_unit_of_its_metric(string text, string metric, string comparison, double value, string unit)
    {
        var plan = SampleScenario.Plan(SampleScenario.Replace("goodput(download) >= 45 Mbit/s", text));

        Assert.Equal([new Expectation(metric, "gateway", null, "base", comparison, value, unit, text)], PlannedBounds.Expectations(plan));
        Assert.Equal(ProxyMetric.Find(metric)!.Unit, unit);
    }

    [Fact]
    public void Tolerances_of_the_scenario_replace_those_of_the_program()
    {
        var plan = SampleScenario.Plan(SampleScenario.Text + "\ntolerances: { goodput: 7 %, share: 3 % }");
        var tolerances = PlannedBounds.Tolerances(plan);

        Assert.Equal(new Tolerance(0.07, 0), tolerances.Of("goodput"));
        Assert.Equal(new Tolerance(0, 3), tolerances.Of("share"));
        Assert.Equal(Tolerances.Default.Of("longest_gap"), tolerances.Of("longest_gap"));
    }
}
