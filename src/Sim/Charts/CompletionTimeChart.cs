using MathNet.Numerics.Statistics;
using Mpsim.Output;
using Mpsim.Results;
using ScottPlot;
using ScottPlot.Plottables;

namespace Mpsim.Charts;

/// <summary>Distribution of completion times per variant, for flows of several connections: one panel per flow, all runs together.</summary>
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
        double longest = 0;
        foreach (FlowSummary summary in summaries.Where(summary => summary.Flow == flow))
        {
            double[] seconds = summary.Runs.SelectMany(run => run.CompletionTimes).Select(time => time.Seconds).Order().ToArray();
            if (seconds.Length == 0)
                continue;
            int variant = result.VariantNames.ToList().IndexOf(summary.Variant);
            DrawDistribution(plot, seconds, Palette.Of(variant));
            string figures = $"median {NumberText.Readable(seconds.Median())} s, 95 % within {NumberText.Readable(Within(seconds, 0.95))} s";
            page.AddLegend(new LegendEntry($"{summary.Variant} ({flow}: {figures})", Palette.Of(variant), LegendMark.Line));
            longest = Math.Max(longest, seconds[^1]);
        }

        plot.Axes.SetLimits(0, longest * 1.03, 0, 103);
        return plot;
    }

    /// <summary>The empirical distribution function: a step up at every completion.</summary>
    private static void DrawDistribution(Plot plot, double[] seconds, Color color)
    {
        double[] x = new double[seconds.Length + 1], y = new double[seconds.Length + 1];
        for (int i = 0; i < seconds.Length; i++)
        {
            x[i + 1] = seconds[i];
            y[i + 1] = 100.0 * (i + 1) / seconds.Length;
        }

        x[0] = seconds[0];
        Scatter line = plot.Add.ScatterLine(x, y);
        line.ConnectStyle = ConnectStyle.StepHorizontal;
        line.LineStyle = new LineStyle { Color = color, Width = 2.2f };
    }

    /// <summary>The time of the connection that completes the part: one that was measured, where a quantile between two would be on no curve.</summary>
    /// <param name="seconds">Completion times in ascending order.</param>
    /// <param name="part">The part of the connections, above 0.</param>
    private static double Within(double[] seconds, double part) => seconds[Math.Max(0, (int)Math.Ceiling(part * seconds.Length) - 1)];
}
