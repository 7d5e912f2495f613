using Mpsim.Results;
using ScottPlot;
using ScottPlot.Plottables;

namespace Mpsim.Charts;

/// <summary>
/// What users get while somebody attacks. Goodput of all flows together over time: a panel per variant, with the course of a variant that nobody attacks behind it. And in bars the goodput in the
/// time of the attack, and where proxies have a cost model how busy they were and how many sessions they held.
/// </summary>
public static class AttackChart
{
    private const int RowHeight = 25;

    private static readonly PanelFrame Frame = PanelFrame.Half(170);

    private static readonly LabelLook Figure = LabelLook.Plain(12).OnWhite;

    /// <summary>From when to when anybody attacks in any of the runs; an attack that nothing ends lasts to the end.</summary>
    public static (double From, double To)? Span(IEnumerable<RunResult> runs)
    {
        (string Attack, double From, double To)[] attacks = [.. runs.SelectMany(Outages.AttacksOf)];
        return attacks.Length > 0 ? (attacks.Min(attack => attack.From), attacks.Max(attack => attack.To)) : null;
    }

    public static IEnumerable<ChartPage> Pages(ScenarioResult result)
    {
        RunResult[] runs = result.VariantNames.Select(variant => result.RunsOf(variant).FirstOrDefault()).OfType<RunResult>().ToArray();
        if (Span(runs) is not { } span)
            return [];

        string which = result.Facts.Runs > 1 ? ", first run of each variant" : "";
        RunResult? calm = Array.Find(runs, run => Outages.AttacksOf(run).Count == 0);
        string compared = calm is null ? "" : $"; line: '{calm.Variant}'";
        var bars = new ChartPage("under-attack", result.Facts.Name, FormattableString.Invariant($"what an attack does, {span.From:0.##} s to {span.To:0.##} s{which}{compared}"));
        AddBars(bars, runs, calm, "Goodput of all flows while the attack lasts: more is better", "Goodput (Mbit/s)", run => Goodput(result, run)?.Mean(span.From, span.To));
        AddBars(bars, runs, calm, "Time of the proxies' cores while the attack lasts: less is better", "Time of the cores (%)", run => Sum(run, SampleMetrics.CpuShare, _ => true)?.Mean(span.From, span.To));
        AddBars(bars, runs, calm, "Most sessions that the proxies held, half-open ones included: less is better", "Sessions", run => Sum(run, SampleMetrics.Sessions, _ => true)?.Values.DefaultIfEmpty().Max());
        ChartPage courses = Courses(result, runs, calm, which);
        return new[] { bars, courses }.Where(page => page.PanelCount > 0);
    }

    private static ChartPage Courses(ScenarioResult result, RunResult[] runs, RunResult? calm, string which)
    {
        string behind = calm is null ? "" : $"; grey line: '{calm.Variant}'";
        var page = new ChartPage("goodput-under-attack", result.Facts.Name, $"goodput of all flows together{which}{behind}");
        Course? quiet = calm is null ? null : Goodput(result, calm);
        Course[] courses = [.. runs.Select(run => Goodput(result, run)).OfType<Course>()];
        if (courses.Length == 0)
            return page;
        double top = ScaleTop.Of(courses.SelectMany(course => course.Values)), end = runs.Max(run => run.SimulatedTime.Seconds);
        foreach (IReadOnlyList<Course> group in Folding.Groups(courses, (course, other) => course.Values.SequenceEqual(other.Values) && Outages.AreSame(course.Run, other.Run)))
        {
            Panel panel = Panel.Titled(Frame, Folding.Names([.. group.Select(course => course.Run.Variant)]), "Time (s)", "Mbit/s");
            panel.SetLimits(0, end, 0, top);
            Outages.Draw(page, panel, group[0].Run);
            if (quiet is not null && group[0].Run != calm)
                Draw(panel, quiet, Palette.Light, 2.4f);
            Draw(panel, group[0], group[0].Run == calm ? Palette.Dark : Palette.Vermilion, 2);
            ScaleTop.MarkCut(page, panel, group[0].Seconds, group[0].Values, top);
            page.AddPanel(panel);
        }

        return page;
    }

    private static void Draw(Panel panel, Course course, Color color, float width)
    {
        Scatter line = panel.Plot.Add.ScatterLine(course.Seconds, course.Values);
        line.LineStyle = new LineStyle { Color = color, Width = width };
    }

    private static void AddBars(ChartPage page, RunResult[] runs, RunResult? calm, string title, string axis, Func<RunResult, double?> read)
    {
        (string Variant, double Value)[] rows = [.. runs.Select(run => (run.Variant, Value: read(run))).Where(row => row.Value is not null).Select(row => (row.Variant, row.Value!.Value))];
        double? usual = calm is null ? null : read(calm);
        Func<double, string> alike = LikeFigures.Of(rows.Select(row => Math.Round(row.Value, 1)));
        foreach ((string Variant, double Value)[] part in rows.Chunk(Bars.MostRows))
        {
            Panel panel = Panel.Titled(Bars.Frame(runs.Select(run => run.Variant), RowHeight * part.Length), title, axis, "");
            panel.SetLimits(0, Bars.End(panel, rows.Select(row => (alike(row.Value), Figure, row.Value))), -0.6, part.Length - 0.4);
            panel.NameRows([.. part.Index().Select(row => (row.Item.Variant, (double)(part.Length - 1 - row.Index)))]);
            foreach ((int number, (_, double value)) in part.Index())
            {
                Bars.Add(panel, part.Length - 1 - number, 0, value, 0.66, Palette.Light);
                Bars.AddFigure(panel, alike(value), Figure, value, part.Length - 1 - number);
            }

            if (usual is { } line)
                panel.Plot.Add.VerticalLine(line, 1.5f, Palette.Vermilion);
            page.AddPanel(panel);
        }
    }

    private static Course? Goodput(ScenarioResult result, RunResult run) =>
        Sum(run, SampleMetrics.Goodput, series => result.FlowNames().Any(flow => series.Entity == EntityNames.Flow(flow)));

    private static Course? Sum(RunResult run, string metric, Func<SampleSeries, bool> counts)
    {
        SampleSeries[] series = run.Samples.WithMetric(metric).Where(counts).ToArray();
        if (series.Length == 0)
            return null;
        TimeGrid grid = TimeGrid.Of(run.Samples, series);
        return new Course(run, grid.Ends, grid.Total());
    }

    /// <summary>A figure of a run over time.</summary>
    private sealed record Course(RunResult Run, double[] Seconds, double[] Values)
    {
        /// <summary>Over the samples whose intervals end within a time.</summary>
        public double Mean(double from, double to) => Values.Where((_, i) => Seconds[i] > from && Seconds[i] <= to).DefaultIfEmpty().Average();
    }
}
