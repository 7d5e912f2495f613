using ScottPlot;
using ScottPlot.TickGenerators;

namespace Mpsim.Charts;

/// <summary>The look that all charts share.</summary>
public static class ChartStyle
{
    /// <summary>Room for the labels of the left axis; the same in all panels, so that their time axes line up.</summary>
    private const float LeftRoom = 76;

    private const float RightRoom = 24;

    public static LabelStyle Text(float size, bool bold, Alignment alignment, string text)
    {
        var style = new LabelStyle { Text = text, Alignment = alignment };
        Set(style, size, bold);
        return style;
    }

    /// <summary>A panel with title, labelled axes and a quiet grid.</summary>
    public static Plot Panel(string title, string xLabel, string yLabel)
    {
        var plot = new Plot();
        plot.Title(title);
        plot.XLabel(xLabel);
        plot.YLabel(yLabel);
        Set(plot.Axes.Title.Label, 14, bold: true);
        Set(plot.Axes.Bottom.Label, 13, bold: false);
        Set(plot.Axes.Left.Label, 13, bold: false);
        Set(plot.Axes.Bottom.TickLabelStyle, 12, bold: false);
        Set(plot.Axes.Left.TickLabelStyle, 12, bold: false);
        plot.Axes.Color(Palette.Ink);
        plot.Axes.Bottom.TickGenerator = new NumericAutomatic { TickDensity = 0.45 };
        plot.Axes.Left.MinimumSize = LeftRoom;
        plot.Axes.Right.MinimumSize = RightRoom;
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
