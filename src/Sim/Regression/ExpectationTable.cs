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
                ? $"{NumberText.Readable(value)} {outcome.Expectation.Unit}".TrimEnd()
                : outcome.Reason;
            table.AddRow(
                TableStyle.Plain(outcome.Expectation.Text), TableStyle.Plain(outcome.Variant), TableStyle.Plain(measured),
                outcome.Met ? TableStyle.Colored("met", Color.Green) : TableStyle.Colored("broken", Color.Red));
        }

        TableStyle.Print(console, table);
    }
}
