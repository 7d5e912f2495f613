using System.Globalization;
using Mpsim.Results;
using Spectre.Console;

namespace Mpsim.Output;

/// <summary>The table of what each further variant brings in goodput against the first one, where there are runs enough to tell luck from design.</summary>
public static class DifferenceTable
{
    public static void Print(IAnsiConsole console, ScenarioResult result)
    {
        PairedDifference[] differences = (
            from variant in result.VariantNames.Skip(1)
            from flow in result.FlowNames()
            let difference = PairedDifference.Of(result, variant, flow, SummaryMetric.Goodput)
            where difference?.Difference.HalfWidth is not null
            select difference).ToArray();
        if (differences.Length == 0)
            return;

        Table table = TableStyle.New("against " + result.VariantNames[0], "flow", "Mbit/s", "%", "pairs", "verdict").AlignRight(2, 3, 4);
        foreach (PairedDifference one in differences)
        {
            table.AddRow(
                TableStyle.Plain(one.Variant), TableStyle.Plain(one.Flow), TableStyle.Plain(Signed(one.Difference)),
                TableStyle.Plain(one.Mean > 0 ? NumberText.Change(one.Difference.Mean / one.Mean * 100).Replace(" %", "", StringComparison.Ordinal) : "–"),
                TableStyle.Plain(one.Difference.Count.ToString(CultureInfo.InvariantCulture)),
                TableStyle.Plain(Verdict(one)));
        }

        TableStyle.Print(console, table);
        console.WriteLine("Differences of runs with the same seed, ± is their 95 % confidence interval.");
    }

    /// <summary><c>−27.3 ± 0.4</c></summary>
    public static string Signed(ConfidenceInterval difference)
    {
        string digits = IntervalText.Of(difference with { Mean = Math.Abs(difference.Mean) });
        return difference.Mean switch { > 0 => "+" + digits, < 0 => "−" + digits, _ => digits };
    }

    private static string Verdict(PairedDifference one) => one.IsClear == true ? one.Difference.Mean > 0 ? "more" : "less" : "not clear";
}
