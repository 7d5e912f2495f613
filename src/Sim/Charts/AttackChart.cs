using Mpsim.Results;
using ScottPlot;
using ScottPlot.Plottables;

namespace Mpsim.Charts;

/// <summary>Goodput of all flows together while somebody attacks: one curve per variant, and where proxies have a cost model, how busy they were and what they turned down.</summary>
public static class AttackChart
{
    private const int PanelHeight = 330;

    /// <summary>From when to when anybody attacks in any of the runs; an attack that nothing ends lasts to the end.</summary>
    public static (double From, double To)? Span(IEnumerable<RunResult> runs)
    {
        double from = double.MaxValue, to = 0;
        foreach (RunResult run in runs)
        {
            LoggedEvent[] begins = run.Events.Where(logged => logged.Kind == EventKinds.AttackBegins).ToArray();
            foreach (LoggedEvent begin in begins)
            {
                LoggedEvent? end = run.Events.FirstOrDefault(logged => logged.Kind == EventKinds.AttackEnds && logged.Entity == begin.Entity);
                from = Math.Min(from, begin.Time.Seconds);
                to = Math.Max(to, end?.Time.Seconds ?? run.SimulatedTime.Seconds);
            }
        }

        return from <= to ? (from, to) : null;
    }

    public static IEnumerable<ChartPage> Pages(ScenarioResult result)
    {
        RunResult[] runs = result.VariantNames.Select(variant => result.RunsOf(variant).FirstOrDefault()).OfType<RunResult>().ToArray();
        if (Span(runs) is not { } span)
            return [];

        var page = new ChartPage("goodput-under-attack", result.Facts.Name, "goodput of all flows together, first run of each variant; grey: the time of the attack");
        AddPanel(page, runs, span, "Goodput under attack", "Goodput (Mbit/s)", SampleMetrics.Goodput, series => result.FlowNames().Any(flow => series.Entity == EntityNames.Flow(flow)));
        AddPanel(page, runs, span, "Time of the proxies' cores", "Time of the cores (%)", SampleMetrics.CpuShare, _ => true);
        AddPanel(page, runs, span, "Sessions of the proxies, half-open ones included", "Sessions", SampleMetrics.Sessions, _ => true);
        return page.PanelCount > 0 ? [page] : [];
    }

    private static void AddPanel(ChartPage page, RunResult[] runs, (double From, double To) span, string title, string axis, string metric, Func<SampleSeries, bool> counts)
    {
        Plot plot = ChartStyle.Panel(title, "Time (s)", axis);
        HorizontalSpan band = plot.Add.HorizontalSpan(span.From, span.To);
        band.FillStyle.Color = Palette.Outage.WithAlpha(0.35);
        band.LineStyle.IsVisible = false;
        double top = 0;
        foreach ((int number, RunResult run) in runs.Index())
        {
            SampleSeries[] series = run.Samples.WithMetric(metric).Where(counts).ToArray();
            if (series.Length == 0)
                continue;

            TimeGrid grid = TimeGrid.Of(run.Samples, series);
            double[] sum = Enumerable.Range(0, grid.Ends.Length).Select(step => grid.Values.Sum(values => values[step])).ToArray();
            Scatter line = plot.Add.ScatterLine(grid.Ends, sum);
            // The colours repeat after eight.
            LinePattern pattern = Palette.PatternOf(number);
            line.LineStyle = new LineStyle { Color = Palette.Of(number), Width = 2, Pattern = pattern };
            page.AddLegend(new LegendEntry(run.Variant, Palette.Of(number), LegendMark.Line, pattern));
            top = Math.Max(top, sum.DefaultIfEmpty().Max());
        }

        if (top <= 0)
            return;
        plot.Axes.SetLimits(0, runs.Max(run => run.SimulatedTime.Seconds), 0, top * 1.06);
        page.AddPanel(plot, PanelHeight);
    }
}
