using Mpsim.Output;
using Mpsim.Results;
using ScottPlot;
using ScottPlot.Plottables;

namespace Mpsim.Charts;

/// <summary>How busy proxies are: their cores' time against their sessions, and over time. One colour per variant; where a variant has several proxies, one per proxy.</summary>
public static class ProxyLoadChart
{
    private const int PanelHeight = 330;

    /// <summary>Points of the first eight series, and of each eight that follow.</summary>
    private static readonly MarkerShape[] Shapes = [MarkerShape.FilledCircle, MarkerShape.OpenCircle, MarkerShape.FilledTriangleUp, MarkerShape.OpenSquare];

    public static IEnumerable<ChartPage> Pages(ScenarioResult result)
    {
        // A proxy that never had a session in a variant, as one that is not on any way there, has no line.
        Trace[] traces = result.VariantNames
            .Select(variant => result.RunsOf(variant).FirstOrDefault())
            .OfType<RunResult>()
            .SelectMany(TracesOf)
            .ToArray();
        if (traces.Length == 0)
            return [];

        var page = new ChartPage("proxy-load", result.Facts.Name, "how busy the cores of proxies were, first run of each variant");
        bool several = traces.GroupBy(trace => trace.Variant).Any(group => group.Count() > 1);
        Plot bySessions = ChartStyle.Panel("Load against sessions", "Sessions (logarithmic)", "Time of the cores (%)");
        Plot byTime = ChartStyle.Panel("Load over time", "Time (s)", "Time of the cores (%)");
        Plot sessions = ChartStyle.Panel("Sessions over time", "Time (s)", "Sessions");
        foreach ((int number, Trace trace) in traces.Index())
        {
            Color color = Palette.Of(number);
            LinePattern pattern = Palette.PatternOf(number);
            page.AddLegend(new LegendEntry(several ? $"{trace.Variant}: {trace.Proxy}" : trace.Variant, color, LegendMark.Line, pattern));
            Scatter points = bySessions.Add.ScatterPoints(trace.Sessions.Select(Place).ToArray(), trace.Shares);
            points.MarkerStyle = new MarkerStyle(Shapes[number / Palette.Count % Shapes.Length], 5, color);
            AddLine(byTime, trace.Seconds, trace.Shares, color, pattern);
            AddLine(sessions, trace.Seconds, trace.Sessions, color, pattern);
        }

        double most = Math.Max(1, traces.Max(trace => trace.Sessions.Max()));
        double end = traces.Max(trace => trace.Seconds[^1]);
        double[] marks = Marks.Where(mark => mark <= most * 2).ToArray();
        bySessions.Axes.Bottom.SetTicks(marks.Select(Place).ToArray(), marks.Select(mark => NumberText.Readable(mark)).ToArray());
        bySessions.Axes.SetLimits(0, Place(most) * 1.03, 0, 103);
        byTime.Axes.SetLimits(0, end, 0, 103);
        sessions.Axes.SetLimits(0, end, 0, most * 1.05);
        page.AddPanel(bySessions, PanelHeight);
        page.AddPanel(byTime, PanelHeight);
        page.AddPanel(sessions, PanelHeight);
        return [page];
    }

    /// <summary>Sessions differ by orders of magnitude between variants, and may be none.</summary>
    private static readonly double[] Marks = [0, .. from power in Enumerable.Range(0, 8) from digit in new[] { 1, 3 } select digit * Math.Pow(10, power)];

    private static double Place(double sessions) => Math.Log10(1 + sessions);

    private static void AddLine(Plot plot, double[] seconds, double[] values, Color color, LinePattern pattern)
    {
        Scatter line = plot.Add.ScatterLine(seconds, values);
        line.LineStyle = new LineStyle { Color = color, Width = 2, Pattern = pattern };
    }

    private static IEnumerable<Trace> TracesOf(RunResult run)
    {
        foreach (SampleSeries share in run.Samples.WithMetric(SampleMetrics.CpuShare))
        {
            SampleSeries count = run.Samples.WithMetric(SampleMetrics.Sessions).First(series => series.Entity == share.Entity);
            (double[] Seconds, double[] Values)[] read = run.Samples.Read([share, count]);
            if (read[0].Seconds.Length > 0 && read[0].Values.Concat(read[1].Values).Any(value => value > 0))
                yield return new Trace(run.Variant, share.Entity[EntityNames.ProxyPrefix.Length..], read[0].Seconds, read[0].Values, read[1].Values);
        }
    }

    private sealed record Trace(string Variant, string Proxy, double[] Seconds, double[] Shares, double[] Sessions);
}
