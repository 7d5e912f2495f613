using ScottPlot;
using SkiaSharp;

namespace Mpsim.Charts;

/// <summary>
/// A plot whose frame is fixed, so that it is known before anything is drawn where a value lies in the picture, and labels can be kept off each other and
/// within the data. The labels are drawn over the plot.
/// </summary>
public sealed class Panel
{
    /// <summary>Size of the letters of a title.</summary>
    public const float TitleSize = 14;

    private const float AxisSize = 13;
    private const float TickSize = 12;
    private const float Padding = 3;

    private readonly List<PanelLabel> _labels = [];
    private readonly List<Box> _taken = [];
    private readonly List<Box> _arrows = [];
    private readonly List<(PixelLine Place, LineStyle Line)> _swatches = [];
    private readonly PanelFrame _frame;
    private double _low, _high = 1, _left, _right = 1;

    /// <param name="frame">Sizes.</param>
    /// <param name="title">Lines of the title; empty lines keep the room, so that neighbours line up.</param>
    /// <param name="xLabel">What the horizontal axis shows, with its unit.</param>
    /// <param name="yLabel">The same of the vertical axis; empty where rows have names.</param>
    public Panel(PanelFrame frame, IReadOnlyList<string> title, string xLabel, string yLabel)
    {
        (_frame, XLabel, YLabel, Title) = (frame, xLabel, yLabel, title);
        float above = title.Count * PanelFrame.TitleLine + frame.Top;
        Height = frame.Height + title.Count * PanelFrame.TitleLine;
        Data = new Box(frame.Left, above, frame.Width - frame.Right, Height - frame.Bottom);
        Plot.Layout.Fixed(new PixelPadding(frame.Left, frame.Right, frame.Bottom, above));
    }

    public Plot Plot { get; } = ChartStyle.Plot();

    public IReadOnlyList<string> Title { get; }

    public string XLabel { get; }

    public string YLabel { get; }

    public int Width => _frame.Width;

    /// <summary>Without the label of the horizontal axis.</summary>
    public int Height { get; }

    /// <summary>Where the data are, from the panel's upper left corner.</summary>
    public Box Data { get; }

    /// <summary>The labels over the plot, apart from title and axes.</summary>
    public IReadOnlyList<PanelLabel> Labels => _labels;

    /// <summary>Marks of what lies beyond the scale.</summary>
    public IReadOnlyList<Box> Arrows => _arrows;

    /// <summary>The ends of the horizontal axis: panels that have the same can share its label.</summary>
    public (double Low, double High) Span => (_left, _right);

    /// <summary>A panel with a title that is broken into lines where it has to.</summary>
    public static Panel Titled(PanelFrame frame, string title, string xLabel, string yLabel) => new(frame, TitleLines(frame, title), xLabel, yLabel);

    /// <summary>A title in as many lines as it needs, up to three.</summary>
    public static IReadOnlyList<string> TitleLines(PanelFrame frame, string title) =>
        title.Length == 0 ? [] : TextFit.Wrap(title, TitleSize, bold: true, frame.Width - frame.Left - frame.Right, 3);

    /// <summary>Sets the ends of both axes, and marks at round numbers.</summary>
    public void SetLimits(double left, double right, double low, double high)
    {
        (_left, _right, _low, _high) = (left, right, low, high);
        Plot.Axes.SetLimits(left, right, low, high);
        (double[] xs, string[] xLabels) = NiceTicks.Of(left, right, (int)(Data.Width / 52));
        Plot.Axes.Bottom.SetTicks(xs, xLabels);
        (double[] ys, string[] yLabels) = NiceTicks.Of(low, high, (int)(Data.Height / 26));
        Plot.Axes.Left.SetTicks(ys, yLabels);
    }

    /// <summary>Puts other marks on the horizontal axis.</summary>
    public void SetMarks((double[] Places, string[] Labels) marks) => Plot.Axes.Bottom.SetTicks(marks.Places, marks.Labels);

    /// <summary>Puts other marks on the vertical axis.</summary>
    public void SetVerticalMarks((double[] Places, string[] Labels) marks) => Plot.Axes.Left.SetTicks(marks.Places, marks.Labels);

    /// <summary>Adds a piece of line beside the data, as a legend has.</summary>
    public void AddSwatch(float left, float middle, float width, LineStyle line) => _swatches.Add((new PixelLine(left, middle, left + width, middle), line));

    /// <summary>Takes the marks off the vertical axis, whose rows have names instead.</summary>
    public void NameRows(IReadOnlyList<(string Name, double Place)> rows)
    {
        Plot.Axes.Left.SetTicks([], []);
        Plot.Grid.YAxisStyle.IsVisible = false;
        float room = Data.Left - 16;
        foreach ((string name, double place) in rows)
        {
            IReadOnlyList<string> lines = TextFit.Wrap(name, TickSize, bold: false, room, 2);
            float top = Y(place) - lines.Count * 7.5f;
            foreach ((int number, string line) in lines.Index())
            {
                float width = TextFit.Width(line, TickSize);
                _labels.Add(new PanelLabel(line, new Box(Data.Left - 8 - width, top + number * 15, Data.Left - 8, top + number * 15 + 15), LabelLook.Plain(TickSize)));
            }
        }
    }

