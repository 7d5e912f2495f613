using Mpsim.Output;
using Mpsim.Results;
using ScottPlot;
using ScottPlot.Plottables;

namespace Mpsim.Charts;

/// <summary>Goodput under the capacity curve of trace-driven links: one page per direction of a link, one panel per variant, its first run.</summary>
public static class CapacityChart
{
    /// <summary>More panels than this stand side by side.</summary>
    private const int MostBelowEachOther = 3;

    private static readonly PanelFrame Wide = PanelFrame.Whole(224), Narrow = PanelFrame.Half(186);

    public static IEnumerable<ChartPage> Pages(ScenarioResult result)
    {
        string[] entities = result.Runs
            .SelectMany(run => run.Samples.WithMetric(SampleMetrics.Capacity))
            .Select(series => series.Entity).Distinct().ToArray();
        foreach (string entity in entities)
        {
            ChartPage? page = EntityNames.TryReadLink(entity, out string link, out string direction)
                ? Page(result, entity, link, direction)
                : null;
            if (page is { PanelCount: > 0 })
                yield return page;
        }
    }

    private static ChartPage Page(ScenarioResult result, string entity, string link, string direction)
    {
        var page = new ChartPage(ChartFiles.NameOf("capacity", $"{link}-{direction}"), result.Facts.Name, $"goodput under the capacity of {link} {direction}");
        IReadOnlyList<IReadOnlyList<Course>> groups = Folding.Groups(
            Courses(result, entity, link), (course, other) => course.Grid.IsSameAs(other.Grid) && Outages.AreSame(course.Run, other.Run));
        PanelFrame frame = groups.Count > MostBelowEachOther ? Narrow : Wide;
        foreach (IReadOnlyList<Course> group in groups)
            AddPanel(page, frame, Folding.Names([.. group.Select(course => course.Run.Variant)]), group[0], link, new PathColors(result)[link]);

        return page;
    }

    private static IEnumerable<Course> Courses(ScenarioResult result, string entity, string link)
    {
        foreach (string variant in result.VariantNames)
        {
            RunResult? run = result.RunsOf(variant).FirstOrDefault();
            SampleSeries? capacity = run?.Samples.WithMetric(SampleMetrics.Capacity).FirstOrDefault(series => series.Entity == entity);
            if (run is null || capacity is null)
                continue;
            SampleSeries[] series = [capacity, .. GoodputOf(run, entity, link)];
            TimeGrid grid = TimeGrid.Of(run.Samples, series, result.VariantNames.Count > MostBelowEachOther ? TimeGrid.MostSteps / 2 : TimeGrid.MostSteps);
            if (series.Length > 1 && grid.Ends.Length > 1)
                yield return new Course(run, grid);
        }
    }

    private static void AddPanel(ChartPage page, PanelFrame frame, string names, Course course, string link, Color color)
    {
        (RunResult run, TimeGrid grid) = course;
        double[] capacity = grid.Values[0];
        double[] goodput = Enumerable.Range(0, capacity.Length).Select(step => grid.Values.Skip(1).Sum(row => row[step])).ToArray();
        double used = capacity.Sum() > 0 ? goodput.Sum() / capacity.Sum() * 100 : 0;
        string figures = $"{NumberText.Readable(goodput.Average())} of {NumberText.Readable(capacity.Average())} Mbit/s ({NumberText.Readable(Math.Round(used, 1))} %)";
        // The capacity is always shown whole.
        double top = Math.Max(capacity.Max() * 1.16, Math.Min(ScaleTop.Of(goodput), capacity.Max() * 1.45));
        Panel panel = Panel.Titled(frame, $"{names}: {figures}", "Time (s)", "Mbit/s");
        page.AddLegend(new LegendEntry($"goodput on {link}", color, LegendMark.Area));
        page.AddLegend(new LegendEntry("capacity", Palette.Ink, LegendMark.Line));
        panel.SetLimits(0, run.SimulatedTime.Seconds, 0, top > 0 ? top : 1);
        Outages.Draw(page, panel, run);

        (double[] seconds, double[] under) = grid.Steps(goodput);
        FillY area = panel.Plot.Add.FillY(seconds, new double[seconds.Length], under);
        area.FillColor = color;
        area.LineStyle.IsVisible = false;
        Scatter line = panel.Plot.Add.ScatterLine(seconds, grid.Steps(capacity).Outline);
        line.LineStyle = new LineStyle { Color = Palette.Ink, Width = 1.4f };
        ScaleTop.MarkCut(page, panel, grid.Ends, goodput, top);
        page.AddPanel(panel);
    }

    /// <summary>
    /// The flows that run in this direction of the link. A flow knows its paths but not their directions; one that got more
    /// through the link than this direction delivered at all runs in the other one, where these are its acknowledgements.
    /// </summary>
    private static IEnumerable<SampleSeries> GoodputOf(RunResult run, string entity, string link)
    {
        SampleSeries? rate = run.Samples.WithMetric(SampleMetrics.Rate).FirstOrDefault(series => series.Entity == entity);
        double delivered = rate is null ? double.PositiveInfinity : run.Samples.Read(rate).Values.Sum();
        SampleSeries[] onLink = run.Samples.WithMetric(SampleMetrics.Goodput)
            .Where(series => EntityNames.TryReadFlowPath(series.Entity, out _, out string path) && path == link)
            .ToArray();
        double[] got = run.Samples.Read(onLink).Select(series => series.Values.Sum()).ToArray();
        return onLink.Where((_, place) => got[place] > 0 && got[place] <= delivered * 1.01);
    }

    /// <summary>Capacity and goodput of a run; the first row is the capacity.</summary>
    private sealed record Course(RunResult Run, TimeGrid Grid);
}
