using Mpsim.Output;
using Spectre.Console;

namespace Mpsim.Regression;

/// <summary>Prints a comparison with a baseline: what moved, and the sentences.</summary>
public static class ComparisonTable
{
    /// <summary>Prints the figures that moved, are gone or are new; one line when there are none.</summary>
    public static void Print(IAnsiConsole console, BaselineComparison comparison)
    {
        Movement[] shown = comparison.Movements.Where(movement => movement.Verdict != Verdict.Within).ToArray();
        if (shown.Length == 0)
        {
            console.WriteLine($"All {comparison.Movements.Count} figures are within tolerance of the baseline.");
            return;
        }

        Table table = TableStyle.New("variant", "figure", "baseline", "now", "change", "verdict").AlignRight(2, 3, 4);
        foreach (Movement movement in shown)
        {
            table.AddRow(
                TableStyle.Plain(movement.Variant), TableStyle.Plain(Name(movement)),
                TableStyle.Plain(Figure(movement.Baseline, movement.Now is null ? movement.Unit : "")),
                TableStyle.Plain(Figure(movement.Now, movement.Unit)), TableStyle.Plain(Change(movement)), Word(movement.Verdict));
        }

        TableStyle.Print(console, table);
        foreach (string sentence in comparison.Sentences)
            console.WriteLine(sentence);
    }

    /// <summary><c>share(download, lte)</c>, as an expectation would name it.</summary>
    private static string Name(Movement movement) => $"{movement.Metric}({string.Join(", ", new[] { movement.Flow, movement.Path }.Where(part => part.Length > 0))})";

    private static string Figure(double? value, string unit) =>
        value is { } figure ? $"{NumberText.Readable(figure)} {unit}".TrimEnd() : "none";

    private static string Change(Movement movement) => movement.Change switch
    {
        null => "",
        { } points when movement.Unit == "%" => NumberText.Change(points).Replace(" %", " points", StringComparison.Ordinal),
        { } percent => NumberText.Change(percent),
    };

    private static Text Word(Verdict verdict) => verdict switch
    {
        Verdict.Moved => TableStyle.Colored("moved", Color.Red),
        Verdict.Gone => TableStyle.Colored("gone", Color.Red),
        Verdict.New => TableStyle.Colored("new", Color.Yellow),
        Verdict.Informative => TableStyle.Plain("see share"),
        _ => TableStyle.Plain("within"),
    };
}
