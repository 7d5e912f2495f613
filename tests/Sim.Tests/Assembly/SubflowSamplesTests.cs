using Mpsim.Models.Units;
using Mpsim.Results;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Assembly;

/// <summary>What is told of single subflows: which of them have time series, how long these go on, and what each carried.</summary>
public sealed class SubflowSamplesTests
{
    [Fact]
    public void Subflows_together_carry_what_the_flow_delivered_and_their_series_last_as_long_as_they_live()
    {
        var run = SmallScenario.Run("nodes.gateway.mptcp.path_manager=active-backup", "links.wlan.loss=0 %");

        Assert.Equal(2, run.SubflowCount);
        Assert.All(run.Subflows, subflow => Assert.True(subflow.IsMultipath));
        Assert.InRange(run.Subflows.Sum(subflow => subflow.Bytes), run.Flows[0].Bytes * 0.98, run.Flows[0].Bytes * 1.05);
        Assert.All(run.Subflows, subflow => Assert.InRange(run.Samples.Read(Windows(run, subflow)).Seconds[^1], 2.99, 3.01));
    }

    [Fact]
    public void Many_short_connections_do_not_keep_a_long_one_from_having_a_series()
    {
        // A hundred responses of a kilobyte come and go, each within a few samples, before and while two megabytes are on their way.
        var run = SmallScenario.Run(
            "nodes.phone.mptcp=false",
            "flows.download={ from: server, to: phone, transfer: request-response, response: 1 kB, arrivals: { every: 20 ms, until: 2 s }, via: [lte, wlan] }",
            "flows.late={ from: server, to: phone, size: 2 MB, start: 1 s, via: [lte, wlan] }");

        Assert.True(run.SubflowCount > 90, $"{run.SubflowCount}");
        Assert.InRange(run.Subflows.Count(subflow => subflow.Entity.Contains("download", StringComparison.Ordinal)), 16, 64);
        Assert.InRange(Assert.Single(run.Subflows, subflow => subflow.Entity.Contains("late", StringComparison.Ordinal)).Bytes, 1_999_000, 2_001_000);
        Assert.All(run.Subflows, subflow => Assert.False(subflow.IsMultipath));
    }

    [Fact]
    public void Session_that_a_crash_has_ended_has_no_samples_after_it()
    {
        var run = SmallScenario.Run("variants=null", "variant=null", "events=[{ at: 1 s, node: gateway, state: crash }]");

        Assert.NotEmpty(run.Subflows);
        Assert.All(run.Subflows, subflow => Assert.InRange(run.Samples.Read(Windows(run, subflow)).Seconds[^1], 0.9, 1.01));
    }

    private static SampleSeries Windows(RunResult run, SubflowResult subflow) => run.Samples.WithMetric(SampleMetrics.CongestionWindow).Single(series => series.Entity == subflow.Entity);
}
