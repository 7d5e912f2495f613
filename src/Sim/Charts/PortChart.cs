using Mpsim.Results;
using ScottPlot;
using ScottPlot.Plottables;

namespace Mpsim.Charts;

/// <summary>Shared public addresses over time: ports in use or on hold, and SYNs that got none. A panel per variant with a line per place, and the lines of all variants behind.</summary>
public static class PortChart
{
    private static readonly PanelFrame Frame = PanelFrame.Half(170);

    public static IEnumerable<ChartPage> Pages(ScenarioResult result)
    {
        RunResult[] runs = result.VariantNames.Select(variant => result.RunsOf(variant).FirstOrDefault()).OfType<RunResult>().ToArray();
        return new[]
        {
            Page(result, runs, "public-ports", "public ports in use or on hold", "Ports", SampleMetrics.Ports, sums: false),
            Page(result, runs, "public-ports-refused", "SYNs that got no public port so far, repeated ones among them", "SYNs", SampleMetrics.PortsRefused, sums: true),
        }.Where(page => page.PanelCount > 0);
    }

    private static ChartPage Page(ScenarioResult result, RunResult[] runs, string name, string what, string axis, string metric, bool sums)
    {
        string which = result.Facts.Runs > 1 ? ", first run of each variant" : "";
        var page = new ChartPage(name, result.Facts.Name, $"{what}{which}; grey: all variants");
        Course[] courses = [.. runs.Select(run => new Course(run, [.. Lines(run, metric, sums)])).Where(course => course.Lines.Length > 0)];
        double top = courses.SelectMany(course => course.Lines).SelectMany(line => line.Values).DefaultIfEmpty().Max() * 1.06;
        if (top <= 0)
            return page;

        string[] places = [.. courses.SelectMany(course => course.Lines).Select(line => line.Place).Distinct()];
        IReadOnlyList<IReadOnlyList<Course>> groups = Folding.Groups(courses, (course, other) => course.IsSameAs(other));
        IReadOnlyList<string>[] titles = Panel.TitleLines(Frame, groups.Select(group => Folding.Names([.. group.Select(course => course.Run.Variant)])));
        foreach ((int number, IReadOnlyList<Course> group) in groups.Index())
        {
            var panel = new Panel(Frame, titles[number], "Time (s)", axis);
            panel.SetLimits(0, runs.Max(run => run.SimulatedTime.Seconds), 0, top);
            foreach (Line line in groups.SelectMany(other => other[0].Lines))
                Draw(panel, line, new LineStyle { Color = Palette.Outage, Width = 1.2f });
            foreach (Line line in group[0].Lines)
            {
                int place = Array.IndexOf(places, line.Place);
                var style = new LineStyle { Color = Palette.OfVariant(place), Width = 2.4f, Pattern = Palette.PatternOf(place) };
                Draw(panel, line, style);
                page.AddLegend(new LegendEntry(line.Place, style.Color, LegendMark.Line, style.Pattern));
            }

            page.AddPanel(panel);
        }

        return page;
    }

    private static void Draw(Panel panel, Line line, LineStyle style)
    {
        Scatter curve = panel.Plot.Add.ScatterLine(line.Seconds, line.Values);
        curve.LineStyle = style;
    }

    private static IEnumerable<Line> Lines(RunResult run, string metric, bool sums)
    {
        SampleSeries[] places = run.Samples.WithMetric(metric).ToArray();
        foreach ((int place, (double[] seconds, double[] values)) in run.Samples.Read(places).Index())
        {
            for (int i = 1; sums && i < values.Length; i++)
                values[i] += values[i - 1];
            yield return new Line(places[place].Entity[EntityNames.SharingPrefix.Length..], seconds, values);
        }
    }

    private sealed record Line(string Place, double[] Seconds, double[] Values);

    private sealed record Course(RunResult Run, Line[] Lines)
    {
        public bool IsSameAs(Course other) =>
            Lines.Length == other.Lines.Length && Lines.Zip(other.Lines).All(pair => pair.First.Place == pair.Second.Place && pair.First.Values.AsSpan().SequenceEqual(pair.Second.Values));
    }
}
