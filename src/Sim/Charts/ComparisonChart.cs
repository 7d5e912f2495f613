using Mpsim.Output;
using Mpsim.Results;
using ScottPlot;
using ScottPlot.Plottables;

namespace Mpsim.Charts;

/// <summary>
/// Mean goodput of the variants with 95 % confidence intervals over the runs: one panel per flow, bars stacked per path. Where variants differ more
/// in when transfers complete than in goodput, as with short requests at their own pace, that is compared instead.
/// Bars lie, so that names of variants have room. Below the mean of each further variant stands what it brings against the first
/// one, with the interval of the differences between runs of the same seed: bars whose whiskers overlap may differ all the same.
/// </summary>
public static class ComparisonChart
{
    private const int RowHeight = 46;
    private const int FrameHeight = 96;

    /// <summary>Further flows are left to the CSV.</summary>
    private const int MostPanels = 6;

    public static IEnumerable<ChartPage> Pages(ScenarioResult result)
    {
        IReadOnlyList<FlowSummary> summaries = FlowSummary.Of(result);
        if (summaries.Count == 0)
            return [];

        string[] flows = result.FlowNames().Take(MostPanels).ToArray();
        int runs = summaries.Max(summary => summary.Runs.Count);
        Dictionary<string, SummaryMetric> compared = flows.ToDictionary(flow => flow, flow => Compared([.. summaries.Where(summary => summary.Flow == flow)]));
        string figures = string.Join(" and ", flows.Select(flow => compared[flow] == SummaryMetric.Goodput ? "goodput" : "completion time").Distinct());
        string what = runs > 1 ? $"mean {figures} of {runs} runs with 95 % confidence intervals" : $"{figures} of one run";
        bool hasPairs = flows.Any(flow => Differences(result, flow, compared[flow]).Count > 0);
        string pairs = hasPairs ? $"; below, the difference to '{result.VariantNames[0]}' in runs of the same seed" : "";
        var page = new ChartPage("comparison", result.Facts.Name, what + pairs);
        var colors = new PathColors(result);
        foreach (string flow in flows)
        {
            FlowSummary[] rows = summaries.Where(summary => summary.Flow == flow).ToArray();
            page.AddPanel(Panel(page, flow, compared[flow], rows, Differences(result, flow, compared[flow]), result.PathNames(), colors), FrameHeight + RowHeight * rows.Length);
        }

        return [page];
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

    private static Plot Panel(
        ChartPage page, string flow, SummaryMetric metric, FlowSummary[] rows, Dictionary<string, ConfidenceInterval> differences, IReadOnlyList<string> paths, PathColors colors)
    {
        Plot plot = ChartStyle.Panel(flow, metric == SummaryMetric.Goodput ? "Goodput (Mbit/s)" : "Completion time (s)", "");
        double[] places = Enumerable.Range(0, rows.Length).Select(row => (double)(rows.Length - 1 - row)).ToArray();
        double highest = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i].Interval(metric) is not { } mean)
                continue;
            if (metric == SummaryMetric.Goodput)
                DrawBar(page, plot, rows[i], places[i], mean.Mean, paths, colors);
            else
                AddBar(plot, places[i], 0, mean.Mean, Palette.Capacity);
            DrawInterval(plot, places[i], mean, differences.TryGetValue(rows[i].Variant, out ConfidenceInterval difference) ? difference : null);
            highest = Math.Max(highest, mean.High);
        }

        plot.Axes.Left.SetTicks(places, rows.Select(row => row.Variant).ToArray());
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Grid.YAxisStyle.IsVisible = false;

        // A quarter more than the longest bar leaves room for its figures.
        plot.Axes.SetLimits(0, highest > 0 ? highest * 1.28 : 1, -0.6, rows.Length - 0.4);
        return plot;
    }

    private static void DrawBar(ChartPage page, Plot plot, FlowSummary row, double place, double mean, IReadOnlyList<string> paths, PathColors colors)
    {
        double from = 0;
        foreach (string path in paths)
        {
            if (row.Interval(SummaryMetric.Goodput, path) is not { Mean: > 0 } part)
                continue;
            Color color = colors[path];
            page.AddLegend(new LegendEntry(path, color, LegendMark.Area));
            AddBar(plot, place, from, Math.Min(mean, from + part.Mean), color);
            from += part.Mean;
        }

        // What no path accounts for: all of it where a flow knows no paths.
        if (from < mean * 0.999)
            AddBar(plot, place, from, mean, Palette.Capacity);
    }

    private static void AddBar(Plot plot, double place, double from, double to, Color color)
    {
        BarPlot bar = plot.Add.Bar(new Bar
        {
            Position = place,
            ValueBase = from,
            Value = to,
            FillColor = color,
            LineWidth = 0,
            Size = 0.62,
            Orientation = Orientation.Horizontal,
        });
        bar.Horizontal = true;
    }

    private static void DrawInterval(Plot plot, double place, ConfidenceInterval goodput, ConfidenceInterval? difference)
    {
        if (goodput.HalfWidth is { } half)
        {
            LinePlot whisker = plot.Add.Line(goodput.Low, place, goodput.High, place);
            whisker.LineStyle = new LineStyle { Color = Palette.Ink, Width = 1.6f };
            foreach (double end in new[] { goodput.Low, goodput.High })
                plot.Add.Line(end, place - 0.18, end, place + 0.18).LineStyle = new LineStyle { Color = Palette.Ink, Width = 1.6f };
        }

        DrawText(plot, IntervalText.Of(goodput), 13, bold: true, goodput.High, place, difference is null ? 0 : -8);
        if (difference is { } against)
            DrawText(plot, DifferenceTable.Signed(against), 11, bold: false, goodput.High, place, 9);
    }

    private static void DrawText(Plot plot, string figures, float size, bool bold, double from, double place, float below)
    {
        Text text = plot.Add.Text(figures, from, place);
        text.LabelStyle = ChartStyle.Text(size, bold, Alignment.MiddleLeft, figures);
        text.LabelStyle.BackgroundColor = Colors.White;
        text.LabelStyle.Padding = 2;
        text.OffsetX = 8;
        text.OffsetY = below;
    }
}
