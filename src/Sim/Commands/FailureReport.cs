using System.Globalization;
using Mpsim.Files;
using Mpsim.Models.Probes;
using Mpsim.Results;
using Mpsim.Running;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Values;
using Spectre.Console;

namespace Mpsim.Commands;

/// <summary>Tells which runs failed and why, each with the command that repeats it.</summary>
internal static class FailureReport
{
    public static void Print(IReadOnlyList<RunFailure> failures, ScenarioPlan plan, IAnsiConsole console)
    {
        // A disk that is full stops the captures of all runs alike.
        foreach (var unwritten in failures.GroupBy(failure => (failure.Cause as UnwritableException)?.Trouble).Where(group => group.Key is not null))
        {
            var others = unwritten.Count() - 1;
            console.MarkupLineInterpolated($"[red]error[/]: --capture: {unwritten.First().Cause.Message}{(others > 0 ? $", and so in {ProgressDisplay.Counted(others, "other run")}" : "")}");
        }

        foreach (var failure in failures.Where(failure => failure.Cause is not UnwritableException))
        {
            console.MarkupLineInterpolated($"[red]failed[/]: {failure.Variant}, run {failure.Run}, seed {plan.Seed}");
            console.WriteLine(failure.Cause is InvariantViolation violation ? $"  {violation.Message}" : failure.Cause.ToString());
            console.WriteLine($"  replay: {Replay(failure, plan)}");
        }
    }

    /// <summary>The command that repeats one run and nothing else.</summary>
    internal static string Replay(RunFailure failure, ScenarioPlan plan)
    {
        List<string> words =
        [
            "mpsim", "run", plan.SourceFile,
            "--seed", plan.Seed.ToString(CultureInfo.InvariantCulture),
            "--runs", plan.Runs.ToString(CultureInfo.InvariantCulture),
            "--duration", DurationForm.Text(plan.Variants.First(variant => variant.Name == failure.Variant).Duration),
            .. plan.Overrides.SelectMany(text => new[] { "--set", text }),
            "--variant", failure.Variant,
            "--only-run", failure.Run.ToString(CultureInfo.InvariantCulture),
        ];
        return string.Join(' ', words.Select(Quoted));
    }

    private static string Quoted(string word) =>
        word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./=:,+".Contains(c, StringComparison.Ordinal)) && word.Length > 0
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
