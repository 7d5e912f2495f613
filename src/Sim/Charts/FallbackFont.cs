using SkiaSharp;

namespace Mpsim.Charts;

/// <summary>
/// A font made by the program, for machines that have none (a bare container). Strokes join the lit points of
/// <see cref="FallbackGlyphs"/>, so letters look drawn by a plotter: plain, but legible at the sizes of charts.
/// </summary>
internal static class FallbackFont
{
    public const string Family = "Plotter";

    public const int UnitsPerEm = 1000;

    private const int ColumnPitch = 98;
    private const int RowPitch = 104;

    /// <summary>Space between letters in addition to the pitch.</summary>
    private const int Spacing = 60;

    private const int SpaceAdvance = 320;

    public static SKTypeface Load(bool bold)
    {
        using SKData data = SKData.CreateCopy(Build(bold));
        return SKTypeface.FromData(data);
    }

    /// <summary>The font as a TrueType file.</summary>
    internal static byte[] Build(bool bold)
    {
        int radius = bold ? 58 : 42;
        Outline[] outlines = FallbackGlyphs.All.Select(glyph => Draw(glyph.Character, glyph.Columns, radius)).ToArray();
        return TrueTypeFile.Write(Family, bold, FallbackGlyphs.All.Select(glyph => glyph.Character).ToArray(), outlines);
    }

    private static Outline Draw(char character, byte[] columns, int radius)
    {
        if (character == ' ')
            return new Outline(SpaceAdvance, []);

        // Letters are as wide as their ink; figures stay equally wide so that columns of ticks line up.
        int first = char.IsAsciiDigit(character) ? 0 : Array.FindIndex(columns, column => column != 0);
        int last = char.IsAsciiDigit(character) ? 4 : Array.FindLastIndex(columns, column => column != 0);
        var contours = new List<(int X, int Y)[]>();
        for (int x = first; x <= last; x++)
        {
            for (int y = 0; y < FallbackGlyphs.Rows; y++)
            {
                if (Lit(columns, x, y))
                    DrawPoint(contours, columns, (x, y), first, radius);
            }
        }

        return new Outline((last - first + 1) * ColumnPitch + Spacing, contours);
    }

    /// <summary>A round point, and strokes to the lit neighbours right and below of it.</summary>
    private static void DrawPoint(List<(int X, int Y)[]> contours, byte[] columns, (int X, int Y) point, int first, int radius)
    {
        (int x, int y) = point;
        (int X, int Y) from = Place(x - first, y);
        contours.Add(Octagon(from, radius));
        foreach ((int dx, int dy) in new[] { (1, 0), (0, 1), (1, 1), (-1, 1) })
        {
            // A diagonal beside a corner would fill the corner in.
            bool cornered = dx != 0 && dy != 0 && (Lit(columns, x + dx, y) || Lit(columns, x, y + dy));
            if (Lit(columns, x + dx, y + dy) && !cornered)
                contours.Add(Bar(from, Place(x + dx - first, y + dy), radius));
        }
    }

    private static bool Lit(byte[] columns, int x, int y) =>
        x >= 0 && x < columns.Length && y < FallbackGlyphs.Rows && (columns[x] >> y & 1) != 0;

    /// <summary>The baseline is the lowest row.</summary>
    private static (int X, int Y) Place(int column, int row) =>
        ((Spacing + ColumnPitch) / 2 + column * ColumnPitch, (FallbackGlyphs.Rows - 1 - row) * RowPitch + 40);

    private static (int X, int Y)[] Octagon((int X, int Y) center, int radius)
    {
        int near = radius * 5 / 12;
        (int X, int Y)[] clockwise =
            [(-near, radius), (near, radius), (radius, near), (radius, -near), (near, -radius), (-near, -radius), (-radius, -near), (-radius, near)];
        return clockwise.Select(corner => (center.X + corner.X, center.Y + corner.Y)).ToArray();
    }

    /// <summary>All contours turn clockwise, so that those that overlap add up to one shape.</summary>
    private static (int X, int Y)[] Bar((int X, int Y) a, (int X, int Y) b, int radius)
    {
        double dx = b.X - a.X, dy = b.Y - a.Y, length = Math.Sqrt(dx * dx + dy * dy);
        int sideX = (int)Math.Round(-dy / length * radius), sideY = (int)Math.Round(dx / length * radius);
        return [(a.X + sideX, a.Y + sideY), (b.X + sideX, b.Y + sideY), (b.X - sideX, b.Y - sideY), (a.X - sideX, a.Y - sideY)];
    }
}

/// <summary>The shape of a character in font units, and the width that it takes.</summary>
internal sealed record Outline(int Advance, IReadOnlyList<(int X, int Y)[]> Contours)
{
    /// <summary>The leftmost ink; readers move a shape so that it lies where the table of widths says.</summary>
    public int Left => Contours.Count == 0 ? 0 : Contours.Min(contour => contour.Min(point => point.X));
}
