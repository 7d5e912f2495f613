using Mpsim.Models.Units;
using Mpsim.Regression;
using Mpsim.Results;

namespace Mpsim.Sim.Tests.Regression;

public sealed class ExpectationCheckTests
{
    [Theory]
    [InlineData(">=", 41.0, true)]
    [InlineData(">", 41.0, false)]
    [InlineData("<=", 41.0, true)]
    [InlineData("<", 41.0, false)]
    [InlineData("==", 41.0, true)]
    [InlineData("!=", 41.0, false)]
    public void Bound_is_held_against_the_mean_over_the_runs(string comparison, double bound, bool met) =>
        Assert.Equal(met, Judge(new Expectation("goodput", "download", null, null, comparison, bound, "Mbit/s", "")).Met);

    [Fact]
    public void Bound_may_be_in_another_unit_of_its_kind()
    {
        ExpectationOutcome outcome = Judge(new Expectation("goodput", "download", null, null, ">=", 40_000, "kbit/s", ""));

        Assert.True(outcome.Met);
        Assert.Equal(41_000, outcome.Measured!.Value, 1e-9);
    }

    [Fact]
    public void Bound_on_a_path_and_a_variant_is_held_against_those()
    {
        ExpectationOutcome outcome = Judge(new Expectation("share", "download", "lte", "no proxy", "<=", 10, "%", ""));

        Assert.False(outcome.Met);
        Assert.Equal(("no proxy", 40.0), (outcome.Variant, outcome.Measured!.Value));
    }

    [Fact]
    public void Without_a_variant_the_first_one_is_meant() =>
        Assert.Equal("take-over", Judge(new Expectation("goodput", "download", null, null, ">", 0, "Mbit/s", "")).Variant);

    [Theory]
    [InlineData("goodput", "upload", "Mbit/s", "variant 'take-over' has no results of flow 'upload'")]
    [InlineData("speed", "download", "Mbit/s", "there is no metric 'speed'")]
    [InlineData("goodput", "download", "ms", "goodput is in Mbit/s, which 'ms' does not measure")]
    [InlineData("completion_time", "download", "s", "no figure in 1 of 2 runs")]
    public void Bound_that_cannot_be_judged_is_broken_and_says_why(string metric, string flow, string unit, string reason)
    {
        ExpectationOutcome outcome = Judge(new Expectation(metric, flow, null, null, ">", 0, unit, ""));

        Assert.False(outcome.Met);
        Assert.Equal(reason, outcome.Reason);
    }

    private static ExpectationOutcome Judge(Expectation expectation)
    {
        FlowResult finished = MadeUpResults.Download(40) with { CompletionTime = Duration.FromSeconds(12.5) };
        RunResult[] runs =
        [
            MadeUpResults.Plain("take-over", 1, finished),
            MadeUpResults.Plain("take-over", 2, MadeUpResults.Download(42)),
            MadeUpResults.Plain("no proxy", 1, MadeUpResults.Download(20)),
        ];
        return ExpectationCheck.Judge(new ScenarioResult(MadeUpResults.Facts(2), runs), [expectation])[0];
    }
}
