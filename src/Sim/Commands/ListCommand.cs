using System.CommandLine;
using System.Globalization;
using Mpsim.Output;
using Mpsim.Scenarios;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Templates;
using Spectre.Console;

namespace Mpsim.Commands;

/// <summary><c>mpsim list [DIR]</c>: the scenarios in a directory, one a line.</summary>
internal sealed class ListCommand : Command
{
    private const int LeastColumns = 40;

    private readonly Argument<string> _directory = new("DIR")
    {
        Description = "The directory to list.",
        DefaultValueFactory = _ => "scenarios",
    };

    private readonly Option<bool> _templates = new("--templates")
    {
        Description = "List the templates that scenarios can name.",
    };

    private readonly IAnsiConsole _output;
    private readonly IAnsiConsole _errors;

    public ListCommand(IAnsiConsole output, IAnsiConsole errors)
        : base("list", "List the scenarios of a directory.")
    {
        _output = output;
        _errors = errors;
        Arguments.Add(_directory);
        Options.Add(_templates);
        SetAction(Run);
    }

    private int Run(ParseResult result)
    {
        if (result.GetValue(_templates))
        {
            return ListTemplates();
        }

        var place = result.GetRequiredValue(_directory);
        if (!Directory.Exists(place))
        {
            _errors.MarkupLineInterpolated($"[red]error[/]: {(File.Exists(place) ? $"'{place}' is a file; expected a folder of scenarios" : $"there is no folder '{place}'")}");
            return ExitCode.BadInput;
        }

        var files = Directory.EnumerateFiles(place).Where(IsYaml).Order(StringComparer.Ordinal).ToList();
        var readings = files.Select(file => ScenarioReader.Read(file, [], PluginNames.BuiltIn)).ToList();
        Print([.. files.Zip(readings, (file, reading) => (Path.GetFileName(file), reading.Plan is { } plan ? FirstSentence(plan) : $"not valid; see: mpsim validate {file}"))]);
        if (files.Count == 0)
        {
            _errors.MarkupLineInterpolated($"There are no scenarios (*.yaml) in '{place}'.");
        }

        return readings.TrueForAll(reading => reading.Plan is not null) ? ExitCode.Success : ExitCode.BadInput;
    }

    private int ListTemplates()
    {
        Print([.. ScenarioTemplate.All.Select(template => (template.Name, FirstSentence(ScenarioReader.ReadText(template.Text, template.SourceName, [], PluginNames.BuiltIn).Plan!)))]);
        return ExitCode.Success;
    }

    /// <summary>A line for each, cut where it would be broken.</summary>
    private void Print(IReadOnlyList<(string Name, string Answers)> lines)
    {
        var width = Columns();
        var indent = lines.Select(line => line.Name.Length).DefaultIfEmpty().Max() + 2;
        foreach (var (name, answers) in lines)
        {
            var text = name.PadRight(indent) + answers;
            _output.WriteLine(text.Length <= width ? text : text[..(width - 1)].TrimEnd() + "…");
        }
    }

    /// <summary>The width of the terminal; elsewhere what the environment says, or what a line of a log has.</summary>
    private int Columns() => _output.Profile.Out.IsTerminal ? _output.Profile.Width
        : int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns >= LeastColumns ? columns
        : TableStyle.PlainWidth;

    private static bool IsYaml(string file) => Path.GetExtension(file) is ".yaml" or ".yml";

    private static string FirstSentence(ScenarioPlan plan)
    {
        var text = plan.Description.ReplaceLineEndings(" ");
        var end = text.IndexOfAny(['.', '?']);
        return text.Length == 0 ? plan.Name : end < 0 ? text : text[..(end + 1)];
    }
}
