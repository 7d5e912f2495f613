using System.CommandLine;
using System.Globalization;
using Mpsim.Output;
using Mpsim.Scenarios;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Templates;
using Spectre.Console;

namespace Mpsim.Commands;

/// <summary><c>mpsim list [DIR]</c>: a table of the scenarios in a directory.</summary>
internal sealed class ListCommand : Command
{
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

        var table = TableStyle.New("file", "what it answers", "variants").AlignRight(2);
        table.Columns[0].NoWrap();
        var files = Directory.EnumerateFiles(place).Where(IsYaml).Order(StringComparer.Ordinal).ToList();
        var isSound = true;
        foreach (var file in files)
        {
            var reading = ScenarioReader.Read(file, [], PluginNames.BuiltIn);
            isSound &= reading.Plan is not null;
            table.AddRow(Cells(file, reading).Select(TableStyle.Plain));
        }

        TableStyle.Print(_output, table, breaksTexts: true);
        if (files.Count == 0)
        {
            _errors.MarkupLineInterpolated($"There are no scenarios (*.yaml) in '{place}'.");
        }

        return isSound ? ExitCode.Success : ExitCode.BadInput;
    }

    private int ListTemplates()
    {
        var table = TableStyle.New("template", "what it answers");
        table.Columns[0].NoWrap();
        foreach (var template in ScenarioTemplate.All)
        {
            var plan = ScenarioReader.ReadText(template.Text, template.SourceName, [], PluginNames.BuiltIn).Plan!;
            table.AddRow(TableStyle.Plain(template.Name), TableStyle.Plain(FirstSentence(plan)));
        }

        TableStyle.Print(_output, table, breaksTexts: true);
        return ExitCode.Success;
    }

    private static bool IsYaml(string file) => Path.GetExtension(file) is ".yaml" or ".yml";

    private static string[] Cells(string file, ScenarioReading reading) => reading.Plan is { } plan
        ? [Path.GetFileName(file), FirstSentence(plan), plan.Variants.Count.ToString(CultureInfo.InvariantCulture)]
        : [Path.GetFileName(file), $"not valid; see: mpsim validate {file}", ""];

    private static string FirstSentence(ScenarioPlan plan)
    {
        var text = plan.Description.ReplaceLineEndings(" ");
        var end = text.IndexOfAny(['.', '?']);
        return text.Length == 0 ? plan.Name : end < 0 ? text : text[..(end + 1)];
    }
}
