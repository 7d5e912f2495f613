using System.CommandLine;
using System.Threading;
using Mpsim.Captures;
using Mpsim.Charts;
using Mpsim.Models.Probes;
using Mpsim.Output;
using Mpsim.Regression;
using Mpsim.Results;
using Mpsim.Running;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Values;
using Spectre.Console;

namespace Mpsim.Commands;

/// <summary><c>mpsim run FILE…</c>: runs scenarios and writes figures and charts.</summary>
internal sealed class RunCommand : Command
{
    private readonly Argument<string[]> _files = new("FILE") { Description = "Scenario files.", Arity = ArgumentArity.OneOrMore };
    private readonly RunOptions _options = new();
    private readonly Option<string?> _out = new("--out") { HelpName = "folder", Description = "Where to write; by default results/<scenario>/<time>. With several files, a folder for each within." };
    private readonly Option<string[]> _variants = new("--variant") { HelpName = "name", Description = "Run only this variant; may be repeated.", DefaultValueFactory = _ => [] };
    private readonly Option<int?> _only = FormOption.Create("--only-run", "number", "Run only this replication, counted from 1.", new IntegerForm(1, 10_000));
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Print nothing but errors." };
    private readonly Option<bool> _json = new("--json") { Description = "Print the results as JSON in place of tables." };
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

        if (scenarios.Select(scenario => Obstacle(result, scenario.Plan, scenarios.Count == 1)).FirstOrDefault(found => found is not null) is { } obstacle)
        {
            _errors.MarkupLineInterpolated($"[red]error[/]: --out: {obstacle}");
            return ExitCode.BadInput;
        }

        var worst = ExitCode.Success;
        foreach (var scenario in scenarios)
        {
            var code = RunOne(result, scenario, isOnly: scenarios.Count == 1);
            worst = Math.Max(worst, code);
            if (code == ExitCode.Interrupted)
            {
                break;
            }
        }

        return worst;
    }

    /// <summary>Why the results of a scenario cannot be written, or null.</summary>
    private string? Obstacle(ParseResult result, ScenarioPlan plan, bool isOnly)
    {
        var folder = result.GetValue(_out) is { } asked ? Folder(asked, plan.SourceFile, isOnly) : "results";
        var captures = plan.Variants.Any(variant => variant.Links.Any(link => link.Capture.IsOn)) && folder != "results";
        return ResultFolder.Obstacle(captures ? Path.Combine(folder, CaptureFolder.Name) : folder);
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
                _errors.MarkupLineInterpolated($"[red]error[/]: {scenario.Plan.SourceFile} has no variant '{unknown}'; it has {string.Join(", ", known)}");
                return false;
            }

            if (result.GetValue(_only) is { } run && run > scenario.Plan.Runs)
            {
                _errors.MarkupLineInterpolated($"[red]error[/]: {scenario.Plan.SourceFile} has {scenario.Plan.Runs} runs per variant; there is no run {run}");
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

    private int RunOne(ParseResult result, LoadedScenario scenario, bool isOnly)
    {
        var plan = scenario.Plan;
        var speaks = !result.GetValue(_quiet);
        var folder = Folder(result.GetValue(_out), plan.SourceFile, isOnly);
        var runner = new ScenarioRunner(plan, scenario.Traces, result.GetValue(_only)) { CaptureTo = folder };
        var results = runner.Run(
            _options.Jobs(result), [.. result.Tokens.Select(token => token.Value)],
            speaks ? progress => ProgressDisplay.Show(progress, _errors, plan.Name) : null, _interruption);
        ResultFolder.Write(results, folder);
        var charts = result.GetValue(_noCharts) ? [] : ChartFiles.Write(results, folder);
        FailureReport.Print(runner.Failures, plan, _errors);
        var outcomes = results.Status == ScenarioStatus.Complete && result.GetValue(_only) is null
            ? ExpectationCheck.Judge(results, PlannedBounds.Expectations(plan))
            : [];
        if (speaks)
        {
            Print(result, runner, results, outcomes, folder, charts);
        }

        return Code(runner, results, outcomes);
    }

    private void Print(ParseResult result, ScenarioRunner runner, ScenarioResult results, IReadOnlyList<ExpectationOutcome> outcomes, string folder, IReadOnlyList<string> charts)
    {
        if (result.GetValue(_json))
        {
            using var text = new MemoryStream();
            ResultJson.Write(text, results, folder);
            _output.Profile.Out.Writer.Write(System.Text.Encoding.UTF8.GetString(text.ToArray()));
            return;
        }

        _output.WriteLine(results.Facts.Name);
        ResultTable.Print(_output, results);
        ExpectationTable.Print(_output, outcomes);
        var progress = runner.Progress;
        _output.WriteLine($"{ProgressDisplay.Counted(progress.Runs, "run")} in {results.WallTime.TotalSeconds:0.0} s: {ProgressDisplay.Speeds(progress, results.WallTime)}");
        _output.WriteLine($"figures: {Path.Combine(folder, SummaryCsv.FileName)}, {TimeSeriesCsv.FileName}, {EventsCsv.FileName}, {ManifestJson.FileName}");
        if (Directory.Exists(Path.Combine(folder, CaptureFolder.Name)))
        {
            _output.WriteLine($"captures: {Path.Combine(folder, CaptureFolder.Name)}");
        }

        if (charts.Count > 0)
        {
            _output.WriteLine($"charts:  {Path.GetDirectoryName(charts[0])} ({string.Join(", ", charts.Where(chart => chart.EndsWith(".png", StringComparison.Ordinal)).Select(Path.GetFileName))}, and as SVG)");
        }
    }

    private static string Folder(string? asked, string file, bool isOnly) => asked switch
    {
        null => ResultFolder.Choose("results", file, DateTimeOffset.UtcNow),
        _ when isOnly => asked,
        _ => Path.Combine(asked, Path.GetFileNameWithoutExtension(file)),
    };

    private static int Code(ScenarioRunner runner, ScenarioResult results, IReadOnlyList<ExpectationOutcome> outcomes)
    {
        if (runner.Failures.Count > 0)
        {
            return runner.Failures.All(failure => failure.Cause is InvariantViolation) ? ExitCode.InvariantViolated : ExitCode.InternalError;
        }

        return results.Status == ScenarioStatus.Interrupted ? ExitCode.Interrupted
            : outcomes.All(outcome => outcome.Met) ? ExitCode.Success
            : ExitCode.ExpectationFailed;
    }
}
