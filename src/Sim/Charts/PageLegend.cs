using ScottPlot;
using SkiaSharp;

namespace Mpsim.Charts;

/// <summary>The entries of a page's legend in rows above the panels.</summary>
internal sealed class PageLegend
{
    public const float RowHeight = 24;

    private const float TextSize = 13;
    private const float Gap = 24;
    private const float SwatchWidth = 26;
    private const float SwatchGap = 7;

    private readonly List<List<(LegendEntry Entry, float Width)>> _rows = [];

    public PageLegend(IEnumerable<LegendEntry> entries)
    {
        float used = ChartPage.Margin;
        foreach (LegendEntry entry in entries)
        {
            string label = TextFit.Shorten(entry.Label, TextSize, bold: false, ChartPage.Width - 2 * ChartPage.Margin - SwatchWidth - SwatchGap);
            float width = SwatchWidth + SwatchGap + TextFit.Width(label, TextSize);
            if (_rows.Count == 0 || used + width > ChartPage.Width - ChartPage.Margin)
            {
                _rows.Add([]);
                used = ChartPage.Margin;
            }

            _rows[^1].Add((entry with { Label = label }, width + Gap));
            used += width + Gap;
        }
    }

    public float Height => _rows.Count * RowHeight;

    public void Draw(SKCanvas canvas, float top, Paint paint)
    {
        foreach (List<(LegendEntry Entry, float Width)> row in _rows)
        {
            float left = ChartPage.Margin, middle = top + RowHeight / 2;
            foreach ((LegendEntry entry, float width) in row)
            {
                DrawSwatch(canvas, entry, left, middle, paint);
                ChartStyle.Text(TextSize, bold: false, Alignment.MiddleLeft, entry.Label).Render(canvas, new Pixel(left + SwatchWidth + SwatchGap, middle), paint);
                left += width;
            }

            top += RowHeight;
        }
    }

    private static void DrawSwatch(SKCanvas canvas, LegendEntry entry, float left, float middle, Paint paint)
    {
        switch (entry.Mark)
        {
            case LegendMark.Area:
                Drawing.FillRectangle(canvas, new PixelRect(left, left + SwatchWidth, middle + 6, middle - 6), paint, new FillStyle { Color = entry.Color });
                break;
            case LegendMark.Arrow:
                new MarkerStyle(MarkerShape.FilledTriangleUp, ScaleTop.ArrowSize, entry.Color).Render(canvas, new Pixel(left + SwatchWidth / 2, middle), paint);
                break;
            case LegendMark.Point:
                new MarkerStyle(MarkerShape.FilledCircle, 7, entry.Color).Render(canvas, new Pixel(left + SwatchWidth / 2, middle), paint);
                break;
            default:
                var line = new LineStyle { Color = entry.Color, Width = 2.5f, Pattern = entry.Pattern };
                Drawing.DrawLine(canvas, paint, new PixelLine(left, middle, left + SwatchWidth, middle), line);
                break;
        }
    }
}
