using Mpsim.Output;
using Mpsim.Results;
using ScottPlot;
using ScottPlot.Plottables;

namespace Mpsim.Charts;

/// <summary>
/// What the set-up of a connection costs, for flows whose opener speaks first and whose variants differ in it: the time until the opener is
/// connected, and the time until the other end has its first byte. One panel per flow.
/// </summary>
public static class SetUpDelayChart
{
    private const int RowHeight = 46;
    private const int FrameHeight = 96;
    private const int MostPanels = 6;

    /// <summary>Variants that differ less look alike.</summary>
    private const double LeastRatio = 1.05;

    private static readonly (SummaryMetric Metric, string Name, double Offset)[] Bars =
    [
        (SummaryMetric.HandshakeTime, "opener connected", 0.17),
        (SummaryMetric.FirstByteTime, "first byte at the other end", -0.17),
    ];

    public static IEnumerable<ChartPage> Pages(ScenarioResult result)
    {
        IReadOnlyList<FlowSummary> summaries = FlowSummary.Of(result);
        string[] flows = [.. result.FlowNames().Where(flow => Differs(summaries.Where(summary => summary.Flow == flow))).Take(MostPanels)];
        if (flows.Length == 0)
            return [];

        var page = new ChartPage("set-up-delay", result.Facts.Name, "from connect(), mean over the connections");
        foreach (string flow in flows)
        {
            FlowSummary[] rows = [.. summaries.Where(summary => summary.Flow == flow)];
            page.AddPanel(Panel(page, flow, rows), FrameHeight + RowHeight * rows.Length);
        }

        return [page];
    }

    private static bool Differs(IEnumerable<FlowSummary> rows)
    {
        double[] times = [.. rows.Select(row => row.Interval(SummaryMetric.FirstByteTime)?.Mean ?? 0).Where(time => time > 0)];
        return times.Length > 1 && times.Max() > times.Min() * LeastRatio;
    }

    private static Plot Panel(ChartPage page, string flow, FlowSummary[] rows)
    {
        Plot plot = ChartStyle.Panel(flow, "Time (ms)", "");
        double[] places = [.. Enumerable.Range(0, rows.Length).Select(row => (double)(rows.Length - 1 - row))];
        double longest = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            foreach (var ((metric, name, offset), number) in Bars.Select((bar, number) => (bar, number)))
            {
                if (rows[i].Interval(metric) is not { } time)
                    continue;
                page.AddLegend(new LegendEntry(name, Palette.Of(number), LegendMark.Area));
                DrawBar(plot, places[i] + offset, time, Palette.Of(number));
                longest = Math.Max(longest, time.High);
            }
        }

        plot.Axes.Left.SetTicks(places, [.. rows.Select(row => row.Variant)]);
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Grid.YAxisStyle.IsVisible = false;
        plot.Axes.SetLimits(0, longest * 1.2, -0.6, rows.Length - 0.4);
        return plot;
    }

    private static void DrawBar(Plot plot, double place, ConfidenceInterval time, Color color)
    {
        BarPlot bar = plot.Add.Bar(new Bar { Position = place, Value = time.Mean, FillColor = color, LineWidth = 0, Size = 0.3, Orientation = Orientation.Horizontal });
        bar.Horizontal = true;
        string figures = IntervalText.Of(time);
        Text text = plot.Add.Text(figures, time.High, place);
        text.LabelStyle = ChartStyle.Text(11, bold: false, Alignment.MiddleLeft, figures);
        text.LabelStyle.BackgroundColor = Colors.White;
        text.LabelStyle.Padding = 1;
        text.OffsetX = 6;
    }
}
