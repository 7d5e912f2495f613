using MathNet.Numerics.Statistics;
using ScottPlot;

namespace Mpsim.Charts;

/// <summary>
/// The upper end of a scale over time. Data that waited behind a gap are delivered at once when it closes; a scale that held such
/// spikes would press all the rest against the axis. So few and far spikes are cut off, and every one is marked with its height.
/// </summary>
public static class ScaleTop
{
    /// <summary>Room above the highest value, for the marks and the names of outages.</summary>
    private const double Room = 1.16;

    /// <summary>What more than this part of the time shows is no spike.</summary>
    private const double Usual = 0.98;

    /// <summary>Values up to this many times the usual ones are shown as they are.</summary>
    private const double Far = 1.5;

    /// <summary>Height of the arrows in pixels.</summary>
    public const float ArrowSize = 9;

    /// <summary>How far below the upper end the arrows stand: beneath the names of outages.</summary>
    private const float Depth = 26;

    /// <summary>Spikes that are nearer to each other than this have one arrow, with the height of the highest.</summary>
    private const float Apart = 11;

    private const float FigureSize = 12;

    /// <summary>The upper end for some values, all of them or all but spikes; 1 when nothing is above zero.</summary>
    /// <param name="values">The values of all panels that share the scale.</param>
    public static double Of(IEnumerable<double> values)
    {
        double[] shown = [.. values.Where(value => value > 0)];
        if (shown.Length == 0)
            return 1;
        double highest = shown.Max();
        double usual = shown.Quantile(Usual);
        return (highest > usual * Far ? usual * 1.25 : highest) * Room;
    }

    /// <summary>Marks what a scale cuts off: an arrow at each spike, and its height where there is room, at the highest ones first.</summary>
    /// <param name="page">For the legend.</param>
    /// <param name="panel">The panel, whose limits have been set.</param>
    /// <param name="seconds">Where the values are.</param>
    /// <param name="values">What is drawn.</param>
    /// <param name="top">The upper end of the scale.</param>
    /// <param name="unit">The unit of the values.</param>
    public static void MarkCut(ChartPage page, Panel panel, double[] seconds, double[] values, double top, string unit = "Mbit/s")
    {
        float arrows = panel.Data.Top + Depth;
        (float X, double Height)[] spikes = [.. Spikes(panel, seconds, values, top).OrderByDescending(spike => spike.Height)];
        foreach ((float x, _) in spikes)
        {
            page.AddLegend(new LegendEntry($"higher than shown ({unit})", Palette.Ink, LegendMark.Arrow));
            panel.AddArrow(x, arrows);
        }

        LabelLook look = LabelLook.Plain(FigureSize).OnWhite;
        foreach ((float x, double height) in spikes)
        {
            string figure = Output.NumberText.Readable(Math.Round(height));
            Box box = Panel.BoxOf(figure, look, x, arrows);
            float aside = box.Width / 2 + ArrowSize / 2 + 1;
            panel.TryLabel(figure, look, Panel.BoxOf(figure, look, x + aside, arrows), Panel.BoxOf(figure, look, x - aside, arrows), Panel.BoxOf(figure, look, x, arrows + box.Height));
        }
    }

    private static List<(float X, double Height)> Spikes(Panel panel, double[] seconds, double[] values, double top)
    {
        var spikes = new List<(float X, double Height)>();
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] <= top)
                continue;
            float x = panel.X(seconds[i]);
            if (spikes.Count == 0 || x - spikes[^1].X > Apart)
                spikes.Add((x, values[i]));
            else if (values[i] > spikes[^1].Height)
                spikes[^1] = (x, values[i]);
        }

        return spikes;
    }
}
