using ScottPlot;

namespace Mpsim.Charts;

/// <summary>The figures of completion times to the right of their curves, one row a variant, which is the legend as well.</summary>
internal static class CompletionTable
{
    /// <summary>Room to the right of the curves.</summary>
    public const int Width = 404;

    private const float RowHeight = 18;
    private const float TextSize = 12;
    private const float SwatchWidth = 28;
    private const float NameLeft = 54, NameWidth = 152;

    /// <summary>Where the columns of figures end, from the right edge of the curves.</summary>
    private static readonly float[] Ends = [258, 312, 394];

    private static readonly string[] Heads = ["50 % (s)", "95 % (s)", "not finished"];

    public static int HeightOf(int rows) => (int)((rows + 1) * RowHeight + 40);

    public static void Draw(Panel panel, CompletionTimeChart.Curve[] curves)
    {
        double?[][] times = [.. curves.Select(curve => new[] { 0.5, 0.95 }.Select(part => CompletionTimeChart.Within(curve.Seconds, curve.Opened, part)).ToArray())];
        Func<double, string> alike = LikeFigures.Of(times.SelectMany(each => each).OfType<double>());
        float left = panel.Data.Right, top = panel.Data.Top;
        foreach ((int column, string head) in Heads.Index())
            Right(panel, head, left + Ends[column], top, LabelLook.Plain(11));
        foreach ((int row, CompletionTimeChart.Curve curve) in curves.Index())
        {
            float middle = top + RowHeight * (row + 1.5f);
            panel.AddSwatch(left + 20, middle, SwatchWidth, curve.Line(3));
            string name = TextFit.Shorten(curve.Variant, TextSize, bold: false, NameWidth);
            Right(panel, name, left + NameLeft + TextFit.Width(name, TextSize), middle - RowHeight / 2, LabelLook.Plain(TextSize));
            int missing = curve.Opened - curve.Seconds.Length;
            string[] figures =
            [
                .. times[row].Select(time => time is { } seconds ? alike(seconds) : "–"),
                missing == 0 ? "0" : $"{missing} of {curve.Opened}",
            ];
            foreach ((int column, string figure) in figures.Index())
                Right(panel, figure, left + Ends[column], middle - RowHeight / 2, LabelLook.Plain(TextSize));
        }
    }

    /// <summary>A text that ends at a place.</summary>
    private static void Right(Panel panel, string text, float right, float top, LabelLook look) =>
        panel.Label(text, look, new Box(right - TextFit.Width(text, look.Size), top, right, top + RowHeight));
}
