using ScottPlot;
using ScottPlot.Plottables;

namespace Mpsim.Charts;

/// <summary>Bars that lie, each row with a name: what charts of figures per variant are made of.</summary>
public static class Bars
{
    /// <summary>More rows than this make a panel that fits no sheet; the rest follow in a further panel.</summary>
    public const int MostRows = 28;

    private const float MostNameRoom = 210;
    private const float LeastNameRoom = 76;
    private const float NameSize = 12;

    /// <summary>A panel for rows of a height, with room for their names, which may take two lines.</summary>
    /// <param name="names">Of all panels that are to line up.</param>
    /// <param name="height">Of the data in pixels.</param>
    public static PanelFrame Frame(IEnumerable<string> names, float height)
    {
        float room = Math.Clamp(names.Select(name => TextFit.Width(name, NameSize)).DefaultIfEmpty().Max() + 20, LeastNameRoom, MostNameRoom);
        var frame = PanelFrame.Whole(0);
        return frame with { Height = (int)(height + frame.Top + frame.Bottom), Left = room };
    }

    /// <summary>A bar between two values.</summary>
    public static void Add(Panel panel, double place, double from, double to, double size, Color color)
    {
        BarPlot bar = panel.Plot.Add.Bar(new Bar { Position = place, ValueBase = from, Value = to, FillColor = color, LineWidth = 0, Size = size, Orientation = Orientation.Horizontal });
        bar.Horizontal = true;
    }

    /// <summary>The whiskers of a confidence interval.</summary>
    public static void AddInterval(Panel panel, double place, double low, double high, double reach)
    {
        var line = new LineStyle { Color = Palette.Ink, Width = 1.5f };
        panel.Plot.Add.Line(low, place, high, place).LineStyle = line;
        foreach (double end in new[] { low, high })
            panel.Plot.Add.Line(end, place - reach, end, place + reach).LineStyle = line;
    }

    /// <summary>A figure to the right of what a row shows.</summary>
    /// <param name="panel">The panel, whose limits have been set.</param>
    /// <param name="figure">The text.</param>
    /// <param name="look">How it is drawn.</param>
    /// <param name="after">Where the bar or its whisker ends.</param>
    /// <param name="place">The row.</param>
    /// <param name="below">Pixels below the middle of the row.</param>
    public static void AddFigure(Panel panel, string figure, LabelLook look, double after, double place, float below = 0)
    {
        Box around = Panel.BoxOf(figure, look, 0, panel.Y(place) + below);
        float left = panel.X(after) + 5;
        panel.Label(figure, look, around with { Left = left, Right = left + around.Width });
    }

    /// <summary>The right end of a scale that leaves room for figures after the longest bar.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="figures">The texts and the values after which they stand.</param>
    public static double End(Panel panel, IEnumerable<(string Figure, LabelLook Look, double After)> figures)
    {
        double end = 0;
        foreach ((string figure, LabelLook look, double after) in figures)
        {
            double room = panel.Data.Width - Panel.BoxOf(figure, look, 0, 0).Width - 8;
            end = Math.Max(end, after * panel.Data.Width / Math.Max(room, panel.Data.Width / 3));
        }

        return end > 0 ? end : 1;
    }
}
