using Mpsim.Output;
using Mpsim.Results;
using ScottPlot;

namespace Mpsim.Charts;

/// <summary>
/// What the set-up of a connection costs, for flows whose opener speaks first and whose variants differ in it: the time until the opener is
/// connected, and the time until the other end has its first byte. One panel per flow.
/// </summary>
public static class SetUpDelayChart
{
    private const int RowHeight = 42;
    private const int MostPanels = 6;

    /// <summary>Variants that differ less look alike.</summary>
    private const double LeastRatio = 1.05;

    private static readonly LabelLook Figure = LabelLook.Plain(11).OnWhite;

    private static readonly (SummaryMetric Metric, string Name, double Offset, Color Color)[] Times =
    [
        (SummaryMetric.HandshakeTime, "opener connected", 0.19, Palette.Dark),
        (SummaryMetric.FirstByteTime, "first byte at the other end", -0.19, Palette.Light),
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
            foreach (FlowSummary[] rows in summaries.Where(summary => summary.Flow == flow).Chunk(Bars.MostRows))
                page.AddPanel(Draw(page, result, flow, rows));
        }

        return [page];
    }

    private static bool Differs(IEnumerable<FlowSummary> rows)
    {
        double[] times = [.. rows.Select(row => row.Interval(SummaryMetric.FirstByteTime)?.Mean ?? 0).Where(time => time > 0)];
        return times.Length > 1 && times.Max() > times.Min() * LeastRatio;
    }

    private static Panel Draw(ChartPage page, ScenarioResult result, string flow, FlowSummary[] rows)
    {
        var panel = Panel.Titled(Bars.Frame(result.VariantNames, RowHeight * rows.Length), flow, "Time (ms)", "");
        var bars = new List<(double Place, ConfidenceInterval Time, Color Color)>();
        foreach ((int row, FlowSummary summary) in rows.Index())
        {
            foreach ((SummaryMetric metric, string name, double offset, Color color) in Times)
            {
                if (summary.Interval(metric) is not { } time)
                    continue;
                page.AddLegend(new LegendEntry(name, color, LegendMark.Area));
                bars.Add((rows.Length - 1 - row + offset, time, color));
            }
        }

        Func<double, string> alike = LikeFigures.Of(bars.Select(bar => bar.Time.Mean));
        string Text(ConfidenceInterval time) => time.IsExact ? alike(time.Mean) : IntervalText.Of(time);
        panel.SetLimits(0, Bars.End(panel, bars.Select(bar => (Text(bar.Time), Figure, bar.Time.High))), -0.6, rows.Length - 0.4);
        panel.NameRows([.. rows.Index().Select(row => (row.Item.Variant, (double)(rows.Length - 1 - row.Index)))]);
        foreach ((double place, ConfidenceInterval time, Color color) in bars)
        {
            Bars.Add(panel, place, 0, time.Mean, 0.3, color);
            if (!time.IsExact)
                Bars.AddInterval(panel, place, time.Low, time.High, 0.1);
            Bars.AddFigure(panel, Text(time), Figure, time.High, place);
        }

        return panel;
    }
}
