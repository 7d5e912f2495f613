using Mpsim.Models.Units;
using Mpsim.Results;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Assembly;

public sealed class DeterminismTests
{
    [Fact]
    public void Same_seed_and_run_give_the_same_events()
    {
        var plan = SampleScenario.Plan(SmallScenario.Text);

        Assert.Equal(SmallScenario.Make(plan).Run().Fingerprint, SmallScenario.Make(plan).Run().Fingerprint);
    }

    [Theory]
    [InlineData(2ul, 1)]
    [InlineData(1ul, 2)]
    public void Another_seed_or_run_meets_other_losses(ulong seed, int run)
    {
        var plan = SampleScenario.Plan(SmallScenario.Text);

        var first = SmallScenario.Make(plan).Run();
        var other = SmallScenario.Make(plan, seed: seed, run: run).Run();
        Assert.NotEqual(first.Flows[0].Bytes, other.Flows[0].Bytes);
    }

    [Fact]
    public void Time_series_change_nothing()
    {
        var plan = SampleScenario.Plan(SmallScenario.Text);

        var without = SmallScenario.Make(plan).Run();
        var with = SmallScenario.Make(plan, sampleInterval: Duration.FromMilliseconds(7)).Run();
        Assert.Equal(without.Fingerprint, with.Fingerprint);
        Assert.Equal(without.EventsExecuted, with.EventsExecuted);
        Assert.Equal(Figures(without), Figures(with));
        Assert.True(with.Samples.Count > 1000);
        Assert.Equal(0, without.Samples.Count);
    }

    [Fact]
    public void Variants_that_differ_in_nothing_give_the_same_run()
    {
        var plan = SampleScenario.Plan(SmallScenario.Text);

        Assert.Equal(SmallScenario.Make(plan, "proxy").Run().Fingerprint, SmallScenario.Make(plan, "same").Run().Fingerprint);
    }

    [Fact]
    public void An_unrelated_node_changes_no_chance_of_others()
    {
        var bystander = SmallScenario.Text
            .Replace("nodes:\n", "nodes:\n  bystander: { kind: ue }\n", StringComparison.Ordinal)
            .Replace("links:\n", "links:\n  other: { between: [bystander, gateway], rate: 1 Mbit/s, loss: 10 % }\n", StringComparison.Ordinal);

        var alone = SmallScenario.Make(SampleScenario.Plan(SmallScenario.Text)).Run();
        var accompanied = SmallScenario.Make(SampleScenario.Plan(bystander)).Run();
        Assert.Equal(Figures(alone), Figures(accompanied));
    }

    private static (long, long, Duration, double?) Figures(RunResult run) =>
        (run.Flows[0].Bytes, run.Flows[0].Retransmissions, run.Flows[0].LongestGap, run.Flows[0].ShareOf("lte"));
}
