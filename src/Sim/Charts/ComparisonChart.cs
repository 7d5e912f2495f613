using Mpsim.Output;
using Mpsim.Results;
using ScottPlot;

namespace Mpsim.Charts;

/// <summary>
/// Mean goodput of the variants with 95 % confidence intervals over the runs: one panel per flow, bars stacked per path. Where variants differ more
/// in when transfers complete than in goodput, as with short requests at their own pace, that is compared instead.
/// Bars lie, so that names of variants have room. Below the mean of each further variant stands what it brings against the first
/// one, with the interval of the differences between runs of the same seed: bars whose whiskers overlap may differ all the same.
/// </summary>
public static class ComparisonChart
{
    /// <summary>A row with one figure, and one with the difference below.</summary>
    private const int LowRow = 32, HighRow = 42;

    /// <summary>Further flows are left to the CSV.</summary>
    private const int MostPanels = 6;

    private static readonly LabelLook Figure = LabelLook.Plain(13, bold: true).OnWhite, Against = LabelLook.Plain(11).OnWhite;

    public static IEnumerable<ChartPage> Pages(ScenarioResult result)
    {
        IReadOnlyList<FlowSummary> summaries = FlowSummary.Of(result);
        if (summaries.Count == 0)
            return [];

        Group[] groups = [.. result.FlowNames().Take(MostPanels).SelectMany(flow => Groups(result, flow, [.. summaries.Where(summary => summary.Flow == flow)]))];
        int runs = summaries.Max(summary => summary.Runs.Count);
        string figures = string.Join(" and ", groups.Select(group => group.Metric == SummaryMetric.Goodput ? "goodput" : "completion time").Distinct());
        string what = runs > 1 ? $"mean {figures} of {runs} runs with 95 % confidence intervals" : $"{figures} of one run";
        string pairs = groups.Any(group => group.Differences.Count > 0) ? $"; below, the difference to '{result.VariantNames[0]}' in runs of the same seed" : "";
        var page = new ChartPage("comparison", result.Facts.Name, what + pairs);
        var colors = new PathColors(result);
        foreach (Group group in groups)
            page.AddPanel(Draw(page, group, result, colors));
        return [page];
    }

    /// <summary>A flow in one direction, in groups of as many rows as fit a sheet.</summary>
    private static IEnumerable<Group> Groups(ScenarioResult result, string flow, FlowSummary[] all)
    {
        SummaryMetric metric = Compared(all);
        Dictionary<string, ConfidenceInterval> differences = Differences(result, flow, metric);
        foreach (IGrouping<string, FlowSummary> way in all.GroupBy(row => FlowWays.Of(result, row.Variant, flow)))
        {
            string title = way.Key.Length > 0 ? $"{flow}, {way.Key}" : flow;
            FlowSummary[][] parts = [.. way.Chunk(Bars.MostRows)];
            foreach ((int number, FlowSummary[] rows) in parts.Index())
                yield return new Group(parts.Length > 1 ? $"{title} ({number + 1} of {parts.Length})" : title, metric, rows, differences);
        }
    }

    /// <summary>The differences that have an interval, by variant.</summary>
    private static Dictionary<string, ConfidenceInterval> Differences(ScenarioResult result, string flow, SummaryMetric metric) => result.VariantNames.Skip(1)
        .Select(variant => PairedDifference.Of(result, variant, flow, metric))
        .Where(difference => difference?.Difference.HalfWidth is not null)
        .ToDictionary(difference => difference!.Variant, difference => difference!.Difference);

    /// <summary>The figure in which the variants of a flow differ more. Where the time follows from the goodput the two differ alike, and goodput it is.</summary>
    private static SummaryMetric Compared(FlowSummary[] rows) =>
        rows.All(row => row.Runs.All(run => run.CompletionTime is not null)) && Spread(rows, SummaryMetric.CompletionTime) > Spread(rows, SummaryMetric.Goodput) + 0.05
            ? SummaryMetric.CompletionTime
            : SummaryMetric.Goodput;

