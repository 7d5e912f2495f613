using Mpsim.Results;
using ScottPlot;
using ScottPlot.Plottables;

namespace Mpsim.Charts;

/// <summary>Goodput of a flow over time, stacked per path: one panel per variant, its first run.</summary>
public static class GoodputOverTimeChart
{
    private const int PanelHeight = 270;

    /// <summary>More flows than this are added up in one page, since nobody looks at that many pictures.</summary>
    private const int MostPages = 4;

    /// <summary>One page per flow that has a time series of goodput.</summary>
    public static IEnumerable<ChartPage> Pages(ScenarioResult result)
    {
        string[] flows = result.FlowNames().Where(flow => FirstRuns(result).Any(run => Layers(run, [flow]).Count > 0)).ToArray();
        if (flows.Length == 0)
            return [];
        if (flows.Length is 1 or > MostPages)
            return [Page(result, "goodput-over-time", flows)];

        return flows.Select(flow => Page(result, ChartFiles.NameOf("goodput-over-time", flow), [flow]));
    }

    private static ChartPage Page(ScenarioResult result, string name, string[] flows)
    {
        string subject = flows.Length == 1 ? flows[0] : $"{flows.Length} flows together";
        var page = new ChartPage(name, result.Facts.Name, $"goodput of {subject} over time");
        var panels = FirstRuns(result)
            .Select(run => (Run: run, Layers: Layers(run, flows)))
            .Where(panel => panel.Layers.Count > 0)
            .Select(panel => (panel.Run, panel.Layers, Grid: TimeGrid.Of(panel.Run.Samples, panel.Layers.Select(layer => layer.Series).ToArray())))
            .ToArray();
        double top = ScaleTop.Of(panels.SelectMany(panel => Total(panel.Grid)));
        IReadOnlyList<string> paths = result.PathNames();
        var colors = new PathColors(result);
        foreach (string path in paths.Where(path => panels.Any(panel => panel.Layers.Any(layer => layer.Path == path))))
            page.AddLegend(new LegendEntry(path, colors[path], LegendMark.Area));
        foreach ((RunResult run, IReadOnlyList<Layer> layers, TimeGrid grid) in panels)
        {
            double mean = run.Flows.Where(flow => flows.Contains(flow.Flow)).Sum(flow => flow.GoodputMbps);
            Plot plot = ChartStyle.Panel($"{run.Variant}, run {run.Run}: {NumberText(mean)} Mbit/s on average", "Time (s)", "Goodput (Mbit/s)");
            Outages.Draw(page, plot, run, top);
            DrawLayers(page, plot, layers, grid, paths, colors);
            plot.Axes.SetLimits(0, run.SimulatedTime.Seconds, 0, top);
            ScaleTop.MarkCut(page, plot, grid.Ends, Total(grid), top);
            DeliveryGapMark.Draw(page, plot, run, flows, top);
            page.AddPanel(plot, PanelHeight);
        }

        return page;
    }

    private static void DrawLayers(ChartPage page, Plot plot, IReadOnlyList<Layer> layers, TimeGrid grid, IReadOnlyList<string> paths, PathColors colors)
    {
        double[] below = new double[grid.Ends.Length];
        foreach (string path in layers.Select(layer => layer.Path).Distinct().OrderBy(path => PlaceOf(paths, path)))
        {
            double[] above = (double[])below.Clone();
            for (int row = 0; row < layers.Count; row++)
            {
                if (layers[row].Path == path)
                    Add(above, grid.Values[row]);
            }

            Color color = colors[path];
            page.AddLegend(new LegendEntry(path, color, LegendMark.Area));
            (double[] seconds, double[] upper) = grid.Steps(above);
            FillY area = plot.Add.FillY(seconds, grid.Steps(below).Outline, upper);
            area.FillColor = color;
            area.LineStyle.IsVisible = false;
            area.MarkerStyle.IsVisible = false;
            below = above;
        }
    }

    /// <summary>The series of the flows per path; of a flow that knows no paths, its whole goodput.</summary>
    private static List<Layer> Layers(RunResult run, string[] flows)
    {
        var layers = new List<Layer>();
        foreach (SampleSeries series in run.Samples.WithMetric(SampleMetrics.Goodput))
        {
            if (EntityNames.TryReadFlowPath(series.Entity, out string flow, out string path) && flows.Contains(flow))
                layers.Add(new Layer(flow, path, series));
        }

        foreach (SampleSeries series in run.Samples.WithMetric(SampleMetrics.Goodput))
        {
            string? whole = Array.Find(flows, flow => series.Entity == EntityNames.Flow(flow));
            if (whole is not null && !layers.Exists(layer => layer.Flow == whole))
                layers.Add(new Layer(whole, "all paths", series));
        }

        return layers;
    }

    private static IEnumerable<RunResult> FirstRuns(ScenarioResult result) =>
        result.VariantNames.Select(variant => result.RunsOf(variant).FirstOrDefault()).OfType<RunResult>();

    private static double[] Total(TimeGrid grid)
    {
        double[] total = new double[grid.Ends.Length];
        foreach (double[] row in grid.Values)
            Add(total, row);
        return total;
    }

    private static void Add(double[] sum, double[] values)
    {
        for (int i = 0; i < sum.Length; i++)
            sum[i] += values[i];
    }

    private static int PlaceOf(IReadOnlyList<string> paths, string path)
    {
        int place = paths.ToList().IndexOf(path);
        return place >= 0 ? place : paths.Count;
    }

    private static string NumberText(double value) => Output.NumberText.Readable(value);

    private sealed record Layer(string Flow, string Path, SampleSeries Series);
}
