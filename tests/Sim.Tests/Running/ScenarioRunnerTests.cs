using System.Text.Json;
using System.Threading;
using Mpsim.Assembly;
using Mpsim.Commands;
using Mpsim.Output;
using Mpsim.Results;
using Mpsim.Running;
using Mpsim.Scenarios;
using Mpsim.Scenarios.Plan;
using Mpsim.Sim.Tests.Assembly;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Running;

public sealed class ScenarioRunnerTests
{
    private static readonly string[] Figures = [SummaryCsv.FileName, TimeSeriesCsv.FileName, EventsCsv.FileName];

    [Fact]
    public void Results_do_not_depend_on_the_number_of_jobs()
    {
        using var one = new TemporaryFolder();
        using var four = new TemporaryFolder();
        var plan = SampleScenario.Plan(SmallScenario.Text, "runs=2", "duration=1 s");

        ResultFolder.Write(Run(Runner(plan), jobs: 1), one.Path);
        ResultFolder.Write(Run(Runner(plan), jobs: 4), four.Path);
        foreach (var file in Figures)
        {
            Assert.Equal(File.ReadAllBytes(one[file]), File.ReadAllBytes(four[file]));
            Assert.True(File.ReadAllLines(one[file]).Length > 6);
        }
    }

    [Theory]
    [InlineData("seed=1", true)]
    [InlineData("seed=2", false)]
    public void Seed_decides_every_byte_of_the_figures(string seed, bool same)
    {
        using var first = new TemporaryFolder();
        using var second = new TemporaryFolder();

        ResultFolder.Write(Run(Runner(SampleScenario.Plan(SmallScenario.Text, "duration=1 s", "seed=1")), jobs: 2), first.Path);
        ResultFolder.Write(Run(Runner(SampleScenario.Plan(SmallScenario.Text, "duration=1 s", seed)), jobs: 2), second.Path);

        // The summary names the seed in a column of its own and would differ by that alone; the events are handshakes, which nothing disturbs here.
        foreach (var file in same ? Figures : [TimeSeriesCsv.FileName])
        {
            Assert.Equal(same, File.ReadAllBytes(first[file]).AsSpan().SequenceEqual(File.ReadAllBytes(second[file])));
        }
    }

    [Fact]
    public void Every_variant_gets_every_run_with_the_seed_of_the_scenario()
    {
        var result = Runner(SampleScenario.Plan(SmallScenario.Text, "runs=2", "duration=100 ms", "seed=7"))
            .Run(2, ["run", "small.yaml"], interruption: TestContext.Current.CancellationToken);

        Assert.Equal(
            [("proxy", 1), ("proxy", 2), ("same", 1), ("same", 2), ("no proxy", 1), ("no proxy", 2)],
            result.Runs.Select(run => (run.Variant, run.Run)));
        Assert.All(result.Runs, run => Assert.Equal(7ul, run.Seed));
        Assert.Equal(ScenarioStatus.Complete, result.Status);
        Assert.Equal(["run", "small.yaml"], result.Facts.CommandLine);
        Assert.Contains(result.Facts.Variants[2].Parameters, parameter => parameter is { Key: "nodes.gateway.kind", Value: "router" });
    }

    [Fact]
    public void Interruption_keeps_what_was_done_and_says_so()
    {
        using var source = new CancellationTokenSource();
        var runner = Runner(SampleScenario.Plan(SmallScenario.Text, "duration=10 h", "runs=3"));

        var result = runner.Run(2, [], progress => CancelOnceUnderWay(progress, source), source.Token);
        Assert.Equal(ScenarioStatus.Interrupted, result.Status);
        Assert.NotEmpty(result.Reason);
        Assert.Equal(2, result.Runs.Count);
        Assert.All(result.Runs, run => Assert.False(run.Completed));
        Assert.All(result.Runs, run => Assert.True(run.SimulatedTime.Seconds > 0));
    }

