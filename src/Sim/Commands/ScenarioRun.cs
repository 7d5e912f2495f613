using System.Threading;
using Mpsim.Charts;
using Mpsim.Files;
using Mpsim.Models.Probes;
using Mpsim.Output;
using Mpsim.Regression;
using Mpsim.Results;
using Mpsim.Running;

namespace Mpsim.Commands;

/// <summary>One scenario of a command: its runs, its folder, and how it ended. What cannot be written is told and costs no figure that can be printed.</summary>
internal sealed class ScenarioRun(LoadedScenario scenario, ScenarioRunner runner, string folder)
{
    private ScenarioResult? _results;

    public LoadedScenario Scenario => scenario;

    public ScenarioRunner Runner => runner;

    public string Folder => folder;

    /// <summary>What was measured.</summary>
    public ScenarioResult Results => _results ?? throw new InvalidOperationException("the scenario was not run");

    /// <summary>Empty where the runs were cut short, or are not all.</summary>
    public IReadOnlyList<ExpectationOutcome> Outcomes { get; private set; } = [];

    /// <summary>Charts that were drawn.</summary>
    public IReadOnlyList<string> Charts { get; private set; } = [];

    /// <summary>Captures that were written, relative to the folder.</summary>
    public IReadOnlyList<string> Captures { get; private set; } = [];

    /// <summary>Why the files are not whole; empty when they are.</summary>
    public string Problem { get; private set; } = "";

    public int ExitCode => runner.Failures.Any(failure => failure.Cause is not (InvariantViolation or UnwritableException)) ? Mpsim.ExitCode.InternalError
        : runner.Failures.Any(failure => failure.Cause is InvariantViolation) ? Mpsim.ExitCode.InvariantViolated
        : Problem.Length > 0 || runner.Failures.Count > 0 ? Mpsim.ExitCode.Unwritable
        : Results.Status == ScenarioStatus.Interrupted ? Mpsim.ExitCode.Interrupted
        : Outcomes.All(outcome => outcome.Met) ? Mpsim.ExitCode.Success
        : Mpsim.ExitCode.ExpectationFailed;

    /// <summary>Runs and writes.</summary>
    /// <param name="jobs">Runs side by side.</param>
    /// <param name="commandLine">For the manifest.</param>
    /// <param name="withCharts">Whether to draw.</param>
    /// <param name="judges">Whether all that the expectations speak of is run.</param>
    /// <param name="wait">Shows progress; null for none.</param>
    /// <param name="interruption">Ends the runs.</param>
    /// <exception cref="UnwritableException">The folder cannot be begun; nothing was run.</exception>
    public void Execute(int jobs, IReadOnlyList<string> commandLine, bool withCharts, bool judges, Action<RunProgress>? wait, CancellationToken interruption)
    {
        ResultFolder.Begin(runner.Facts(commandLine), folder, runner.CaptureFiles);
        _results = runner.Run(jobs, commandLine, wait, interruption);
        if (judges && _results.Status == ScenarioStatus.Complete)
        {
            Outcomes = ExpectationCheck.Judge(_results, PlannedBounds.Expectations(scenario.Plan));
        }

        Captures = [.. runner.CaptureFiles.Where(file => File.Exists(Path.Combine(folder, file)))];
        try
        {
            ChartPage[] pages = withCharts ? [.. ChartFiles.Pages(_results)] : [];
            ResultFolder.Write(_results, folder, [.. Captures, .. ChartFiles.FilesOf(pages)], () => _results = Draw(_results, pages, interruption));
        }
        catch (UnwritableException e)
        {
            Problem = e.Message;
        }
    }

    /// <returns>The result; interrupted where that was done while charts were drawn, of which some are missing. Those of runs that did not all end are drawn in any case.</returns>
    private ScenarioResult Draw(ScenarioResult results, ChartPage[] pages, CancellationToken interruption)
    {
        Charts = ChartFiles.Write(pages, folder, results.Status == ScenarioStatus.Complete ? interruption : CancellationToken.None);
        return Charts.Count >= ChartFiles.FilesOf(pages).Count() ? results : new ScenarioResult(results.Facts, results.Runs)
        {
            Status = ScenarioStatus.Interrupted,
            Reason = "interrupted by the user before all charts were drawn",
            WallTime = results.WallTime,
            NotBegun = results.NotBegun,
        };
    }

    /// <summary>The scenario as scripts are told of it.</summary>
    public ReportedScenario Report() => new(Results, folder, Problem,
        [.. Outcomes.Select(outcome => new ReportedVerdict(outcome.Expectation.Text, outcome.Variant, outcome.Measured, outcome.Expectation.Unit, outcome.Met, outcome.Reason))]);
}
