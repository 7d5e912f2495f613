using Mpsim.Output;
using Mpsim.Results;
using ScottPlot;
using ScottPlot.Plottables;

namespace Mpsim.Charts;

/// <summary>
/// Distribution of completion times per variant, for flows of several connections: one panel per flow, all runs together. The parts are of the connections that were opened, so
/// that a curve which ends below 100 % shows how many did not finish.
/// </summary>
public static class CompletionTimeChart
{
    private const int PanelHeight = 360;
    private const int MostPanels = 6;

    public static IEnumerable<ChartPage> Pages(ScenarioResult result)
    {
        IReadOnlyList<FlowSummary> summaries = FlowSummary.Of(result);
        string[] flows = result.FlowNames()
            .Where(flow => summaries.Any(summary => summary.Flow == flow && summary.Runs.Any(run => run.CompletionTimes.Count > 1)))
            .Take(MostPanels)
            .ToArray();
        if (flows.Length == 0)
            return [];

        var page = new ChartPage("completion-times", result.Facts.Name, "distribution of completion times over all runs");
        foreach (string flow in flows)
            page.AddPanel(Panel(page, result, flow, summaries), PanelHeight);
        return [page];
    }

    private static Plot Panel(ChartPage page, ScenarioResult result, string flow, IReadOnlyList<FlowSummary> summaries)
    {
        Plot plot = ChartStyle.Panel(flow, "Completion time (s)", "Finished within (% of connections)");
        FlowSummary[] all = summaries.Where(summary => summary.Flow == flow).ToArray();
        double longest = all.SelectMany(summary => summary.Runs).SelectMany(run => run.CompletionTimes).Select(time => time.Seconds).Append(0).Max();
        foreach (FlowSummary summary in all)
        {
            double[] seconds = summary.Runs.SelectMany(run => run.CompletionTimes).Select(time => time.Seconds).Order().ToArray();
            if (seconds.Length == 0)
                continue;
            int variant = result.VariantNames.ToList().IndexOf(summary.Variant);
            int opened = Math.Max(seconds.Length, summary.Runs.Sum(run => run.ConnectionsOpened));
            DrawDistribution(plot, seconds, opened, longest * 1.03, variant);
            string figures = string.Join(", ", new[] { Part(seconds, opened, 0.5), Part(seconds, opened, 0.95), Unfinished(seconds.Length, opened) }.Where(text => text.Length > 0));
            page.AddLegend(new LegendEntry($"{summary.Variant} ({flow}: {figures})", Palette.Of(variant), LegendMark.Line, Palette.PatternOf(variant)));
        }

        plot.Axes.SetLimits(0, longest * 1.03, 0, 103);
        return plot;
    }

    /// <summary>The empirical distribution function: a step up at every completion, and level to the right edge where connections did not finish.</summary>
    private static void DrawDistribution(Plot plot, double[] seconds, int opened, double edge, int variant)
    {
        List<double> x = [seconds[0]], y = [0];
        for (int i = 0; i < seconds.Length; i++)
        {
            x.Add(seconds[i]);
            y.Add(100.0 * (i + 1) / opened);
        }

        if (seconds.Length < opened)
        {
            x.Add(edge);
            y.Add(y[^1]);
        }

        Scatter line = plot.Add.ScatterLine(x.ToArray(), y.ToArray());
        line.ConnectStyle = ConnectStyle.StepHorizontal;
        line.LineStyle = new LineStyle { Color = Palette.Of(variant), Width = 2.2f, Pattern = Palette.PatternOf(variant) };
    }

    private static string Part(double[] seconds, int opened, double part)
    {
        string percent = FormattableString.Invariant($"{part * 100:0} %");
        return Within(seconds, opened, part) is { } time ? $"{percent} within {NumberText.Readable(time)} s" : "";
    }

    private static string Unfinished(int finished, int opened) => finished == opened ? "" : $"{opened - finished} of {opened} not within the run";

    /// <summary>The time of the connection that completes the part: one that was measured, where a quantile between two would be on no curve.</summary>
    /// <param name="seconds">Completion times in ascending order.</param>
    /// <param name="opened">Connections, those that did not finish included.</param>
    /// <param name="part">The part of the connections, above 0.</param>
    /// <returns>Null when fewer have finished.</returns>
    public static double? Within(double[] seconds, int opened, double part)
    {
        int place = Math.Max(1, (int)Math.Ceiling(part * opened));
        return place <= seconds.Length ? seconds[place - 1] : null;
    }
}
