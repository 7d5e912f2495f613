using Mpsim.Results;
using ScottPlot;
using ScottPlot.Plottables;

namespace Mpsim.Charts;

/// <summary>Shared public addresses over time: ports in use or on hold, and SYNs that got none, one curve per variant and place.</summary>
public static class PortChart
{
    private static readonly PanelFrame Frame = PanelFrame.Whole(276);

    public static IEnumerable<ChartPage> Pages(ScenarioResult result)
    {
        RunResult[] runs = result.VariantNames.Select(variant => result.RunsOf(variant).FirstOrDefault()).OfType<RunResult>().ToArray();
        if (!runs.Any(run => run.Samples.WithMetric(SampleMetrics.Ports).Any()))
            return [];

        var page = new ChartPage("public-ports", result.Facts.Name, "public ports that subscribers share, first run of each variant");
        AddPanel(page, runs, "Ports in use or on hold", "Ports", SampleMetrics.Ports, sums: false);
        AddPanel(page, runs, "SYNs that got no port so far, repeated ones among them", "SYNs", SampleMetrics.PortsRefused, sums: true);
        return page.PanelCount > 0 ? [page] : [];
    }

    private static void AddPanel(ChartPage page, RunResult[] runs, string title, string axis, string metric, bool sums)
    {
        Panel panel = Panel.Titled(Frame, title, "Time (s)", axis);
        double top = 0;
        foreach ((int number, RunResult run) in runs.Index())
        {
            SampleSeries[] places = run.Samples.WithMetric(metric).ToArray();
            foreach ((int place, (double[] seconds, double[] values)) in run.Samples.Read(places).Index())
            {
                for (int i = 1; sums && i < values.Length; i++)
                    values[i] += values[i - 1];

                // The colours repeat after eight; further places of a variant have its colour.
                Scatter line = panel.Plot.Add.ScatterLine(seconds, values);
                LinePattern pattern = place > 0 ? LinePattern.Dotted : number < Palette.Count ? LinePattern.Solid : LinePattern.Dashed;
                line.LineStyle = new LineStyle { Color = Palette.OfVariant(number), Width = 2, Pattern = pattern };
                string name = places.Length > 1 ? $"{run.Variant}: {places[place].Entity[EntityNames.SharingPrefix.Length..]}" : run.Variant;
                page.AddLegend(new LegendEntry(name, Palette.OfVariant(number), LegendMark.Line, pattern));
                top = Math.Max(top, values.DefaultIfEmpty().Max());
            }
        }

        if (top <= 0)
            return;
        panel.SetLimits(0, runs.Max(run => run.SimulatedTime.Seconds), 0, top * 1.06);
        page.AddPanel(panel);
    }
}
