using Mpsim.Models.Units;
using Mpsim.Results;
using ScottPlot;
using ScottPlot.Plottables;

namespace Mpsim.Charts;

/// <summary>The longest time without delivery, marked on a time line on which something happened that may have made it.</summary>
public static class DeliveryGapMark
{
    /// <summary>A shorter gap than this is the rhythm of the network rather than an interruption.</summary>
    private static readonly Duration Noticeable = Duration.FromMilliseconds(100);

    /// <summary>Parts of the scale at which the bar and its figure stand: within the gap nothing is drawn that they could hide.</summary>
    private const double BarHeight = 0.06;
    private const double FigureHeight = 0.16;

    /// <summary>Half the width of a figure, as a part of the time shown.</summary>
    private const double HalfFigure = 0.05;

    /// <summary>The longest gap of some flows of a run; null when there is none to speak of, or nothing happened in the run.</summary>
    public static (double From, double To)? Of(RunResult run, IReadOnlyCollection<string> flows)
    {
        return Worst(run, flows) is not { } worst || worst.LongestGap < Noticeable || !run.Events.Any(logged => EventKinds.Disruptions.Contains(logged.Kind))
            ? null
            : (worst.GapFrom.Seconds, (worst.GapFrom + worst.LongestGap).Seconds);
    }

    /// <summary>What the mark shows: of many connections others may have been served while the one with the gap was not.</summary>
    public static string Caption(RunResult run, IReadOnlyCollection<string> flows)
        => Worst(run, flows) is { ConnectionsOpened: > 1 } ? "longest time that a connection waited" : "longest time without delivery";

    private static FlowResult? Worst(RunResult run, IReadOnlyCollection<string> flows)
        => run.Flows.Where(flow => flows.Contains(flow.Flow)).MaxBy(flow => flow.LongestGap);

    /// <summary>Draws a bar over the gap and its length above.</summary>
    public static void Draw(ChartPage page, Plot plot, RunResult run, IReadOnlyCollection<string> flows, double top)
    {
        if (Of(run, flows) is not var (from, to))
            return;
        LinePlot bar = plot.Add.Line(from, top * BarHeight, to, top * BarHeight);
        bar.Color = Palette.Vermilion;
        bar.LineWidth = 5;
        bar.MarkerSize = 0;
        foreach (double end in new[] { from, to })
        {
            LinePlot cap = plot.Add.Line(end, 0, end, top * BarHeight * 2);
            cap.Color = Palette.Vermilion;
            cap.LineWidth = 1.5f;
            cap.MarkerSize = 0;
        }

        string figure = FormattableString.Invariant($"{to - from:0.00} s");
        double length = run.SimulatedTime.Seconds;
        double middle = Math.Clamp((from + to) / 2, length * HalfFigure, length * (1 - HalfFigure));
        Text label = plot.Add.Text(figure, middle, top * FigureHeight);
        label.LabelStyle = ChartStyle.Text(13, bold: true, Alignment.LowerCenter, figure);
        label.LabelStyle.ForeColor = Palette.Vermilion;
        label.LabelStyle.BackgroundColor = Colors.White.WithAlpha(0.85);
        label.LabelStyle.Padding = 2;
        page.AddLegend(new LegendEntry(Caption(run, flows), Palette.Vermilion, LegendMark.Line));
    }
}
