using Mpsim.Output;
using Mpsim.Results;
using ScottPlot;
using ScottPlot.Plottables;

namespace Mpsim.Charts;

/// <summary>
/// Distribution of completion times per variant, for flows of several connections: one panel per flow, all runs together. The parts are of the connections that were opened, so
/// that a curve which ends below 100 % shows how many did not finish. The figures stand beside the curves, each in the row that names its line.
/// </summary>
public static class CompletionTimeChart
{
    private const int LeastHeight = 250;
    private const int MostPanels = 6;

    /// <summary>More curves than this follow in a further panel.</summary>
    private const int MostRows = 32;

    /// <summary>Times that lie further apart than this are shown on a logarithmic scale: else the fast variants are all one line at the left.</summary>
    private const double FarApart = 8;

    public static IEnumerable<ChartPage> Pages(ScenarioResult result)
    {
        IReadOnlyList<FlowSummary> summaries = FlowSummary.Of(result);
        string[] flows = result.FlowNames()
            .Where(flow => summaries.Any(summary => summary.Flow == flow && summary.Runs.Any(run => run.CompletionTimes.Count > 1)))
            .Take(MostPanels)
            .ToArray();
        if (flows.Length == 0)
            return [];

        var page = new ChartPage("completion-times", result.Facts.Name, "distribution of completion times over all runs, and when half of the connections and 95 % of them had finished");
        foreach (string flow in flows)
        {
            foreach (FlowSummary[] rows in summaries.Where(summary => summary.Flow == flow).Chunk(MostRows))
                page.AddPanel(Draw(result, flow, rows));
        }

        return [page];
    }

    private static Panel Draw(ScenarioResult result, string flow, FlowSummary[] summaries)
    {
        Curve[] curves = [.. summaries.Select(summary => new Curve(
            summary.Variant,
            result.VariantNames.ToList().IndexOf(summary.Variant),
            [.. summary.Runs.SelectMany(run => run.CompletionTimes).Select(time => time.Seconds).Order()],
            summary.Runs.Sum(run => run.ConnectionsOpened)))];
        double[] medians = [.. curves.Where(curve => curve.Seconds.Length > 0).Select(curve => curve.Seconds[curve.Seconds.Length / 2])];
        double longest = curves.SelectMany(curve => curve.Seconds).Append(0).Max(), shortest = curves.SelectMany(curve => curve.Seconds).Append(longest).Min();
        bool isLogarithmic = shortest > 0 && longest > FarApart * medians.DefaultIfEmpty(longest).Min();
        PanelFrame frame = PanelFrame.Whole(Math.Max(LeastHeight, CompletionTable.HeightOf(curves.Length))) with { Right = CompletionTable.Width };
        Panel panel = Panel.Titled(frame, flow, isLogarithmic ? "Completion time (s), logarithmic scale" : "Completion time (s)", "Finished within (%)");
        var axis = isLogarithmic ? TimeAxis.Logarithmic(shortest / 1.1, longest * 1.05) : TimeAxis.Linear(longest > 0 ? longest * 1.03 : 1);
        panel.SetLimits(axis.Left, axis.Right, 0, 103);
        if (isLogarithmic)
            panel.SetMarks(axis.Marks());
        foreach ((int number, Curve curve) in curves.Index())
        {
            // Lines that lie on each other show as edges of those drawn before.
            float width = 1.8f + 1.6f * (curves.Length - 1 - number) / curves.Length;
            DrawDistribution(panel.Plot, curve, axis, width);
        }

        CompletionTable.Draw(panel, curves);
        return panel;
    }

    /// <summary>The empirical distribution function: a step up at every completion, and level to the right edge where connections did not finish.</summary>
    private static void DrawDistribution(Plot plot, Curve curve, TimeAxis axis, float width)
    {
        double[] seconds = curve.Seconds;
        if (seconds.Length == 0)
            return;
        List<double> x = [axis.Place(seconds[0])], y = [0];
        for (int i = 0; i < seconds.Length; i++)
        {
            x.Add(axis.Place(seconds[i]));
            y.Add(100.0 * (i + 1) / curve.Opened);
        }

        if (seconds.Length < curve.Opened)
        {
            x.Add(axis.Right);
            y.Add(y[^1]);
        }

        Scatter line = plot.Add.ScatterLine(x.ToArray(), y.ToArray());
        line.ConnectStyle = ConnectStyle.StepHorizontal;
        line.LineStyle = curve.Line(width);
    }

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

    /// <summary>The completion times of a variant.</summary>
    /// <param name="Variant">Its name.</param>
    /// <param name="Number">Its number, which decides its colour.</param>
    /// <param name="Seconds">In ascending order.</param>
    /// <param name="Connections">Connections that were opened.</param>
    internal sealed record Curve(string Variant, int Number, double[] Seconds, int Connections)
    {
        public int Opened => Math.Max(Seconds.Length, Connections);

        public LineStyle Line(float width) => new() { Color = Palette.OfVariant(Number), Width = width, Pattern = Palette.PatternOf(Number) };
    }
}
