using Mpsim.Models.Units;
using Mpsim.Results;
using Spectre.Console;

namespace Mpsim.Output;

/// <summary>The table at the end of a run: one row per variant and flow, means over the runs with 95 % confidence intervals.</summary>
public static class ResultTable
{
    public static void Print(IAnsiConsole console, ScenarioResult result)
    {
        (string Label, FlowSummary Summary)[] rows =
            [.. FlowSummary.Of(result).Select(summary => (summary.Variant, summary)), .. CutRows(result)];
        if (rows.Length == 0)
        {
            console.WriteLine(result.Status == ScenarioStatus.Interrupted ? $"No run got as far as a result: {result.Reason}." : "No run got as far as a result.");
            return;
        }

        bool severalFlows = result.FlowNames().Count > 1;
        List<string> columns = ["variant", "Mbit/s", "share %", "done s", "shake ms", "resent", "gap ms"];
        if (severalFlows)
            columns.Insert(1, "flow");
        int first = severalFlows ? 1 : 0;
        Table table = TableStyle.New(columns).AlignRight(first + 1, first + 3, first + 4, first + 5, first + 6);
        foreach ((string label, FlowSummary summary) in rows)
            table.AddRow(Cells(label, summary, severalFlows));
        TableStyle.Print(console, table);
        PrintNotes(console, result, severalFlows ? null : rows[0].Summary.Flow);
    }

    /// <summary>Of a variant without any run that came to its end, the one that came furthest, marked as what it is.</summary>
    private static IEnumerable<(string Label, FlowSummary Summary)> CutRows(ScenarioResult result) =>
        from variant in result.VariantNames
        where !result.CompletedRunsOf(variant).Any() && result.RunsOf(variant).Any()
        let run = result.RunsOf(variant).MaxBy(run => run.SimulatedTime)
        from flow in run.Flows
        select ($"{variant}, cut at {NumberText.Readable(Math.Round(run.SimulatedTime.Seconds, 1))} s", new FlowSummary(variant, flow.Flow, [flow]));

    private static List<Text> Cells(string label, FlowSummary summary, bool severalFlows)
    {
        List<Text> cells =
        [
            TableStyle.Plain(label),
            TableStyle.Plain(summary.Interval(SummaryMetric.Goodput) is { } goodput ? IntervalText.Of(goodput) : ""),
            TableStyle.Plain(Shares(summary)),
            TableStyle.Plain(Completion(summary)),
            TableStyle.Plain(Mean(summary, SummaryMetric.HandshakeTime)),
            TableStyle.Plain(Mean(summary, SummaryMetric.Retransmissions)),
            TableStyle.Plain(Mean(summary, SummaryMetric.LongestGap)),
        ];
        if (severalFlows)
            cells.Insert(1, TableStyle.Plain(summary.Flow));
        return cells;
    }

    /// <summary><c>lte 41, wlan 59</c></summary>
    private static string Shares(FlowSummary summary) => string.Join(", ", summary.Paths
        .Select(path => (Path: path, Share: summary.Interval(SummaryMetric.Share, path)))
        .Where(part => part.Share is not null)
        .Select(part => $"{part.Path} {Math.Round(part.Share!.Value.Mean):0}"));

    /// <summary>Says of what part of the connections the figure is, all runs together, where not all have finished: <c>12.3 (80 %)</c>.</summary>
    private static string Completion(FlowSummary summary)
    {
        int opened = summary.Runs.Sum(run => run.ConnectionsOpened);
        int finished = summary.Runs.Sum(run => run.CompletionTimes.Count);
        string mean = Mean(summary, SummaryMetric.CompletionTime);
        return finished == 0 || finished >= opened ? mean : $"{mean} ({Percent(finished, opened)})";
    }

    private static string Percent(int part, int all) => (100.0 * part / all) switch
    {
        < 1 => "<1 %",
        > 99 => ">99 %",
        var percent => FormattableString.Invariant($"{percent:0} %"),
    };

    private static string Mean(FlowSummary summary, SummaryMetric metric) =>
        summary.Interval(metric) is { } interval ? NumberText.Readable(interval.Mean) : "–";

    private static void PrintNotes(IAnsiConsole console, ScenarioResult result, string? onlyFlow)
    {
        Instant longest = result.Runs.Select(run => run.SimulatedTime).Aggregate(Instant.Max);
        string flow = onlyFlow is null ? "" : $"flow {onlyFlow}, ";
        string runs = result.Facts.Runs == 1 ? "1 run" : $"{result.Facts.Runs} runs, ± is the 95 % confidence interval";
        console.WriteLine($"{flow}{NumberText.Readable(longest.Seconds)} s simulated, seed {result.Facts.Seed}, {runs}");
        if (result.Status == ScenarioStatus.Complete && result.CutShort == 0)
            return;

        string left = string.Join(", ", new[]
        {
            $"{result.Runs.Count - result.CutShort} ended",
            result.CutShort > 0 ? $"{result.CutShort} cut short and left out of all means" : "",
            result.NotBegun > 0 ? $"{result.NotBegun} not begun" : "",
        }.Where(part => part.Length > 0));
        console.WriteLine($"runs: {left}: {result.Reason}".TrimEnd(':', ' '));
    }
}