    /// <summary>How far the variants lie apart, as a part of the largest.</summary>
    private static double Spread(FlowSummary[] rows, SummaryMetric metric)
    {
        double[] means = rows.Select(row => row.Interval(metric)?.Mean ?? 0).ToArray();
        return means.Max() > 0 ? (means.Max() - means.Min()) / means.Max() : 0;
    }

    private static Panel Draw(ChartPage page, Group group, ScenarioResult result, PathColors colors)
    {
        FlowSummary[] rows = group.Rows;
        int height = (group.Differences.Count > 0 ? HighRow : LowRow) * rows.Length;
        var panel = Panel.Titled(Bars.Frame(result.VariantNames, height), group.Title, group.Metric == SummaryMetric.Goodput ? "Goodput (Mbit/s)" : "Completion time (s)", "");
        Func<double, string> alike = LikeFigures.Of(rows.Select(row => row.Interval(group.Metric)?.Mean ?? 0));
        Line[] lines = [.. rows.Index().Select(row => LineOf(group, row.Item, rows.Length - 1 - row.Index, alike)).OfType<Line>()];
        panel.SetLimits(0, Bars.End(panel, lines.SelectMany(line => line.Texts().Select(text => (text.Text, text.Look, line.Mean.High)))), -0.6, rows.Length - 0.4);
        panel.NameRows([.. rows.Index().Select(row => (row.Item.Variant, (double)(rows.Length - 1 - row.Index)))]);
        foreach (Line line in lines)
        {
            if (group.Metric == SummaryMetric.Goodput)
                DrawPaths(page, panel, line, result.PathNames(), colors);
            else
                Bars.Add(panel, line.Place, 0, line.Mean.Mean, 0.62, Palette.Capacity);
            if (line.Mean.HalfWidth is > 0)
                Bars.AddInterval(panel, line.Place, line.Mean.Low, line.Mean.High, 0.18);
            foreach ((string text, LabelLook look, float below) in line.Texts())
                Bars.AddFigure(panel, text, look, line.Mean.High, line.Place, below);
        }

        return panel;
    }

    private static Line? LineOf(Group group, FlowSummary row, double place, Func<double, string> alike)
    {
        if (row.Interval(group.Metric) is not { } mean)
            return null;
        string difference = group.Differences.TryGetValue(row.Variant, out ConfidenceInterval against) ? DifferenceTable.Signed(against) : "";
        return new Line(row, place, mean, mean.HalfWidth is null ? alike(mean.Mean) : IntervalText.Of(mean), difference);
    }

    private static void DrawPaths(ChartPage page, Panel panel, Line line, IReadOnlyList<string> paths, PathColors colors)
    {
        double from = 0;
        foreach (string path in paths)
        {
            if (line.Row.Interval(SummaryMetric.Goodput, path) is not { Mean: > 0 } part)
                continue;
            Color color = colors[path];
            page.AddLegend(new LegendEntry(path, color, LegendMark.Area));
            Bars.Add(panel, line.Place, from, Math.Min(line.Mean.Mean, from + part.Mean), 0.62, color);
            from += part.Mean;
        }

        // What no path accounts for: all of it where a flow knows no paths.
        if (from < line.Mean.Mean * 0.999)
            Bars.Add(panel, line.Place, from, line.Mean.Mean, 0.62, Palette.Capacity);
    }

    private sealed record Group(string Title, SummaryMetric Metric, FlowSummary[] Rows, Dictionary<string, ConfidenceInterval> Differences);

    private sealed record Line(FlowSummary Row, double Place, ConfidenceInterval Mean, string Text, string Difference)
    {
        public IEnumerable<(string Text, LabelLook Look, float Below)> Texts() =>
            Difference.Length == 0 ? [(Text, Figure, 0)] : [(Text, Figure, -8), (Difference, Against, 9)];
    }
}