    /// <summary>Where a value of the horizontal axis lies, in pixels from the panel's left edge.</summary>
    public float X(double value) => Data.Left + (float)((value - _left) / (_right - _left)) * Data.Width;

    /// <summary>Where a value of the vertical axis lies, in pixels from the panel's upper edge.</summary>
    public float Y(double value) => Data.Bottom - (float)((value - _low) / (_high - _low)) * Data.Height;

    /// <summary>The value of the vertical axis at a number of pixels from the panel's upper edge.</summary>
    public double ValueAt(float y) => _low + (Data.Bottom - y) / Data.Height * (_high - _low);

    /// <summary>Adds an arrow that points upward, as a mark of what lies beyond the scale.</summary>
    public void AddArrow(float x, float y)
    {
        Box box = Box.Around(x, y, ScaleTop.ArrowSize, ScaleTop.ArrowSize).MovedInto(Data);
        _arrows.Add(box);
        _taken.Add(box);
    }

    /// <summary>Keeps labels that are added later off a box.</summary>
    public void Take(Box box) => _taken.Add(box);

    /// <summary>The room that a label takes around a point.</summary>
    public static Box BoxOf(string text, LabelLook look, float x, float y) =>
        Box.Around(x, y, TextFit.Width(text, look.Size, look.Bold) + 2 * Padding, look.Size * 1.25f + 2);

    /// <summary>Adds a label at the first of some boxes that is free, moved into the data; false where none is.</summary>
    public bool TryLabel(string text, LabelLook look, params ReadOnlySpan<Box> places)
    {
        foreach (Box place in places)
        {
            Box moved = place.MovedInto(Data);
            if (!moved.IsWithin(Data) || _taken.Exists(moved.Overlaps))
                continue;
            Label(text, look, moved);
            return true;
        }

        return false;
    }

    /// <summary>Adds a label whatever is there.</summary>
    public void Label(string text, LabelLook look, Box place)
    {
        _labels.Add(new PanelLabel(text, place, look));
        _taken.Add(place);
    }

    /// <param name="canvas">The page.</param>
    /// <param name="left">Where the panel's left edge is.</param>
    /// <param name="top">Where its upper edge is.</param>
    /// <param name="shows">Which labels of axes it shows.</param>
    /// <param name="paint">What to draw with.</param>
    internal void Draw(SKCanvas canvas, float left, float top, (bool X, bool Y) shows, Paint paint)
    {
        // A plot begins by clearing the canvas, which must not reach the rest of the page.
        canvas.Save();
        canvas.ClipRect(new SKRect(left, top, left + Width, top + Height));
        Plot.Render(canvas, new PixelRect(left, left + Width, top + Height, top));
        canvas.Restore();
        foreach ((int number, string line) in Title.Index())
            ChartStyle.Text(TitleSize, bold: true, Alignment.MiddleLeft, line).Render(canvas, new Pixel(left + Data.Left, top + PanelFrame.TitleLine * (number + 0.5f)), paint);
        if (shows.X)
            ChartStyle.Text(AxisSize, bold: false, Alignment.MiddleCenter, XLabel).Render(canvas, new Pixel(left + Data.MiddleX, top + Height + 8), paint);
        if (shows.Y)
        {
            LabelStyle axis = ChartStyle.Text(AxisSize, bold: false, Alignment.MiddleCenter, YLabel);
            axis.Rotation = -90;
            axis.Render(canvas, new Pixel(left + 12, top + Data.MiddleY), paint);
        }

        foreach ((PixelLine place, LineStyle line) in _swatches)
            Drawing.DrawLine(canvas, paint, new PixelLine(left + place.X1, top + place.Y1, left + place.X2, top + place.Y2), line);
        foreach (Box arrow in _arrows)
            new MarkerStyle(MarkerShape.FilledTriangleUp, ScaleTop.ArrowSize, Palette.Ink).Render(canvas, new Pixel(left + arrow.MiddleX, top + arrow.MiddleY), paint);
        foreach (PanelLabel label in _labels)
            Draw(canvas, label, left, top, paint);
    }

    private static void Draw(SKCanvas canvas, PanelLabel label, float left, float top, Paint paint)
    {
        Box box = label.Box;
        if (label.Look.Ground.Alpha > 0)
            Drawing.FillRectangle(canvas, new PixelRect(left + box.Left, left + box.Right, top + box.Bottom, top + box.Top), paint, new FillStyle { Color = label.Look.Ground });
        LabelStyle text = ChartStyle.Text(label.Look.Size, label.Look.Bold, Alignment.MiddleCenter, label.Text);
        text.ForeColor = label.Look.Color;
        text.Render(canvas, new Pixel(left + box.MiddleX, top + box.MiddleY + 1.5f), paint);
    }
}
