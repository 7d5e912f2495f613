using Mpsim.Results;
using ScottPlot;
using ScottPlot.Plottables;

namespace Mpsim.Charts;

/// <summary>Goodput of a flow over time, stacked per path: one panel per variant, its first run; variants that came to the same figures share one.</summary>
public static class GoodputOverTimeChart
{
    /// <summary>More panels than this stand side by side.</summary>
    private const int MostBelowEachOther = 3;

    /// <summary>More flows than this are added up in one page, since nobody looks at that many pictures.</summary>
    private const int MostPages = 4;

    private static readonly PanelFrame Wide = PanelFrame.Whole(224), Narrow = PanelFrame.Half(186);

    /// <summary>One page per flow that has a time series of goodput.</summary>
    public static IEnumerable<ChartPage> Pages(ScenarioResult result)
    {
        string[] flows = result.FlowNames().Where(flow => FirstRuns(result).Any(run => Layers(run, [flow]).Count > 0)).ToArray();
        if (flows.Length == 0)
            return [];
        if (flows.Length > MostPages)
            return [Page(result, "goodput-over-time", $"{flows.Length} flows together", flows, FirstRuns(result))];

        return flows.SelectMany(flow => PagesOf(result, flow, hasName: flows.Length > 1));
    }

    /// <summary>Variants that turn the flow round have a page of their own, with a scale of their own.</summary>
    private static IEnumerable<ChartPage> PagesOf(ScenarioResult result, string flow, bool hasName)
    {
        foreach (IGrouping<string, RunResult> way in FirstRuns(result).Where(run => Layers(run, [flow]).Count > 0).GroupBy(run => FlowWays.Of(result, run.Variant, flow)))
        {
            string[] names = [.. new[] { hasName ? flow : "", way.Key }.Where(part => part.Length > 0)];
            string name = names.Length == 0 ? "goodput-over-time" : ChartFiles.NameOf("goodput-over-time", string.Join(' ', names));
            yield return Page(result, name, way.Key.Length > 0 ? $"{flow}, {way.Key}," : flow, [flow], way);
        }
    }

    private static ChartPage Page(ScenarioResult result, string name, string subject, string[] flows, IEnumerable<RunResult> runs)
    {
        string which = result.Facts.Runs > 1 ? ", first run of each variant" : "";
        var page = new ChartPage(name, result.Facts.Name, $"goodput of {subject} over time, and on average{which}");
        IReadOnlyList<IReadOnlyList<Course>> groups = Folding.Groups(Courses([.. runs], flows), (course, other) => course.IsSameAs(other, flows));
        PanelFrame frame = groups.Count > MostBelowEachOther ? Narrow : Wide;
        double top = ScaleTop.Of(groups.SelectMany(group => group[0].Grid.Total()));
        double end = groups.Max(group => group[0].Run.SimulatedTime.Seconds);
        IReadOnlyList<string> paths = result.PathNames();
        var colors = new PathColors(result);
        foreach (string path in paths.Where(path => groups.Any(group => group[0].Layers.Any(layer => layer.Path == path))))
            page.AddLegend(new LegendEntry(path, colors[path], LegendMark.Area));
        IReadOnlyList<string>[] titles = Titles(groups, flows, frame);
        foreach ((int number, IReadOnlyList<Course> group) in groups.Index())
        {
            (RunResult shown, IReadOnlyList<Layer> layers, TimeGrid grid) = group[0];
            var panel = new Panel(frame, titles[number], "Time (s)", "Goodput (Mbit/s)");
            panel.SetLimits(0, end, 0, top);
            Outages.Draw(page, panel, shown);
            DrawLayers(page, panel.Plot, layers, grid, paths, colors);
            ScaleTop.MarkCut(page, panel, grid.Ends, grid.Total(), top);
            DeliveryGapMark.Draw(page, panel, shown, flows);
            page.AddPanel(panel);
        }

        return page;
    }

    /// <summary>Names and mean goodput. Neighbours in a row have equally many lines, so that their data line up.</summary>
    private static IReadOnlyList<string>[] Titles(IReadOnlyList<IReadOnlyList<Course>> groups, string[] flows, PanelFrame frame)
    {
        double[] means = [.. groups.Select(group => group[0].Run.Flows.Where(flow => flows.Contains(flow.Flow)).Sum(flow => flow.GoodputMbps))];
        Func<double, string> alike = LikeFigures.Of(means);
        IReadOnlyList<string>[] titles =
        [
            .. groups.Select((group, number) => Panel.TitleLines(
                frame, $"{Folding.Names([.. group.Select(course => course.Run.Variant)])}: {alike(means[number])}{TextFit.Joint}Mbit/s")),
        ];
        int columns = ChartPage.Width / frame.Width;
        return [.. titles.Select((title, number) => Padded(title, titles.Skip(number / columns * columns).Take(columns).Max(each => each.Count)))];
    }

    private static IReadOnlyList<string> Padded(IReadOnlyList<string> title, int lines) => [.. Enumerable.Repeat("", lines - title.Count), .. title];

    private static IEnumerable<Course> Courses(RunResult[] runs, string[] flows)
    {
        int steps = runs.Length > MostBelowEachOther ? TimeGrid.MostSteps / 2 : TimeGrid.MostSteps;
        foreach (RunResult run in runs)
        {
            IReadOnlyList<Layer> layers = Layers(run, flows);
            if (layers.Count > 0)
                yield return new Course(run, layers, TimeGrid.Of(run.Samples, [.. layers.Select(layer => layer.Series)], steps));
        }
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

    private sealed record Layer(string Flow, string Path, SampleSeries Series);

    /// <summary>What a panel shows of a run.</summary>
    private sealed record Course(RunResult Run, IReadOnlyList<Layer> Layers, TimeGrid Grid)
    {
        public bool IsSameAs(Course other, string[] flows) =>
            Layers.Select(layer => (layer.Flow, layer.Path)).SequenceEqual(other.Layers.Select(layer => (layer.Flow, layer.Path)))
            && Grid.IsSameAs(other.Grid)
            && Outages.AreSame(Run, other.Run)
            && DeliveryGapMark.Of(Run, flows) == DeliveryGapMark.Of(other.Run, flows);
    }
}
