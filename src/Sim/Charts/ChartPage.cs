using System.Text;
using Mpsim.Files;
using ScottPlot;
using SkiaSharp;

namespace Mpsim.Charts;

/// <summary>
/// A picture: a title, one legend outside the data, and panels below each other. ScottPlot's own multiplot writes no SVG
/// and has a legend per panel that may cover data, so the page draws its frame itself and leaves the panels to ScottPlot.
/// </summary>
public sealed class ChartPage(string name, string title, string subtitle)
{
    public const int Width = 1000;

    private const float Margin = 20;
    private const float TitleHeight = 62;
    private const float LegendRowHeight = 24;
    private const float LegendGap = 24;
    private const float SwatchWidth = 26;
    private const float SwatchGap = 7;

    private readonly List<(Plot Plot, int Height)> _panels = [];
    private readonly List<LegendEntry> _legend = [];

    /// <summary>Name of the file without extension.</summary>
    public string Name { get; internal set; } = name;

    /// <summary>What the scenario is called.</summary>
    public string Title { get; } = title;

    /// <summary>What the picture shows.</summary>
    public string Subtitle { get; } = subtitle;

    public int PanelCount => _panels.Count;

    public IReadOnlyList<LegendEntry> Legend => _legend;

    /// <summary>The files of the page, within the folder of charts.</summary>
    public IReadOnlyList<string> Files => [Name + ".png", Name + ".svg"];

    public void AddPanel(Plot plot, int height) => _panels.Add((plot, height));

    /// <summary>Adds an entry unless one of the same label exists: panels share the legend.</summary>
    public void AddLegend(LegendEntry entry)
    {
        if (!_legend.Exists(present => present.Label == entry.Label))
            _legend.Add(entry);
    }

    /// <summary>Writes the page as PNG and SVG and returns the two paths.</summary>
    public IReadOnlyList<string> Save(string folder)
    {
        using var paint = Paint.NewDisposablePaint();
        List<List<LegendEntry>> rows = LegendRows(paint);
        int height = (int)(TitleHeight + rows.Count * LegendRowHeight) + _panels.Sum(panel => panel.Height) + 8;
        string png = Path.Combine(folder, Files[0]);
        string svg = Path.Combine(folder, Files[1]);
        WholeFile.Write(png, stream => SavePng(stream, height, rows, paint));
        WholeFile.Write(svg, stream => SaveSvg(stream, height, rows, paint));
        return [png, svg];
    }

    private void SavePng(Stream stream, int height, List<List<LegendEntry>> rows, Paint paint)
    {
        using SKSurface surface = SKSurface.Create(new SKImageInfo(Width, height, SKColorType.Rgba8888, SKAlphaType.Premul));
        Draw(surface.Canvas, rows, paint);
        using SKImage image = surface.Snapshot();
        using SKData data = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        data.SaveTo(stream);
    }

    private void SaveSvg(Stream stream, int height, List<List<LegendEntry>> rows, Paint paint)
    {
        using var buffer = new MemoryStream();

        // The canvas writes its last element when it is disposed.
        using (SKCanvas canvas = SKSvgCanvas.Create(new SKRect(0, 0, Width, height), buffer))
        {
            Draw(canvas, rows, paint);
        }

        stream.Write(Encoding.UTF8.GetBytes(SvgText.Repair(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length))));
    }

    private void Draw(SKCanvas canvas, List<List<LegendEntry>> rows, Paint paint)
    {
        canvas.Clear(SKColors.White);
        DrawFitting(canvas, Title, 18, bold: true, middle: 22, paint);
        DrawFitting(canvas, Subtitle, 14, bold: false, middle: 46, paint);
        float top = TitleHeight;
        foreach (List<LegendEntry> row in rows)
        {
            DrawLegendRow(canvas, row, top + LegendRowHeight / 2, paint);
            top += LegendRowHeight;
        }

        foreach ((Plot plot, int height) in _panels)
        {
            // A plot begins by clearing the canvas, which must not reach the rest of the page.
            canvas.Save();
            canvas.ClipRect(new SKRect(0, top, Width, top + height));
            plot.Render(canvas, new PixelRect(0, Width, top + height, top));
            canvas.Restore();
            top += height;
        }
    }

    /// <summary>Draws a line as large as asked for, or as fits the page.</summary>
    private static void DrawFitting(SKCanvas canvas, string line, float size, bool bold, float middle, Paint paint)
    {
        LabelStyle text = ChartStyle.Text(size, bold, Alignment.MiddleLeft, line);
        float width = text.Measure(line, paint).Width;
        text.FontSize = Math.Min(size, size * (Width - 2 * Margin) / Math.Max(width, 1));
        text.Render(canvas, new Pixel(Margin, middle), paint);
    }

    private static void DrawLegendRow(SKCanvas canvas, List<LegendEntry> row, float middle, Paint paint)
    {
        float left = Margin;
        foreach (LegendEntry entry in row)
        {
            DrawSwatch(canvas, entry, left, middle, paint);
            LabelStyle text = LegendText(entry);
            text.Render(canvas, new Pixel(left + SwatchWidth + SwatchGap, middle), paint);
            left += EntryWidth(entry, paint);
        }
    }

    private static void DrawSwatch(SKCanvas canvas, LegendEntry entry, float left, float middle, Paint paint)
    {
        if (entry.Mark == LegendMark.Area)
        {
            Drawing.FillRectangle(canvas, new PixelRect(left, left + SwatchWidth, middle + 6, middle - 6), paint, new FillStyle { Color = entry.Color });
            return;
        }

        if (entry.Mark == LegendMark.Arrow)
        {
            var arrow = new MarkerStyle(MarkerShape.FilledTriangleUp, ScaleTop.ArrowSize, entry.Color);
            arrow.Render(canvas, new Pixel(left + SwatchWidth / 2, middle), paint);
            return;
        }

        var line = new LineStyle { Color = entry.Color, Width = 2.5f, Pattern = entry.Pattern };
        Drawing.DrawLine(canvas, paint, new PixelLine(left, middle, left + SwatchWidth, middle), line);
    }

    private List<List<LegendEntry>> LegendRows(Paint paint)
    {
        var rows = new List<List<LegendEntry>>();
        var row = new List<LegendEntry>();
        float used = Margin;
        foreach (LegendEntry entry in _legend)
        {
            float width = EntryWidth(entry, paint);
            if (row.Count > 0 && used + width > Width)
            {
                rows.Add(row);
                row = [];
                used = Margin;
            }

            row.Add(entry);
            used += width;
        }

        if (row.Count > 0)
            rows.Add(row);
        return rows;
    }

    private static float EntryWidth(LegendEntry entry, Paint paint) =>
        SwatchWidth + SwatchGap + LegendText(entry).Measure(entry.Label, paint).Width + LegendGap;

    private static LabelStyle LegendText(LegendEntry entry) => ChartStyle.Text(13, bold: false, Alignment.MiddleLeft, entry.Label);
}
