using System.Globalization;
using Mpsim.Results;
using ScottPlot;
using ScottPlot.Plottables;

namespace Mpsim.Charts;

/// <summary>
/// Congestion window and smoothed round-trip time of the subflows in two panels: one page per variant, its first run. Those that carried most are shown, each as long as it lived; variants that came to the
/// same figures share a page.
/// </summary>
public static class SubflowChart
{
    private static readonly PanelFrame Frame = PanelFrame.Whole(236);

    /// <summary>More lines than this cannot be told apart, and of one colour no more than there are patterns.</summary>
    private const int MostSubflows = 8;

    /// <summary>Where the lines stand for less than this part of all bytes, as in a run of many short transfers, they stand for nothing, and there is no chart.</summary>
    private const double LeastPart = 0.5;

    /// <summary>A subflow that has carried less than this part of what the busiest has is shown where it lived for a good part of the run, as a standby does.</summary>
    private const double LeastOfMost = 0.01, LongLife = 0.1;

    /// <summary>Subflows on the same path share its colour and differ by these.</summary>
    private static readonly LinePattern[] Patterns = [LinePattern.Solid, LinePattern.Dashed, LinePattern.Dotted, LinePattern.DenselyDashed];

    /// <summary>Which variants have no chart and why; null where all have one.</summary>
    public static string? LeftOut(ScenarioResult result)
    {
        RunResult[] left = [.. FirstRuns(result).Where(run => run.SubflowCount > MostSubflows && PartShown(run) < LeastPart)];
        if (left.Length == 0)
            return null;
        RunResult most = left.MaxBy(run => run.SubflowCount)!;
        string which = left.Length == 1 ? $"of '{left[0].Variant}'" : $"of {left.Length} variants";
        return string.Create(CultureInfo.InvariantCulture, $"no chart of the subflows {which}: the busiest {MostSubflows} of up to {most.SubflowCount:N0} carried {PartShown(most) * 100:0} % of the bytes");
    }

    public static IEnumerable<ChartPage> Pages(ScenarioResult result)
    {
        var colors = new PathColors(result);
        var pages = FirstRuns(result)
            .Where(run => run.SubflowCount <= MostSubflows || PartShown(run) >= LeastPart)
            .Select(run => (Run: run, Curves: Curves(run, colors).ToArray()))
            .Where(page => page.Curves.Length > 0);
        return Folding.Groups(pages, (page, other) => page.Curves.SequenceEqual(other.Curves) && Outages.AreSame(page.Run, other.Run))
            .Select(group => Page(result, [.. group.Select(page => page.Run.Variant)], group[0].Run, group[0].Curves));
    }

    private static IEnumerable<RunResult> FirstRuns(ScenarioResult result) => result.VariantNames.Select(variant => result.RunsOf(variant).FirstOrDefault()).OfType<RunResult>();

    /// <summary>The part of all bytes that went by the subflows that are shown.</summary>
    private static double PartShown(RunResult run)
    {
        HashSet<string> shown = [.. Busiest(run).Select(subflow => subflow.Entity)];
        long all = Math.Max(run.Flows.Sum(flow => flow.Bytes), run.Subflows.Sum(subflow => subflow.Bytes));
        return all == 0 ? 1 : (double)run.Subflows.Where(subflow => shown.Contains(subflow.Entity)).Sum(subflow => subflow.Bytes) / all;
    }

    private static ChartPage Page(ScenarioResult result, IReadOnlyList<string> variants, RunResult run, Curve[] curves)
    {
        string rest = run.SubflowCount > curves.Length
            ? string.Create(CultureInfo.InvariantCulture, $": the {curves.Length} that carried most, and {run.SubflowCount - curves.Length:N0} more that are not shown") : "";
        string name = result.VariantNames.Count == 1 ? "subflows" : ChartFiles.NameOf("subflows", run.Variant);
        string which = result.Facts.Runs > 1 ? $", run {run.Run}" : "";
        var page = new ChartPage(name, result.Facts.Name, $"subflows of {Folding.Names(variants)}{which}{rest}");
        foreach (Curve curve in curves)
            page.AddLegend(new LegendEntry(curve.Label, curve.Color, LegendMark.Line, curve.Pattern));
        AddPanel(page, run, curves, "Congestion window", "segments", curve => curve.Windows);
        AddPanel(page, run, curves, "Smoothed round-trip time", "ms", curve => curve.Times);
        return page;
    }

    private static void AddPanel(ChartPage page, RunResult run, Curve[] curves, string title, string unit, Func<Curve, double[]> read)
    {
        double top = ScaleTop.Of(curves.SelectMany(read));
        Panel panel = Panel.Titled(Frame, title, "Time (s)", unit);
        panel.SetLimits(0, run.SimulatedTime.Seconds, 0, top);
        Outages.Draw(page, panel, run);
        foreach (Curve curve in curves)
            DrawCurve(page, panel, curve, read(curve), run.SimulatedTime.Seconds);
        foreach (Curve curve in curves)
            ScaleTop.MarkCut(page, panel, curve.Seconds, read(curve), top, unit);
        page.AddPanel(panel);
    }

