using Mpsim.Assembly;
using Mpsim.Regression;
using Mpsim.Results;
using Mpsim.Running;
using Mpsim.Scenarios;
using Mpsim.Scenarios.Plan;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Properties;

/// <summary>
/// A scenario that shows what one algorithm is for by the figures that it expects. It lies in the folder <c>Properties/KIND/NAME</c>, and the node
/// that has the algorithm is called <c>sender</c>.
/// </summary>
internal sealed class PropertyScenario(string file)
{
    public const string Schedulers = "schedulers";

    public const string CongestionControls = "congestion-controls";

    private static string Root => Repository.PathTo("tests", "Sim.Tests", "Properties");

    /// <summary>The algorithms that have scenarios.</summary>
    public static IEnumerable<string> NamesOf(string kind) =>
        Directory.EnumerateDirectories(Path.Combine(Root, kind)).Where(folder => Files(folder).Any()).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal);

    public static IReadOnlyList<PropertyScenario> Of(string kind, string name) => [.. Files(Path.Combine(Root, kind, name)).Select(path => new PropertyScenario(path))];

    /// <summary>The file's name without its ending.</summary>
    public string Name => Path.GetFileNameWithoutExtension(file);

    /// <summary>Runs the scenario as it stands, or with another algorithm in place of its own.</summary>
    /// <returns>The expectations that are not met, with what was measured.</returns>
    public IReadOnlyList<string> Misses(params string[] overrides)
    {
        var plan = Plan(overrides);
        Assert.NotEmpty(plan.Expectations);
        return [.. ExpectationCheck.Judge(Run(plan), PlannedBounds.Expectations(plan)).Where(outcome => !outcome.Met)
            .Select(outcome => $"{outcome.Expectation.Text}: {outcome.Measured} {outcome.Reason}")];
    }

    /// <summary>Runs the scenario as it stands.</summary>
    public ScenarioResult Run() => Run(Plan());

    /// <summary>The key of the algorithm.</summary>
    public static string KeyOf(string kind) => kind == Schedulers ? "nodes.sender.mptcp.scheduler" : "nodes.sender.tcp.congestion_control";

    private ScenarioPlan Plan(params string[] overrides)
    {
        var reading = ScenarioReader.Read(file, overrides, PluginNames.BuiltIn);
        Assert.Empty(reading.Errors);
        return reading.Plan!;
    }

    private static ScenarioResult Run(ScenarioPlan plan)
    {
        var result = new ScenarioRunner(plan, TraceLibrary.Load(plan)).Run(1, [], interruption: TestContext.Current.CancellationToken);
        Assert.Equal(ScenarioStatus.Complete, result.Status);
        return result;
    }

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal);
}
