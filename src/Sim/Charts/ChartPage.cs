using System.Text;
using Mpsim.Files;
using ScottPlot;
using SkiaSharp;

namespace Mpsim.Charts;

/// <summary>
/// A picture: a title, one legend outside the data, and panels beside and below each other. ScottPlot's own multiplot writes no SVG
/// and has a legend per panel that may cover data, so the page draws its frame itself and leaves the panels to ScottPlot.
/// </summary>
public sealed class ChartPage(string name, string title, string subtitle)
{
    public const int Width = 1000;

    /// <summary>What can be read at once on a sheet of paper or a screen; a page with more panels becomes several.</summary>
    public const int MostHeight = 1600;

    internal const float Margin = 20;
    private const float TitleHeight = 62;

    /// <summary>Distance between the legend and the panels.</summary>
    private const float LegendGap = 10;

    private const float BottomRoom = 8;

    private readonly List<Panel> _panels = [];
    private readonly List<LegendEntry> _legend = [];

    /// <summary>Name of the file without extension.</summary>
    public string Name { get; internal set; } = name;

    /// <summary>What the scenario is called.</summary>
    public string Title { get; } = title;

    /// <summary>What the picture shows.</summary>
    public string Subtitle { get; } = subtitle;

    public int PanelCount => _panels.Count;

    public IReadOnlyList<Panel> Panels => _panels;

    public IReadOnlyList<LegendEntry> Legend => _legend;

    /// <summary>In pixels.</summary>
    public int Height => (int)Math.Ceiling(Layout().Bottom + BottomRoom);

    /// <summary>The files of the page, within the folder of charts.</summary>
    public IReadOnlyList<string> Files => [Name + ".png", Name + ".svg"];

    public void AddPanel(Panel panel) => _panels.Add(panel);

    /// <summary>Adds an entry unless one of the same label exists: panels share the legend.</summary>
    public void AddLegend(LegendEntry entry)
    {
        if (!_legend.Exists(present => present.Label == entry.Label))
            _legend.Add(entry);
    }

    /// <summary>The page, or as few pages as it takes to keep each within <see cref="MostHeight"/>, about equally high, all with the whole legend.</summary>
    public IReadOnlyList<ChartPage> Sheets()
    {
        IReadOnlyList<Panel[]> rows = PageLayout.Rows(_panels);
        float room = MostHeight - PanelTop() - BottomRoom;
        List<List<Panel[]>> parts = Fill(rows, room);
        if (parts.Count < 2)
            return [this];
        for (float less = room - 20; less > 0 && Fill(rows, less) is { } tried && tried.Count == parts.Count; less -= 20)
            parts = tried;

        var sheets = new List<ChartPage>();
        foreach ((int number, List<Panel[]> part) in parts.Index())
        {
            var sheet = new ChartPage(number == 0 ? Name : $"{Name}-{number + 1}", Title, $"{Subtitle} (sheet {number + 1} of {parts.Count})");
            sheet._panels.AddRange(part.SelectMany(row => row));
            sheet._legend.AddRange(_legend);
            sheets.Add(sheet);
        }

        return sheets;
    }

    /// <summary>Writes the page as PNG and SVG and returns the two paths.</summary>
    public IReadOnlyList<string> Save(string folder)
    {
        using var paint = Paint.NewDisposablePaint();
        string png = Path.Combine(folder, Files[0]);
        string svg = Path.Combine(folder, Files[1]);
        WholeFile.Write(png, stream => SavePng(stream, paint));
        WholeFile.Write(svg, stream => SaveSvg(stream, paint));
        return [png, svg];
    }

    private static List<List<Panel[]>> Fill(IReadOnlyList<Panel[]> rows, float room)
    {
        var parts = new List<List<Panel[]>>();
        float used = 0;
        foreach (Panel[] row in rows)
        {
            int height = PageLayout.HeightOf(row);
            if (parts.Count == 0 || used + height > room)
            {
                parts.Add([]);
                used = 0;
            }

            parts[^1].Add(row);
            used += height;
        }

        return parts;
    }

    private PageLayout Layout() => PageLayout.Of(PageLayout.Rows(_panels), PanelTop());

    private float PanelTop() => TitleHeight + new PageLegend(_legend).Height + LegendGap;

    private void SavePng(Stream stream, Paint paint)
    {
        using SKSurface surface = SKSurface.Create(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        Draw(surface.Canvas, paint);
        using SKImage image = surface.Snapshot();
        using SKData data = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        data.SaveTo(stream);
    }

    private void SaveSvg(Stream stream, Paint paint)
    {
        using var buffer = new MemoryStream();

        // The canvas writes its last element when it is disposed.
        using (SKCanvas canvas = SKSvgCanvas.Create(new SKRect(0, 0, Width, Height), buffer))
        {
            Draw(canvas, paint);
        }

        stream.Write(Encoding.UTF8.GetBytes(SvgText.Repair(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length))));
    }

    private void Draw(SKCanvas canvas, Paint paint)
    {
        canvas.Clear(SKColors.White);
        DrawLine(canvas, Title, 18, bold: true, middle: 22, paint);
        DrawLine(canvas, Subtitle, 14, bold: false, middle: 46, paint);
        new PageLegend(_legend).Draw(canvas, TitleHeight, paint);
        foreach (PageLayout.Cell cell in Layout().Cells)
            cell.Panel.Draw(canvas, cell.Left, cell.Top, (cell.ShowsX, cell.ShowsY), paint);
    }

    /// <summary>Draws a line as large as asked for, or a little smaller where that lets it fit; else its beginning.</summary>
    private static void DrawLine(SKCanvas canvas, string line, float size, bool bold, float middle, Paint paint)
    {
        const float Least = 0.8f, Room = Width - 2 * Margin;
        float fitting = Math.Clamp(Room / Math.Max(TextFit.Width(line, size, bold), 1), Least, 1) * size;
        ChartStyle.Text(fitting, bold, Alignment.MiddleLeft, TextFit.Shorten(line, fitting, bold, Room)).Render(canvas, new Pixel(Margin, middle), paint);
    }
}
