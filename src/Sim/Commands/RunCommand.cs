using System.CommandLine;
using System.Text;
using System.Threading;
using Mpsim.Captures;
using Mpsim.Charts;
using Mpsim.Files;
using Mpsim.Output;
using Mpsim.Regression;
using Mpsim.Running;
using Mpsim.Scenarios.Errors;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Values;
using Spectre.Console;

namespace Mpsim.Commands;

/// <summary><c>mpsim run FILE…</c>: runs scenarios and writes figures and charts.</summary>
internal sealed class RunCommand : Command
{
    private const string OutName = "--out";

    private readonly Argument<string[]> _files = new("FILE") { Description = "Scenario files.", Arity = ArgumentArity.OneOrMore };
    private readonly RunOptions _options = new();
    private readonly Option<string?> _out = new(OutName) { HelpName = "folder", Description = "Where to write; by default results/<scenario>/<time>. With several files, a folder for each within. Results that an earlier run left there are removed." };
    private readonly Option<string[]> _variants = new("--variant") { HelpName = "name", Description = "Run only this variant; may be repeated.", DefaultValueFactory = _ => [] };
    private readonly Option<int?> _only = FormOption.Create("--only-run", "number", "Run only this replication, counted from 1.", new IntegerForm(1, 10_000));
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Print nothing but errors, and what --json asks for." };
    private readonly Option<bool> _json = new("--json") { Description = "Print the results as one JSON document in place of tables." };
    private readonly Option<bool> _noCharts = new("--no-charts") { Description = "Draw no charts." };

    private readonly CaptureOption _capture = new();

    private readonly IAnsiConsole _output;
    private readonly IAnsiConsole _errors;
    private readonly CancellationToken _interruption;

    public RunCommand(IAnsiConsole output, IAnsiConsole errors, CancellationToken interruption)
        : base("run", "Run scenarios; write figures and charts.")
    {
        _output = output;
        _errors = errors;
        _interruption = interruption;
        Arguments.Add(_files);
        _options.AddTo(this);
        foreach (var option in new Option[] { _out, _variants, _only, _quiet, _json, _noCharts, _capture.Option })
        {
            Options.Add(option);
        }

        SetAction(Run);
    }

    private int Run(ParseResult result)
    {
        var files = result.GetRequiredValue(_files);
        var scenarios = LoadedScenario.LoadAll(files, result.GetValue(_options.Overrides) ?? [], plan => _options.Apply(result, plan), _errors);
        if (scenarios is null || !TrySelect(result, ref scenarios))
        {
            return ExitCode.BadInput;
        }

        var folders = new RunFolders(result.GetValue(_out), scenarios.Count > 1);
        if (folders.Obstacle(scenarios, scenario => Runner(result, scenario)) is { } obstacle)
        {
            _errors.MarkupLineInterpolated($"[red]error[/]: {OutName}: {obstacle}");
            return ExitCode.BadInput;
        }

        return RunAll(result, scenarios, folders);
    }

    private int RunAll(ParseResult result, IReadOnlyList<LoadedScenario> scenarios, RunFolders folders)
    {
        var worst = ExitCode.Success;
        var reports = new List<ReportedScenario>();
        foreach (var scenario in scenarios)
        {
            if (TryExecute(result, scenario, folders) is not { } run)
            {
                worst = Math.Max(worst, ExitCode.Unwritable);
                continue;
            }

            Tell(result, run);
            reports.Add(run.Report());
            worst = Math.Max(worst, run.ExitCode);
            if (run.ExitCode == ExitCode.Interrupted)
            {
                break;
            }
        }

        if (result.GetValue(_json))
        {
            using var text = new MemoryStream();
            ResultJson.Write(text, reports, worst);
            _output.Profile.Out.Writer.Write(Encoding.UTF8.GetString(text.ToArray()));
        }

        return worst;
    }

