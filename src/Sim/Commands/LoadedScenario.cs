using Mpsim.Assembly;
using Mpsim.Scenarios;
using Mpsim.Scenarios.Plan;
using Mpsim.Traces;
using Spectre.Console;

namespace Mpsim.Commands;

/// <summary>A scenario that was read and checked, with its traces: nothing that the user wrote can be wrong any more.</summary>
internal sealed record LoadedScenario(ScenarioPlan Plan, TraceLibrary Traces)
{
    /// <summary>Reads scenarios and prints everything that is wrong with any of them, and what has no effect.</summary>
    /// <returns>Null when something is wrong.</returns>
    public static IReadOnlyList<LoadedScenario>? LoadAll(IEnumerable<string> files, IReadOnlyList<string> overrides, Func<ScenarioPlan, ScenarioPlan> adjust, IAnsiConsole errors)
    {
        var loaded = new List<LoadedScenario>();
        var isSound = true;
        foreach (var file in files)
        {
            var reading = ScenarioReader.Read(file, overrides, PluginNames.BuiltIn);
            if (reading.Plan is { } plan && TryLoadTraces(plan, errors) is { } traces)
            {
                ScenarioErrorPrinter.PrintWarnings(reading.Warnings, errors);
                loaded.Add(new LoadedScenario(adjust(plan), traces));
            }
            else
            {
                ScenarioErrorPrinter.Print(reading.Errors, errors);
                isSound = false;
            }
        }

        return isSound ? loaded : null;
    }

    /// <summary>Reads the traces of a scenario; null, after telling why, when one cannot be read.</summary>
    public static TraceLibrary? TryLoadTraces(ScenarioPlan plan, IAnsiConsole errors)
    {
        try
        {
            return TraceLibrary.Load(plan);
        }
        catch (Exception e) when (e is TraceFormatException or IOException or UnauthorizedAccessException)
        {
            errors.MarkupLineInterpolated($"[red]error[/]: {e.Message}");
            return null;
        }
    }
}