    /// <summary>A line as long as the subflow lived, with a dot where it ended; a pause in the samples breaks it instead of being bridged.</summary>
    private static void DrawCurve(ChartPage page, Panel panel, Curve curve, double[] values, double end)
    {
        double[] seconds = curve.Seconds;
        double interval = SmallestStep(seconds);
        int start = 0;
        for (int i = 1; i <= seconds.Length; i++)
        {
            if (i < seconds.Length && seconds[i] - seconds[i - 1] < 3 * interval)
                continue;
            Scatter line = panel.Plot.Add.ScatterLine(seconds[start..i], values[start..i]);
            line.LineStyle = new LineStyle { Color = curve.Color, Width = 1.7f, Pattern = curve.Pattern };
            start = i;
        }

        if (seconds[^1] >= end - 2 * interval)
            return;
        panel.AddDot(seconds[^1], values[^1], curve.Color);
        page.AddLegend(new LegendEntry("closed", Palette.Ink, LegendMark.Point));
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
        IReadOnlyList<SubflowResult> busiest = Busiest(run);
        Dictionary<string, SampleSeries> windows = run.Samples.WithMetric(SampleMetrics.CongestionWindow).ToDictionary(series => series.Entity);
        Dictionary<string, SampleSeries> times = run.Samples.WithMetric(SampleMetrics.SmoothedRtt).ToDictionary(series => series.Entity);
        (double[] Seconds, double[] Values)[] read = run.Samples.Read([.. busiest.Select(subflow => windows[subflow.Entity]), .. busiest.Select(subflow => times[subflow.Entity])]);
        var perPath = new Dictionary<string, int>();
        bool severalFlows = run.Flows.Count > 1;
        foreach ((int place, SubflowResult subflow) in busiest.Index())
        {
            _ = EntityNames.TryReadSubflow(subflow.Entity, out string flow, out string number, out string path);
            int earlier = perPath.GetValueOrDefault(path);
            perPath[path] = earlier + 1;
            string what = severalFlows ? flow : subflow.IsMultipath ? "subflow" : "connection";
            yield return new Curve($"{what} {number} on {path}, {Size(subflow.Bytes)}", colors[path], Patterns[earlier % Patterns.Length], read[place].Seconds, read[place].Values, read[busiest.Count + place].Values);
        }
    }

    /// <summary>The subflows that carried most, in the order of their opening: not more of one path than there are patterns of lines. Those with a single sample make no line, those that carried and lived little no more than a stroke.</summary>
    public static IReadOnlyList<SubflowResult> Busiest(RunResult run)
    {
        Dictionary<string, SampleSeries> series = run.Samples.WithMetric(SampleMetrics.CongestionWindow).ToDictionary(each => each.Entity);
        int[] samples = run.Samples.Counts();
        var perPath = new Dictionary<string, int>();
        var chosen = new List<(int Place, SubflowResult Subflow)>();
        long most = run.Subflows.Select(subflow => subflow.Bytes).DefaultIfEmpty().Max();
        int longLife = (int)(samples.DefaultIfEmpty().Max() * LongLife);
        foreach ((int place, SubflowResult subflow) in run.Subflows.Index().OrderByDescending(each => each.Item.Bytes).ThenBy(each => each.Index))
        {
            if (chosen.Count == MostSubflows)
                break;
            if (!EntityNames.TryReadSubflow(subflow.Entity, out _, out _, out string path) || !series.TryGetValue(subflow.Entity, out SampleSeries? own) || samples[own.Number] < 2)
                continue;
            if (subflow.Bytes < most * LeastOfMost && samples[own.Number] < longLife)
                continue;
            int earlier = perPath.GetValueOrDefault(path);
            if (earlier == Patterns.Length)
                continue;
            perPath[path] = earlier + 1;
            chosen.Add((place, subflow));
        }

        return [.. chosen.OrderBy(each => each.Place).Select(each => each.Subflow)];
    }

    private static string Size(long bytes) => bytes switch
    {
        >= 10_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:#,##0} MB"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        >= 1000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:#,##0} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
    };

    private sealed record Curve(string Label, Color Color, LinePattern Pattern, double[] Seconds, double[] Windows, double[] Times)
    {
        public bool Equals(Curve? other) =>
            other is not null && Label == other.Label && Color == other.Color && Seconds.AsSpan().SequenceEqual(other.Seconds) && Windows.AsSpan().SequenceEqual(other.Windows) && Times.AsSpan().SequenceEqual(other.Times);

        public override int GetHashCode() => Seconds.Length;
    }
}
