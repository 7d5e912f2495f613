using MathNet.Numerics.Statistics;
using ScottPlot;
using ScottPlot.Plottables;

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

    /// <summary>Part of the scale at which the arrows stand: within the panel, below the names of outages.</summary>
    private const double Place = 0.88;

    /// <summary>The same for those that would cover the figure of a higher one.</summary>
    private const double CrowdedPlace = 0.95;

    /// <summary>Part of the width that a figure takes; a lower spike that is nearer to a higher one has none.</summary>
    private const double FigureWidth = 0.05;

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

    /// <summary>Marks what a scale cuts off: an arrow at each spike, and its height at the highest ones.</summary>
    /// <param name="page">For the legend.</param>
    /// <param name="plot">The panel.</param>
    /// <param name="seconds">Where the values are.</param>
    /// <param name="values">What is drawn.</param>
    /// <param name="top">The upper end of the scale.</param>
    public static void MarkCut(ChartPage page, Plot plot, double[] seconds, double[] values, double top)
    {
        var spikes = new List<(double Seconds, double Height)>();
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] <= top)
                continue;

            // Neighbours are one spike, as high as the highest of them.
            bool joins = i > 0 && values[i - 1] > top;
            if (!joins)
                spikes.Add((seconds[i], values[i]));
            else if (values[i] > spikes[^1].Height)
                spikes[^1] = (seconds[i], values[i]);
        }

        var labelled = new List<double>();
        foreach ((double at, double height) in spikes.OrderByDescending(spike => spike.Height))
        {
            page.AddLegend(new LegendEntry("higher than shown (Mbit/s)", Palette.Ink, LegendMark.Arrow));
            bool isCrowded = labelled.Exists(other => Math.Abs(other - at) < FigureWidth * seconds[^1]);
            plot.Add.Marker(at, top * (isCrowded ? CrowdedPlace : Place), MarkerShape.FilledTriangleUp, ArrowSize, Palette.Ink);
            if (isCrowded)
                continue;
            string figure = Output.NumberText.Readable(Math.Round(height));
            Text label = plot.Add.Text(figure, at, top * Place);
            label.LabelStyle = ChartStyle.Text(12, bold: false, Alignment.MiddleLeft, figure);
            label.OffsetX = 8;
            labelled.Add(at);
        }
    }
}
