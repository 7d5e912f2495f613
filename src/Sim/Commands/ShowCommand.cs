using System.CommandLine;
using Mpsim.Scenarios;
using Mpsim.Scenarios.Errors;
using Mpsim.Scenarios.Templates;
using Spectre.Console;

namespace Mpsim.Commands;

/// <summary><c>mpsim show FILE</c>: prints a scenario with everything merged into it, or a template as it is written, so that it can be copied.</summary>
internal sealed class ShowCommand : Command
{
    private readonly Argument<string> _what = new("FILE")
    {
        Description = "A scenario file, or the name of a template.",
    };

    private readonly Option<string?> _variant = new("--variant")
    {
        Description = "The variant to print; without it, the base scenario.",
        HelpName = "name",
    };

    private readonly Option<string[]> _overrides = ScenarioOptions.Set();

    private readonly IAnsiConsole _output;
    private readonly IAnsiConsole _errors;

    public ShowCommand(IAnsiConsole output, IAnsiConsole errors)
        : base("show", "Print a scenario with its template, its overrides and those of a variant merged into it, or a template.")
    {
        _output = output;
        _errors = errors;
        Arguments.Add(_what);
        Options.Add(_variant);
        Options.Add(_overrides);
        SetAction(Run);
    }

    private int Run(ParseResult result)
    {
        var what = result.GetRequiredValue(_what);
        var overrides = result.GetValue(_overrides) ?? [];
        if (!File.Exists(what) && !Path.HasExtension(what))
        {
            return Template(what, isAlone: result.GetValue(_variant) is null && overrides.Length == 0);
        }

        var reading = ScenarioReader.Read(what, overrides, PluginNames.BuiltIn);
        if (reading.Plan is not { } plan)
        {
            ScenarioErrorPrinter.Print(reading.Errors, _errors);
            return ExitCode.BadInput;
        }

        ScenarioErrorPrinter.PrintWarnings(reading.Warnings, _errors);
        List<string> known = [.. plan.Variants.Select(variant => variant.Name)];
        var name = result.GetValue(_variant) ?? known[0];
        if (!known.Contains(name))
        {
            return Unknown($"--variant: {what} has no variant '{name}'; it has {string.Join(", ", known)}", name, known);
        }

        Print(MergedScenario.Of(plan, name));
        return ExitCode.Success;
    }

    private int Template(string name, bool isAlone)
    {
        List<string> known = [.. ScenarioTemplate.All.Select(template => template.Name)];
        if (ScenarioTemplate.Find(name) is not { } found)
        {
            return Unknown($"there is no file and no template '{name}'; the templates are {string.Join(", ", known)}", name, known);
        }

        if (!isAlone)
        {
            _errors.MarkupLineInterpolated($"[red]error[/]: the template '{name}' is printed as it is written; expected a file for --variant and --set, such as one with 'template: {name}'");
            return ExitCode.BadInput;
        }

        Print(found.Text);
        return ExitCode.Success;
    }

    private int Unknown(string message, string name, IEnumerable<string> known)
    {
        _errors.MarkupLineInterpolated($"[red]error[/]: {message}{(NearestName.Find(name, known) is { } nearest ? $"; did you mean '{nearest}'?" : "")}");
        return ExitCode.BadInput;
    }

    // A console would break long lines, and a line of YAML is to stay one.
    private void Print(string text) => _output.Profile.Out.Writer.Write(text);
}
