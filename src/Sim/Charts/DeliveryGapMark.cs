using Mpsim.Models.Units;
using Mpsim.Results;
using ScottPlot;
using ScottPlot.Plottables;

namespace Mpsim.Charts;

/// <summary>The longest time without delivery, marked on a time line on which something happened that may have made it, or where it is long.</summary>
public static class DeliveryGapMark
{
    /// <summary>A shorter gap than this is the rhythm of the network rather than an interruption.</summary>
    private static readonly Duration Noticeable = Duration.FromMilliseconds(100);

    /// <summary>A user takes this for an interruption whatever has made it.</summary>
    private static readonly Duration Long = Duration.FromSeconds(1);

    /// <summary>How far above the axis the bar lies: within the gap nothing is drawn that it could hide.</summary>
    private const float BarRise = 9;
    private const float FigureRise = 24;
    private const float FigureStep = 17;
    private const float LineWidth = 5;

    /// <summary>The longest gap of some flows of a run; null when there is none to speak of, or a short one in a run in which nothing happened.</summary>
    public static (double From, double To)? Of(RunResult run, IReadOnlyCollection<string> flows)
    {
        if (Worst(run, flows) is not { } worst || worst.LongestGap < Noticeable)
            return null;
        bool isToBeMarked = worst.LongestGap >= Long || run.Events.Any(logged => EventKinds.Disruptions.Contains(logged.Kind));
        return isToBeMarked ? (worst.GapFrom.Seconds, (worst.GapFrom + worst.LongestGap).Seconds) : null;
    }

    /// <summary>What the mark shows: of many connections others may have been served while the one with the gap was not.</summary>
    public static string Caption(RunResult run, IReadOnlyCollection<string> flows)
        => Worst(run, flows) is { ConnectionsOpened: > 1 } ? "longest time that a connection waited" : "longest time without delivery";

    private static FlowResult? Worst(RunResult run, IReadOnlyCollection<string> flows)
        => run.Flows.Where(flow => flows.Contains(flow.Flow)).MaxBy(flow => flow.LongestGap);

    /// <summary>Draws a bar over the gap and its length above; the limits of the panel must have been set.</summary>
    public static void Draw(ChartPage page, Panel panel, RunResult run, IReadOnlyCollection<string> flows)
    {
        if (Of(run, flows) is not var (from, to))
            return;
        double rise = panel.ValueAt(panel.Data.Bottom - BarRise);
        DrawLine(panel, from, rise, to, rise, LineWidth);
        foreach (double end in new[] { from, to })
            DrawLine(panel, end, panel.ValueAt(panel.Data.Bottom), end, rise * 2, 1.5f);

        string figure = FormattableString.Invariant($"{to - from:0.00} s");
        LabelLook look = LabelLook.Plain(13, bold: true).OnWhite with { Color = Palette.Vermilion };
        float middle = panel.X((from + to) / 2);
        panel.TryLabel(figure, look, [.. Enumerable.Range(0, 4).Select(step => Panel.BoxOf(figure, look, middle, panel.Data.Bottom - FigureRise - FigureStep * step))]);
        page.AddLegend(new LegendEntry(Caption(run, flows), Palette.Vermilion, LegendMark.Line));
    }

    private static void DrawLine(Panel panel, double fromX, double fromY, double toX, double toY, float width)
    {
        LinePlot line = panel.Plot.Add.Line(fromX, fromY, toX, toY);
        line.LineStyle = new LineStyle { Color = Palette.Vermilion, Width = width };
        line.MarkerSize = 0;
    }
}
