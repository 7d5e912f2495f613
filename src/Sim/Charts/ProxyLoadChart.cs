using Mpsim.Output;
using Mpsim.Results;
using ScottPlot;
using ScottPlot.Plottables;

namespace Mpsim.Charts;

/// <summary>
/// How busy proxies are. Their cores' time against their sessions: a panel per variant, with the points of all variants behind; and both over time, a row per variant. A proxy has one colour in all.
/// </summary>
public static class ProxyLoadChart
{
    private static readonly PanelFrame Frame = PanelFrame.Half(196), Low = PanelFrame.Half(150);

    /// <summary>Sessions differ by orders of magnitude between variants, and may be none.</summary>
    private static readonly double[] Marks = [0, .. from power in Enumerable.Range(0, 8) from digit in new[] { 1, 3 } select digit * Math.Pow(10, power)];

    private const string Scale = "Sessions (logarithmic from 1 on)";

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

        string which = result.Facts.Runs > 1 ? ", first run of each variant" : "";
        string[] proxies = [.. traces.Select(trace => trace.Proxy).Distinct()];
        double most = Math.Max(1, traces.Max(trace => trace.Sessions.Max()));
        var bySessions = new ChartPage("proxy-load", result.Facts.Name, $"how busy the cores of proxies were against their sessions{which}; grey: all variants");
        var overTime = new ChartPage("proxy-load-over-time", result.Facts.Name, $"how busy the cores of proxies were, and their sessions{which}");
        foreach ((int number, string proxy) in proxies.Index())
        {
            bySessions.AddLegend(new LegendEntry(proxy, Palette.OfVariant(number), LegendMark.Point));
            overTime.AddLegend(new LegendEntry(proxy, Palette.OfVariant(number), LegendMark.Line, Palette.PatternOf(number)));
        }

        foreach (IGrouping<string, Trace> variant in traces.GroupBy(trace => trace.Variant))
        {
            bySessions.AddPanel(LoadBySessions(variant.Key, [.. variant], traces, proxies, most));
            overTime.AddPanel(OverTime($"{variant.Key}: load", [.. variant], proxies, "Time of the cores (%)", trace => trace.Shares, 103, NiceTicks.Of(0, 100, 5)));
            overTime.AddPanel(OverTime($"{variant.Key}: sessions", [.. variant], proxies, "Sessions (log. from 1 on)", trace => [.. trace.Sessions.Select(Place)], Place(most) * 1.05, SessionMarks(most, 6)));
        }

        return [bySessions, overTime];
    }

    private static Panel LoadBySessions(string title, Trace[] own, Trace[] all, string[] proxies, double most)
    {
        Panel panel = Panel.Titled(Frame, title, Scale, "Time of the cores (%)");
        panel.SetLimits(Place(0) - 0.03 * Place(most), Place(most) * 1.03, 0, 103);
        panel.SetMarks(SessionMarks(most, 12));
        AddPoints(panel, [.. all.SelectMany(trace => trace.Sessions)], [.. all.SelectMany(trace => trace.Shares)], 4, Palette.Outage.WithAlpha(0.6));
        foreach (Trace trace in own)
            AddPoints(panel, trace.Sessions, trace.Shares, 5, Palette.OfVariant(Array.IndexOf(proxies, trace.Proxy)));
        return panel;
    }

    /// <summary>Points that lie in one place are drawn once: a session more or less is the same to look at.</summary>
    private static void AddPoints(Panel panel, double[] sessions, double[] shares, float size, Color color)
    {
        (double X, double Y)[] places = [.. sessions.Zip(shares, (count, share) => (Place(count), Math.Round(share, 1))).Distinct()];
        Scatter points = panel.Plot.Add.ScatterPoints(places.Select(place => place.X).ToArray(), places.Select(place => place.Y).ToArray());
        points.MarkerStyle = new MarkerStyle(MarkerShape.FilledCircle, size, color);
    }

    private static Panel OverTime(
        string title, Trace[] traces, string[] proxies, string axis, Func<Trace, double[]> read, double top, (double[] Places, string[] Labels) marks)
    {
        Panel panel = Panel.Titled(Low, title, "Time (s)", axis);
        panel.SetLimits(0, traces.Max(trace => trace.Seconds[^1]), 0, top);
        panel.SetVerticalMarks(marks);
        foreach (Trace trace in traces)
        {
            int number = Array.IndexOf(proxies, trace.Proxy);
            Scatter line = panel.Plot.Add.ScatterLine(trace.Seconds, read(trace));
            line.LineStyle = new LineStyle { Color = Palette.OfVariant(number), Width = 2, Pattern = Palette.PatternOf(number) };
        }

        return panel;
    }

    private static (double[] Places, string[] Labels) SessionMarks(double most, int room)
    {
        var shown = new List<double>();
        foreach (double mark in Marks.Where(mark => mark <= most))
        {
            if (shown.Count == 0 || Place(mark) - Place(shown[^1]) >= Place(most) / room)
                shown.Add(mark);
        }

        return ([.. shown.Select(Place)], [.. shown.Select(NumberText.Readable)]);
    }

    private static double Place(double sessions) => Math.Log10(1 + sessions);

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
