using ScottPlot;

namespace Mpsim.Charts;

/// <summary>The look that all charts share.</summary>
public static class ChartStyle
{
    public static LabelStyle Text(float size, bool bold, Alignment alignment, string text)
    {
        var style = new LabelStyle { Text = text, Alignment = alignment };
        Set(style, size, bold);
        return style;
    }

    /// <summary>A plot with two axes and a quiet grid, whose words the <see cref="Panel"/> draws.</summary>
    public static Plot Plot()
    {
        var plot = new Plot();
        Set(plot.Axes.Bottom.TickLabelStyle, 12, bold: false);
        Set(plot.Axes.Left.TickLabelStyle, 12, bold: false);
        plot.Axes.Color(Palette.Ink);
        plot.Axes.Right.FrameLineStyle.IsVisible = false;
        plot.Axes.Top.FrameLineStyle.IsVisible = false;
        plot.Grid.MajorLineColor = Palette.Grid;
        plot.FigureBackground.Color = Colors.White;
        plot.DataBackground.Color = Colors.White;
        plot.HideLegend();
        return plot;
    }

    private static void Set(LabelStyle style, float size, bool bold)
    {
        // The typeface itself and not its name: by name the library takes any width and weight of the family.
        style.Font = ChartFonts.Typeface(bold);
        style.FontSize = size;
        style.ForeColor = Palette.Ink;
    }
}
