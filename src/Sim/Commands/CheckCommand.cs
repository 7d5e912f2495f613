using System.CommandLine;
using System.Threading;
using Mpsim.Files;
using Mpsim.Models.Probes;
using Mpsim.Output;
using Mpsim.Regression;
using Mpsim.Results;
using Mpsim.Running;
using Mpsim.Scenarios.Plan;
using Spectre.Console;

namespace Mpsim.Commands;

/// <summary><c>mpsim check FILE…</c>: runs scenarios and holds the figures against expectations and committed baselines.</summary>
internal sealed class CheckCommand : Command
{
    private static readonly string UsualFolder = Path.Combine("results", "baselines");

    private readonly Argument<string[]> _files = new("FILE") { Description = "Scenario files.", Arity = ArgumentArity.OneOrMore };
    private readonly RunOptions _options = new();
    private readonly Option<string> _baselines = new("--baselines") { HelpName = "folder", Description = "Where the accepted figures lie.", DefaultValueFactory = _ => UsualFolder };
    private readonly Option<bool> _update = new("--update") { Description = "Accept the figures as the new baselines." };

    private readonly IAnsiConsole _output;
    private readonly IAnsiConsole _errors;
    private readonly CancellationToken _interruption;

    public CheckCommand(IAnsiConsole output, IAnsiConsole errors, CancellationToken interruption)
        : base("check", "Run scenarios and compare the figures with their baselines.")
    {
        _output = output;
        _errors = errors;
        _interruption = interruption;
        Arguments.Add(_files);
        _options.AddTo(this);
        Options.Add(_baselines);
        Options.Add(_update);
        SetAction(Run);
    }

    private int Run(ParseResult result)
    {
        var files = result.GetRequiredValue(_files);
        var scenarios = LoadedScenario.LoadAll(files, result.GetValue(_options.Overrides) ?? [], plan => _options.Apply(result, plan), _errors);
        if (scenarios is null)
        {
            return ExitCode.BadInput;
        }

        if (result.GetValue(_update) && result.GetValue(_options.Overrides) is { Length: > 0 })
        {
            _errors.MarkupLine("[red]error[/]: --update accepts the scenario as its file has it; it does not go with --set");
            return ExitCode.BadInput;
        }

        // Accepting one of two would leave the figures of the other compared with what is not theirs.
        var shared = scenarios.GroupBy(scenario => Baseline.FileIn(result.GetRequiredValue(_baselines), scenario.Plan.SourceFile)).FirstOrDefault(group => group.Count() > 1);
        if (shared is not null)
        {
            _errors.MarkupLineInterpolated($"[red]error[/]: {_baselines.Name}: {shared.Key} would be the baseline of {string.Join(" and of ", shared.Select(scenario => scenario.Plan.SourceFile))}; expected scenarios with different file names, each once");
            return ExitCode.BadInput;
        }

        var folder = result.GetRequiredValue(_baselines);
        var obstacle = File.Exists(folder) ? $"'{folder}' is a file; expected a folder" : result.GetValue(_update) ? ResultFolder.Obstacle(folder) : null;
        if (obstacle is not null)
        {
            _errors.MarkupLineInterpolated($"[red]error[/]: {_baselines.Name}: {obstacle}");
            return ExitCode.BadInput;
        }

        var worst = ExitCode.Success;
        foreach (var scenario in scenarios)
        {
            var code = CheckOne(result, scenario);
            worst = Math.Max(worst, code);
            if (code == ExitCode.Interrupted)
            {
                break;
            }
        }

        return worst;
    }

    private int CheckOne(ParseResult result, LoadedScenario scenario)
    {
        var plan = scenario.Plan;
        var file = Baseline.FileIn(result.GetRequiredValue(_baselines), plan.SourceFile);
        if (!TryReadBaseline(file, out var baseline))
        {
            return ExitCode.BadInput;
        }

        var runner = new ScenarioRunner(plan, scenario.Traces) { Samples = false };
        var results = runner.Run(_options.Jobs(result), [], progress => ProgressDisplay.Show(progress, _errors, plan.Name), _interruption);
        FailureReport.Print(runner.Failures, plan, _errors);
        if (results.Status != ScenarioStatus.Complete)
        {
            return results.Status == ScenarioStatus.Interrupted ? ExitCode.Interrupted
                : runner.Failures.All(failure => failure.Cause is InvariantViolation) ? ExitCode.InvariantViolated
                : ExitCode.InternalError;
        }

        var outcomes = ExpectationCheck.Judge(results, PlannedBounds.Expectations(plan));
        var isMet = outcomes.All(outcome => outcome.Met);
        _output.WriteLine($"{plan.SourceFile}: {ProgressDisplay.Counted(outcomes.Count, "expectation")}, {(isMet ? "all met" : "not all met")}");
        if (!isMet)
        {
            ExpectationTable.Print(_output, [.. outcomes.Where(outcome => !outcome.Met)]);
        }

        var code = result.GetValue(_update) ? Accept(file, baseline, results, plan) : Compare(file, result.GetRequiredValue(_baselines), baseline, results, plan);
        return isMet ? code : Math.Max(code, ExitCode.ExpectationFailed);
    }

    private bool TryReadBaseline(string file, out Baseline? baseline)
    {
        try
        {
            baseline = Baseline.Read(file);
            return true;
        }
        catch (Exception e) when (e is InvalidDataException || FileTrouble.IsOfSystem(e))
        {
            _errors.MarkupLineInterpolated($"[red]error[/]: {_baselines.Name}: {file}: {(e is InvalidDataException ? e.Message : FileTrouble.Of(e, file))}");
            baseline = null;
            return false;
        }
    }

    private int Accept(string file, Baseline? old, ScenarioResult results, ScenarioPlan plan)
    {
        if (old is not null)
        {
            ComparisonTable.Print(_output, BaselineComparison.Between(old, results, PlannedBounds.Tolerances(plan)));
        }

        try
        {
            Baseline.Of(results).Write(file);
        }
        catch (UnwritableException e)
        {
            _errors.MarkupLineInterpolated($"[red]error[/]: {_baselines.Name}: {e.Message}");
            return ExitCode.Unwritable;
        }

        _output.WriteLine($"accepted: {file}");
        return ExitCode.Success;
    }

    private int Compare(string file, string folder, Baseline? baseline, ScenarioResult results, ScenarioPlan plan)
    {
        if (baseline is null)
        {
            var elsewhere = folder == UsualFolder ? "" : $" {_baselines.Name} {folder}";
            _output.WriteLine($"there is no baseline {file}; 'mpsim check {plan.SourceFile}{elsewhere} --update' makes one");
            return ExitCode.ExpectationFailed;
        }

        var comparison = BaselineComparison.Between(baseline, results, PlannedBounds.Tolerances(plan));
        ComparisonTable.Print(_output, comparison);
        return comparison.HasBreach ? ExitCode.ExpectationFailed : ExitCode.Success;
    }
}
