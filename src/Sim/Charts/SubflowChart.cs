using System.Globalization;
using Mpsim.Results;
using ScottPlot;
using ScottPlot.Plottables;

namespace Mpsim.Charts;

/// <summary>Congestion window and smoothed round-trip time of the subflows in two panels: one page per variant, its first run.</summary>
public static class SubflowChart
{
    private static readonly PanelFrame Frame = PanelFrame.Whole(236);

    /// <summary>More lines than this cannot be told apart; those of which most is heard are shown.</summary>
    private const int MostSubflows = 8;

    /// <summary>Where a run has more than this many, the first few stand for nothing, and there is no chart.</summary>
    private const int MostOfRun = 64;

    /// <summary>Subflows on the same path share its colour and differ by these.</summary>
    private static readonly LinePattern[] Patterns = [LinePattern.Solid, LinePattern.Dashed, LinePattern.Dotted, LinePattern.DenselyDashed];

    /// <summary>Why the variants with the most subflows have no chart; null where all have one.</summary>
    public static string? LeftOut(ScenarioResult result)
    {
        int most = result.VariantNames.Select(variant => result.RunsOf(variant).FirstOrDefault()).OfType<RunResult>().Select(CountOf).DefaultIfEmpty().Max();
        return most <= MostOfRun ? null : $"no chart of {most.ToString("N0", CultureInfo.InvariantCulture)} subflows; timeseries.csv has their windows and round-trip times";
    }

    public static IEnumerable<ChartPage> Pages(ScenarioResult result)
    {
        foreach (string variant in result.VariantNames)
        {
            RunResult? run = result.RunsOf(variant).FirstOrDefault();
            if (run is null || CountOf(run) > MostOfRun)
                continue;
            Curve[] curves = Curves(run, new PathColors(result)).ToArray();
            if (curves.Length > 0)
                yield return Page(result, run, curves);
        }
    }

    private static int CountOf(RunResult run) => run.Samples.WithMetric(SampleMetrics.CongestionWindow).Count();

    private static ChartPage Page(ScenarioResult result, RunResult run, Curve[] curves)
    {
        int all = CountOf(run);
        string rest = all > curves.Length ? $", the busiest {curves.Length} of {all}" : "";
        string name = result.VariantNames.Count == 1 ? "subflows" : ChartFiles.NameOf("subflows", run.Variant);
        var page = new ChartPage(name, result.Facts.Name, $"subflows of {run.Variant}, run {run.Run}{rest}");
        foreach (Curve curve in curves)
            page.AddLegend(new LegendEntry(curve.Label, curve.Color, LegendMark.Line, curve.Pattern));
        AddPanel(page, run, curves, "Congestion window", "cwnd", "segments", SampleMetrics.CongestionWindow);
        AddPanel(page, run, curves, "Smoothed round-trip time", "RTT", "ms", SampleMetrics.SmoothedRtt);
        return page;
    }

    private static void AddPanel(ChartPage page, RunResult run, Curve[] curves, string title, string axis, string unit, string metric)
    {
        var drawn = new List<(Curve Curve, double[] Seconds, double[] Values)>();
        foreach (Curve curve in curves)
        {
            SampleSeries? series = run.Samples.WithMetric(metric).FirstOrDefault(one => one.Entity == curve.Entity);
            if (series is null)
                continue;
            (double[] seconds, double[] values) = run.Samples.Read(series);
            int count = seconds.Count(second => second <= curve.End);
            if (count > 0)
                drawn.Add((curve, seconds[..count], values[..count]));
        }

        if (drawn.Count == 0)
            return;

        double top = ScaleTop.Of(drawn.SelectMany(line => line.Values));
        Panel panel = Panel.Titled(Frame, title, "Time (s)", $"{axis} ({unit})");
        panel.SetLimits(0, run.SimulatedTime.Seconds, 0, top);
        Outages.Draw(page, panel, run);
        foreach ((Curve curve, double[] seconds, double[] values) in drawn)
            DrawCurve(panel.Plot, curve, seconds, values);
        foreach ((_, double[] seconds, double[] values) in drawn)
            ScaleTop.MarkCut(page, panel, seconds, values, top, unit);
        page.AddPanel(panel);
    }

    /// <summary>A pause in the samples, as of a subflow that was closed, breaks the line instead of being bridged.</summary>
    private static void DrawCurve(Plot plot, Curve curve, double[] seconds, double[] values)
    {
        double interval = SmallestStep(seconds);
        int start = 0;
        for (int i = 1; i <= seconds.Length; i++)
        {
            if (i < seconds.Length && seconds[i] - seconds[i - 1] < 3 * interval)
                continue;
            Scatter line = plot.Add.ScatterLine(seconds[start..i], values[start..i]);
            line.LineStyle = new LineStyle { Color = curve.Color, Width = 1.7f, Pattern = curve.Pattern };
            start = i;
        }
    }

    private static double SmallestStep(double[] seconds)
    {
        double smallest = double.PositiveInfinity;
        for (int i = 1; i < seconds.Length; i++)
            smallest = Math.Min(smallest, seconds[i] - seconds[i - 1]);
        return smallest;
    }

    private static IEnumerable<Curve> Curves(RunResult run, PathColors colors)
    {
        var perPath = new Dictionary<string, int>();
        bool severalFlows = run.Flows.Count > 1;
        foreach ((SampleSeries series, double end) in Busiest(run))
        {
            if (!EntityNames.TryReadSubflow(series.Entity, out string flow, out string number, out string path))
                continue;
            int earlier = perPath.GetValueOrDefault(path);
            perPath[path] = earlier + 1;
            string label = severalFlows ? $"{flow} {number} on {path}" : $"subflow {number} on {path}";
            yield return new Curve(series.Entity, label, colors[path], Patterns[earlier % Patterns.Length], end);
        }
    }

    /// <summary>
    /// The subflows of which most is heard, in their order, and until when: each sample in which window or round-trip time differs from the one before tells that something was acknowledged or lost, and a
    /// line that goes on after the last would show a subflow as alive on which nothing moves. Those with a single sample make no line.
    /// </summary>
    public static IReadOnlyList<(SampleSeries Series, double End)> Busiest(RunResult run)
    {
        SampleSeries[] windows = run.Samples.WithMetric(SampleMetrics.CongestionWindow).ToArray();
        Dictionary<string, SampleSeries> times = run.Samples.WithMetric(SampleMetrics.SmoothedRtt).ToDictionary(series => series.Entity);
        var heard = new List<(int Place, int Changes, double End)>();
        foreach ((int place, SampleSeries series) in windows.Index())
        {
            (double[] seconds, double[] window) = run.Samples.Read(series);
            double[] rtt = times.TryGetValue(series.Entity, out SampleSeries? other) ? run.Samples.Read(other).Values : [];
            int last = 0, changes = 0;
            for (int i = 1; i < seconds.Length; i++)
            {
                if (window[i] != window[i - 1] || (i < rtt.Length && rtt[i] != rtt[i - 1]))
                {
                    (last, changes) = (i, changes + 1);
                }
            }

            if (seconds.Length > 1)
                heard.Add((place, changes, seconds[Math.Min(last + 1, seconds.Length - 1)]));
        }

        return [.. heard.OrderByDescending(each => each.Changes).ThenBy(each => each.Place).Take(MostSubflows).OrderBy(each => each.Place).Select(each => (windows[each.Place], each.End))];
    }

    private sealed record Curve(string Entity, string Label, Color Color, LinePattern Pattern, double End);
}