    [Fact]
    public void Interruption_before_a_network_is_made_leaves_runs_that_were_not_begun()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var plan = ScenarioReader.Read(Repository.PathTo("scenarios", "isp-population.yaml"), ["population.subscribers=50000"], PluginNames.BuiltIn).Plan!;

        Assert.Throws<OperationCanceledException>(() => new Simulation(plan.Base, TraceLibrary.Load(plan), plan.Seed, run: 1, sampleInterval: null, interruption: source.Token));
        var result = Runner(plan).Run(2, [], interruption: source.Token);
        Assert.Equal((ScenarioStatus.Interrupted, 0, plan.Variants.Count), (result.Status, result.Runs.Count, result.NotBegun));
    }

    [Fact]
    public void Run_that_is_interrupted_at_its_beginning_has_no_figures()
    {
        using var source = new CancellationTokenSource();
        var runner = Runner(SampleScenario.Plan(SmallScenario.Text, "duration=10 h"));

        var result = runner.Run(1, [], _ => source.Cancel(), source.Token);
        Assert.All(result.Runs, run => Assert.True(run.SimulatedTime.Seconds > 0));
    }

    [Fact]
    public void Interruption_while_charts_are_drawn_is_one()
    {
        using var folder = new TemporaryFolder();
        using var source = new CancellationTokenSource();
        var plan = SampleScenario.Plan(SmallScenario.Text, "duration=200 ms");
        var run = new ScenarioRun(new LoadedScenario(plan, TraceLibrary.Load(plan)), Runner(plan), folder.Path);

        run.Execute(1, [], withCharts: true, judges: true, progress => CancelAtTheEnd(progress, source), source.Token);
        Assert.Equal((ExitCode.Interrupted, 0), (run.ExitCode, run.Charts.Count));
        using var manifest = JsonDocument.Parse(File.ReadAllText(folder["manifest.json"]));
        Assert.Equal("interrupted", manifest.RootElement.GetProperty("status").GetString());
        Assert.All(manifest.RootElement.GetProperty("files").EnumerateArray(), file => Assert.True(File.Exists(folder[file.GetString()!])));
    }

    [Fact]
    public void Failed_run_leaves_the_others_and_tells_how_to_repeat_it()
    {
        var plan = SampleScenario.Plan(SmallScenario.Text, "runs=2", "duration=100 ms", "links.core.rate=900 Mbit/s");
        var broken = plan.Variants[1] with { Flows = [plan.Variants[1].Flows[0] with { Via = ["wire"] }] };
        plan = plan with { Variants = [plan.Variants[0], broken] };
        var runner = Runner(plan);

        var result = Run(runner, jobs: 2);
        Assert.Equal(ScenarioStatus.Failed, result.Status);
        Assert.Equal(["proxy", "proxy"], result.Runs.Select(run => run.Variant));
        Assert.Equal([("same", 1), ("same", 2)], runner.Failures.Select(failure => (failure.Variant, failure.Run)));
        Assert.Equal(
            "mpsim run sample.yaml --seed 1 --runs 2 --duration '100 ms' --set runs=2 --set 'duration=100 ms' --set 'links.core.rate=900 Mbit/s' --variant same --only-run 2",
            FailureReport.Replay(runner.Failures[1], plan));
    }

    private static ScenarioResult Run(ScenarioRunner runner, int jobs) => runner.Run(jobs, [], interruption: TestContext.Current.CancellationToken);

    private static ScenarioRunner Runner(ScenarioPlan plan) => new(plan, TraceLibrary.Load(plan));

    private static void CancelAtTheEnd(RunProgress progress, CancellationTokenSource source)
    {
        SpinWait.SpinUntil(() => progress.Finished == progress.Runs);
        source.Cancel();
    }

    private static void CancelOnceUnderWay(RunProgress progress, CancellationTokenSource source)
    {
        SpinWait.SpinUntil(() => progress.SimulatedTime.Seconds > 1);
        SpinWait.SpinUntil(() => progress.Events > 10_000);
        source.Cancel();
    }
}
