using Mpsim.Results;

namespace Mpsim.Sim.Tests.Properties;

/// <summary>RFC 6356's second goal with its statistics: a mean over seeds says little without its interval.</summary>
public sealed class LiaFairnessTests
{
    [Fact]
    public void Lia_takes_no_more_of_a_shared_bottleneck_than_tcp_and_not_much_less()
    {
        var scenario = PropertyScenario.Of(PropertyScenario.CongestionControls, "lia").Single(each => each.Name == "shared-bottleneck");
        var ratios = scenario.Run().Runs.Select(run => Goodput(run, "multipath") / Goodput(run, "tcp")).ToArray();
        var interval = ConfidenceInterval.Of(ratios)!.Value;

        // Seen: 0.97 ± 0.11; with independent subflows 1.80.
        Assert.InRange(interval.Mean, 0.85, 1.05);
        Assert.True(interval.High < 1.15 && interval.Low > 0.75, $"{interval.Low} to {interval.High}");
    }

    private static double Goodput(RunResult run, string flow) => run.Flows.Single(each => each.Flow == flow).GoodputMbps;
}
