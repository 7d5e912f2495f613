using Mpsim.Output;
using Spectre.Console;

namespace Mpsim.Regression;

/// <summary>Prints what became of the expectations of a scenario.</summary>
public static class ExpectationTable
{
    public static void Print(IAnsiConsole console, IReadOnlyList<ExpectationOutcome> outcomes)
    {
        if (outcomes.Count == 0)
            return;

        Table table = TableStyle.New("expectation", "variant", "measured", "verdict").AlignRight(2);
        foreach (ExpectationOutcome outcome in outcomes)
        {
            string measured = outcome.Measured is { } value
                ? Measured(value, outcome.Expectation)
                : outcome.Reason;
            table.AddRow(
                TableStyle.Plain(outcome.Expectation.Text), TableStyle.Plain(outcome.Variant), TableStyle.Plain(measured),
                outcome.Met ? TableStyle.Colored("met", Color.Green) : TableStyle.Colored("broken", Color.Red));
        }

        TableStyle.Print(console, table);
    }

    /// <summary>In the unit in which the bound is written, so that both can be compared at a glance.</summary>
    private static string Measured(double value, Expectation expectation)
    {
        string written = expectation.Text[(expectation.Text.LastIndexOfAny(['<', '>', '=']) + 1)..].TrimStart(' ', '+', '-', '.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9').Trim();
        return MetricUnits.TryConvert(value, expectation.Unit, written, out double converted)
            ? $"{NumberText.Readable(converted)} {written}".TrimEnd()
            : $"{NumberText.Readable(value)} {expectation.Unit}".TrimEnd();
    }
}
