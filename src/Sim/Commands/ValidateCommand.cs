using System.CommandLine;
using Mpsim.Scenarios;
using Mpsim.Scenarios.Plan;
using Spectre.Console;

namespace Mpsim.Commands;

/// <summary><c>mpsim validate FILE…</c>: checks scenarios without running them.</summary>
internal sealed class ValidateCommand : Command
{
    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "Scenario files.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _overrides = ScenarioOptions.Set();

    private readonly IAnsiConsole _output;
    private readonly IAnsiConsole _errors;

    public ValidateCommand(IAnsiConsole output, IAnsiConsole errors)
        : base("validate", "Check scenario files and report everything that is wrong with them.")
    {
        _output = output;
        _errors = errors;
        Arguments.Add(_files);
        Options.Add(_overrides);
        SetAction(Run);
    }

    private int Run(ParseResult result)
    {
        var worst = ExitCode.Success;
        foreach (var file in result.GetRequiredValue(_files))
        {
            var reading = ScenarioReader.Read(file, result.GetValue(_overrides) ?? [], PluginNames.BuiltIn);
            if (reading.Plan is { } plan)
            {
                if (LoadedScenario.TryLoadTraces(plan, _errors) is null)
                {
                    worst = ExitCode.BadInput;
                    continue;
                }

                ScenarioErrorPrinter.PrintWarnings(reading.Warnings, _errors);
                var first = plan.Base;
                _output.MarkupLineInterpolated(
                    $"[green]ok[/] {file}: {Count(plan.Variants.Count, "variant")}, {Count(first.Nodes.Count, "node")}, {Count(first.Links.Count, "link")}, {Count(first.Flows.Count, "flow")}{Subscribers(first)}");
            }
            else
            {
                ScenarioErrorPrinter.Print(reading.Errors, _errors);
                _errors.MarkupLineInterpolated($"[red]{file}: {Count(reading.Errors.Count, "error")}[/]");
                worst = ExitCode.BadInput;
            }
        }

        return worst;
    }

    private static string Subscribers(VariantPlan variant) =>
        variant.Population.Count == 0 ? "" : $", {Count(variant.Population.Sum(group => group.Count), "subscriber")}";

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";
}