    /// <summary>Leaves only the variants and the replication that were asked for, and notes what is to be captured.</summary>
    private bool TrySelect(ParseResult result, ref IReadOnlyList<LoadedScenario> scenarios)
    {
        var names = result.GetValue(_variants) ?? [];
        foreach (var scenario in scenarios)
        {
            var known = scenario.Plan.Variants.Select(variant => variant.Name).ToArray();
            if (names.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
            {
                var guess = NearestName.Find(unknown, known) is { } nearest ? $"; did you mean '{nearest}'?" : "";
                _errors.MarkupLineInterpolated($"[red]error[/]: --variant: {scenario.Plan.SourceFile} has no variant '{unknown}'; it has {string.Join(", ", known)}{guess}");
                return false;
            }

            if (result.GetValue(_only) is { } run && run > scenario.Plan.Runs)
            {
                _errors.MarkupLineInterpolated($"[red]error[/]: --only-run: {scenario.Plan.SourceFile} has {ProgressDisplay.Counted(scenario.Plan.Runs, "run")} per variant; there is no run {run}");
                return false;
            }
        }

        if (names.Length > 0)
        {
            scenarios = [.. scenarios.Select(scenario => scenario with { Plan = WithVariants(scenario.Plan, names) })];
        }

        return TryCapture(result, ref scenarios);
    }

    private bool TryCapture(ParseResult result, ref IReadOnlyList<LoadedScenario> scenarios)
    {
        var capturing = new List<LoadedScenario>();
        foreach (var scenario in scenarios)
        {
            var plan = scenario.Plan;
            if (_capture.TryApply(result, ref plan) is { } problem)
            {
                _errors.MarkupLineInterpolated($"[red]error[/]: {problem}");
                return false;
            }

            capturing.Add(scenario with { Plan = plan });
        }

        scenarios = capturing;
        return true;
    }

    private static ScenarioPlan WithVariants(ScenarioPlan plan, string[] names) => plan with
    {
        Variants = [.. plan.Variants.Where(variant => names.Contains(variant.Name))],
        Expectations = [.. plan.Expectations.Where(expectation => names.Contains(expectation.Variant))],
    };

    private ScenarioRunner Runner(ParseResult result, LoadedScenario scenario, string? captureTo = null) =>
        new(scenario.Plan, scenario.Traces, result.GetValue(_only)) { CaptureTo = captureTo };

    /// <returns>Null, after telling why, when the folder cannot be begun; nothing was run then.</returns>
    private ScenarioRun? TryExecute(ParseResult result, LoadedScenario scenario, RunFolders folders)
    {
        try
        {
            var folder = folders.Take(scenario);
            var run = new ScenarioRun(scenario, Runner(result, scenario, folder), folder);
            run.Execute(
                _options.Jobs(result), [.. result.Tokens.Select(token => token.Value)], !result.GetValue(_noCharts), judges: result.GetValue(_only) is null,
                result.GetValue(_quiet) ? null : progress => ProgressDisplay.Show(progress, _errors, scenario.Plan.Name), _interruption);
            return run;
        }
        catch (UnwritableException e)
        {
            TellUnwritable(e.Message);
            return null;
        }
    }

    private void Tell(ParseResult result, ScenarioRun run)
    {
        FailureReport.Print(run.Runner.Failures, run.Scenario.Plan, _errors);
        if (!result.GetValue(_quiet) && !result.GetValue(_json))
        {
            Print(run);
        }

        if (run.Problem.Length > 0)
        {
            TellUnwritable(run.Problem);
        }
    }

    private void TellUnwritable(string problem) => _errors.MarkupLineInterpolated($"[red]error[/]: {OutName}: {problem}");

    private void Print(ScenarioRun run)
    {
        var (results, folder) = (run.Results, run.Folder);
        _output.WriteLine(results.Facts.Name);
        ResultTable.Print(_output, results);
        DifferenceTable.Print(_output, results);
        foreach (var note in PathNotes.Of(results))
        {
            _output.WriteLine(note);
        }

        ExpectationTable.Print(_output, run.Outcomes);
        _output.WriteLine($"{ProgressDisplay.Counted(results.Runs.Count, "run")} in {results.WallTime.TotalSeconds:0.0} s: {ProgressDisplay.Speeds(run.Runner.Progress, results.WallTime)}");
        if (run.Problem.Length > 0)
        {
            _output.WriteLine($"The files in {folder} are not whole; the error says why.");
            return;
        }

        _output.WriteLine($"figures: {Path.Combine(folder, SummaryCsv.FileName)}, {ComparisonCsv.FileName}, {TimeSeriesCsv.FileName}, {EventsCsv.FileName}, {ProxiesCsv.FileName}, {PortsCsv.FileName}, {ManifestJson.FileName}");
        if (run.Captures.Count > 0)
        {
            _output.WriteLine($"captures: {Path.Combine(folder, CaptureFolder.Name)}");
        }

        if (run.Charts.Count > 0)
        {
            _output.WriteLine($"charts:  {Path.GetDirectoryName(run.Charts[0])}, as PNG and SVG: {string.Join(", ", ChartFiles.Told(run.Charts))}");
            if (SubflowChart.LeftOut(results) is { } reason)
            {
                _output.WriteLine($"         {reason}");
            }
        }
    }
}
