using Mpsim.Results;

namespace Mpsim.Sim.Tests.Results;

public sealed class ScenarioResultTests
{
    [Fact]
    public void Runs_stand_in_the_order_of_variant_and_run_whichever_finished_first()
    {
        RunResult[] finished = [Plain("no proxy", 1), Plain("take-over", 10), Plain("take-over", 2), Plain("transparent", 1)];
        var result = new ScenarioResult(MadeUpResults.Facts(), finished);

        Assert.Equal(
            [("take-over", 2), ("take-over", 10), ("transparent", 1), ("no proxy", 1)],
            result.Runs.Select(run => (run.Variant, run.Run)));
    }

    [Fact]
    public void A_run_that_occurs_twice_is_refused() =>
        Assert.Throws<ArgumentException>(() => new ScenarioResult(MadeUpResults.Facts(), [Plain("take-over", 1), Plain("take-over", 1)]));

    [Fact]
    public void A_run_of_an_unknown_variant_is_refused() =>
        Assert.Throws<ArgumentException>(() => new ScenarioResult(MadeUpResults.Facts(), [Plain("nobody", 1)]));

    private static RunResult Plain(string variant, int run) => MadeUpResults.Plain(variant, run, MadeUpResults.Download(40));
}
