using System.CommandLine;
using System.Threading;
using Mpsim.Files;
using Mpsim.Output;
using Mpsim.Results;
using Mpsim.Running;
using Mpsim.Validation;
using Spectre.Console;

namespace Mpsim.Commands;

/// <summary><c>mpsim validation</c>: runs the counterparts of measurements on real hosts and writes how they compare.</summary>
internal sealed class ValidationCommand : Command
{
    private readonly Option<string> _reference = new("--reference") { HelpName = "file", Description = "The measurements as CSV.", DefaultValueFactory = _ => Path.Combine("tests", "Validation", "linux.csv") };
    private readonly Option<string> _scenarios = new("--scenarios") { HelpName = "folder", Description = "Where the scenarios lie, one per row of measurements.", DefaultValueFactory = _ => Path.Combine("scenarios", "validation") };
    private readonly Option<string> _out = new("--out") { HelpName = "file", Description = "The page to write.", DefaultValueFactory = _ => Path.Combine("docs", "validation.md") };

    private readonly IAnsiConsole _output;
    private readonly IAnsiConsole _errors;
    private readonly CancellationToken _interruption;

    public ValidationCommand(IAnsiConsole output, IAnsiConsole errors, CancellationToken interruption)
        : base("validation", "Compare the model with measurements on real hosts, and write the page that shows it.")
    {
        _output = output;
        _errors = errors;
        _interruption = interruption;
        Options.Add(_reference);
        Options.Add(_scenarios);
        Options.Add(_out);
        SetAction(Run);
    }

    private int Run(ParseResult result)
    {
        // Told before the runs, which take a minute.
        var page = result.GetRequiredValue(_out);
        if (Directory.Exists(page) || ResultFolder.Obstacle(Path.GetDirectoryName(Path.GetFullPath(page)) ?? ".") is not null)
        {
            _errors.MarkupLineInterpolated($"[red]error[/]: {_out.Name}: '{page}' cannot be written: {(Directory.Exists(page) ? "it is a folder" : "its folder takes no file")}");
            return ExitCode.BadInput;
        }

        var reference = result.GetRequiredValue(_reference);
        if (!TryReadReference(reference, out var measurements))
        {
            return ExitCode.BadInput;
        }

        var folder = result.GetRequiredValue(_scenarios);
        var rows = measurements.Select(measurement => measurement.Row).Distinct().ToArray();
        var files = rows.Select(row => Path.Combine(folder, row.ToLowerInvariant() + ".yaml"));
        if (LoadedScenario.LoadAll(files, [], plan => plan, _errors) is not { } scenarios)
        {
            return ExitCode.BadInput;
        }

        var figures = new List<ValidatedFigure>();
        foreach (var (row, scenario) in rows.Zip(scenarios))
        {
            var runner = new ScenarioRunner(scenario.Plan, scenario.Traces);
            var results = runner.Run(Environment.ProcessorCount, [], interruption: _interruption);
            FailureReport.Print(runner.Failures, scenario.Plan, _errors);
            if (results.Status != ScenarioStatus.Complete)
            {
                return results.Status == ScenarioStatus.Interrupted ? ExitCode.Interrupted : ExitCode.InvariantViolated;
            }

            figures.AddRange(measurements.Where(measurement => measurement.Row == row).Select(measurement => Compare(measurement, results)));
        }

        return Report(result, figures);
    }

    private bool TryReadReference(string file, out IReadOnlyList<Measurement> measurements)
    {
        try
        {
            measurements = ReferenceFile.Read(file);
            return true;
        }
        catch (Exception e) when (e is InvalidDataException || FileTrouble.IsOfSystem(e))
        {
            _errors.MarkupLineInterpolated($"[red]error[/]: {_reference.Name}: {(e is InvalidDataException ? e.Message : $"{file}: {FileTrouble.Of(e, file)}")}");
            measurements = [];
            return false;
        }
    }

    private static ValidatedFigure Compare(Measurement measurement, ScenarioResult results)
    {
        var run = results.RunsOf(ValidatedFigure.VariantOf(measurement)).FirstOrDefault();
        return new ValidatedFigure(measurement, run is null ? null : ValidatedFigure.Of(measurement, run));
    }

    private int Report(ParseResult result, List<ValidatedFigure> figures)
    {
        var file = result.GetRequiredValue(_out);
        var problem = "";
        try
        {
            WholeFile.Write(file, stream =>
            {
                using var writer = new StreamWriter(stream, leaveOpen: true);
                ValidationPage.Write(writer, figures, $"dotnet run -c Release --project src/Sim -- {Name}");
            });
        }
        catch (UnwritableException e)
        {
            problem = $"{_out.Name}: {e.Message}";
        }

        var beyond = figures.Where(figure => figure.Passes == false).ToArray();
        foreach (var figure in beyond)
        {
            _output.WriteLine($"beyond its gate: {figure}");
        }

        _output.WriteLine($"{figures.Count(figure => figure.Passes == true)} of {figures.Count(figure => figure.Gate is not null)} gated figures are within their gates{(problem.Length == 0 ? $"; wrote {file}" : "")}");
        if (problem.Length > 0)
        {
            _errors.MarkupLineInterpolated($"[red]error[/]: {problem}");
            return ExitCode.Unwritable;
        }

        return beyond.Length == 0 ? ExitCode.Success : ExitCode.ExpectationFailed;
    }
}
