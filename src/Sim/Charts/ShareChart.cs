using System.Globalization;
using Mpsim.Results;
using ScottPlot;

namespace Mpsim.Charts;

/// <summary>
/// Share per path against the configured ratio, for flows whose sender has the weighted scheduler in some variant: bars of 100 %, with a mark where the weights divide them. Other variants stand
/// beside for comparison. The share is of IP packets in the direction of the data.
/// </summary>
public static class ShareChart
{
    private const int RowHeight = 30;
    private const int MostPanels = 6;

    /// <summary>Room for the figures to the right of the bars, and where their two columns end.</summary>
    private const float FigureRoom = 216, MeasuredEnd = 116, ConfiguredEnd = 204;

    private static readonly LabelLook Head = LabelLook.Plain(11), Figure = LabelLook.Plain(12, bold: true), Configured = LabelLook.Plain(12);

    public static IEnumerable<ChartPage> Pages(ScenarioResult result)
    {
        IReadOnlyList<FlowSummary> summaries = FlowSummary.Of(result);
        string[] flows = [.. result.FlowNames().Where(flow => summaries.Any(row => row.Flow == flow && RatioOf(result, row) is not null)).Take(MostPanels)];
        if (flows.Length == 0)
            return [];

        string runs = result.Facts.Runs > 1 ? ", mean over the runs" : "";
        var page = new ChartPage("shares", result.Facts.Name, $"share per path against the configured ratio (mark){runs}");
        var colors = new PathColors(result);
        foreach (string flow in flows)
        {
            IEnumerable<FlowSummary> all = summaries.Where(row => row.Flow == flow && row.Paths.Count > 1);
            foreach (IGrouping<string, FlowSummary> way in all.GroupBy(row => FlowWays.Of(result, row.Variant, flow)))
            {
                foreach (FlowSummary[] rows in way.Chunk(Bars.MostRows))
                    page.AddPanel(Draw(page, result, way.Key.Length > 0 ? $"{flow}, {way.Key}" : flow, rows, colors));
            }
        }

        return [page];
    }

    /// <summary>The parts that the weights of the flow's sender give the paths; null where it has another scheduler, or one that changes with the time of day.</summary>
    public static IReadOnlyList<double>? RatioOf(ScenarioResult result, FlowSummary row)
    {
        Dictionary<string, string> parameters = new(result.Facts.Variants.First(variant => variant.Name == row.Variant).Parameters);
        string from = parameters.GetValueOrDefault($"flows.{row.Flow}.from", ""), to = parameters.GetValueOrDefault($"flows.{row.Flow}.to", "");
        string[] weighted = [.. parameters.Where(each => each.Key.EndsWith(".mptcp.scheduler", StringComparison.Ordinal) && each.Value == "weighted").Select(each => each.Key.Split('.')[1])];

        // Where the sender itself is behind a proxy, the proxy's weights count; the receiver's never do.
        string? sender = weighted.Contains(from) ? from : Array.Find(weighted, node => node != to);
        if (sender is null || parameters.Keys.Any(key => key.StartsWith($"nodes.{sender}.mptcp.timetable", StringComparison.Ordinal)))
            return null;
        double[] weights = [.. row.Paths.Select(path => Weight(parameters.GetValueOrDefault($"nodes.{sender}.mptcp.weights.{path}", "")))];
        return weights.Length > 1 && weights.Sum() > 0 ? [.. weights.Select(weight => weight / weights.Sum())] : null;
    }

    /// <summary>A link without a weight has 1.</summary>
    private static double Weight(string text) => double.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out double weight) ? weight : 1;

    private static Panel Draw(ChartPage page, ScenarioResult result, string title, FlowSummary[] rows, PathColors colors)
    {
        PanelFrame frame = Bars.Frame(result.VariantNames, RowHeight * rows.Length) with { Right = FigureRoom, Top = 22 };
        Panel panel = Panel.Titled(frame with { Height = frame.Height + 12 }, title, "Share of what passed the paths (%)", "");
        panel.SetLimits(0, 100, -0.6, rows.Length - 0.4);
        panel.NameRows([.. rows.Index().Select(row => (row.Item.Variant, (double)(rows.Length - 1 - row.Index)))]);
        AddText(panel, "measured (%)", Head, MeasuredEnd, panel.Data.Top - 10);
        AddText(panel, "configured", Head, ConfiguredEnd, panel.Data.Top - 10);
        foreach ((int number, FlowSummary row) in rows.Index())
        {
            int place = rows.Length - 1 - number;
            double[] shares = [.. row.Paths.Select(path => row.Interval(SummaryMetric.Share, path)?.Mean ?? 0)];
            double before = 0;
            foreach ((string path, double share) in row.Paths.Zip(shares))
            {
                page.AddLegend(new LegendEntry(path, colors[path], LegendMark.Area));
                Bars.Add(panel, place, before, before + share, 0.62, colors[path]);
                before += share;
            }

            AddText(panel, string.Join(" : ", shares.Select(share => share.ToString("0.0", CultureInfo.InvariantCulture))), Figure, MeasuredEnd, panel.Y(place));
            if (RatioOf(result, row) is not { } ratio)
                continue;
            AddText(panel, string.Join(" : ", ratio.Select(part => (part * 100).ToString("0.#", CultureInfo.InvariantCulture))), Configured, ConfiguredEnd, panel.Y(place));
            for (int i = 1; i < ratio.Count; i++)
            {
                double at = ratio.Take(i).Sum() * 100;
                panel.Plot.Add.Line(at, place - 0.46, at, place + 0.46).LineStyle = new LineStyle { Color = Palette.Ink, Width = 3 };
            }
        }

        page.AddLegend(new LegendEntry("configured ratio", Palette.Ink, LegendMark.Line));
        return panel;
    }

    /// <summary>A text that ends at a place to the right of the bars.</summary>
    private static void AddText(Panel panel, string text, LabelLook look, float end, float middle)
    {
        float right = panel.Data.Right + end;
        panel.Label(text, look, new Box(right - TextFit.Width(text, look.Size, look.Bold), middle - 9, right, middle + 9));
    }
}
