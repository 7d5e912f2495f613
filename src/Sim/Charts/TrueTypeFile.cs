using System.Buffers.Binary;
using System.Text;

namespace Mpsim.Charts;

/// <summary>Writes the smallest TrueType file that font readers take (OpenType specification, chapter "Font file"): outlines of straight lines, no hints.</summary>
internal static class TrueTypeFile
{
    private const short Ascent = 800;
    private const short Descent = -200;
    private const uint Magic = 0x5F0F3CF5;

    /// <param name="family">Name of the family.</param>
    /// <param name="bold">Whether the file says that it is bold.</param>
    /// <param name="characters">Character of each glyph in rising order; the first glyph stands for all others.</param>
    /// <param name="outlines">Shape of each glyph.</param>
    public static byte[] Write(string family, bool bold, char[] characters, Outline[] outlines)
    {
        var offsets = new BigEndian();
        var glyphs = new BigEndian();
        var widths = new BigEndian();
        foreach (Outline outline in outlines)
        {
            offsets.U32(glyphs.Length);
            WriteGlyph(glyphs, outline);
            widths.U16(outline.Advance).U16(outline.Left);
        }

        offsets.U32(glyphs.Length);
        return WriteTables(
        [
            ("cmap", CharacterMap(characters)),
            ("glyf", glyphs),
            ("head", Head(bold)),
            ("hhea", HorizontalHeader(outlines)),
            ("hmtx", widths),
            ("loca", offsets),
            ("maxp", MaximumProfile(outlines)),
            ("name", Names(family, bold ? "Bold" : "Regular")),
            ("post", new BigEndian().U32(0x00030000).Zeros(28)),
        ]);
    }

    private static byte[] WriteTables((string Tag, BigEndian Body)[] tables)
    {
        var file = new BigEndian().U32(0x00010000).U16(tables.Length).U16(128).U16(3).U16(tables.Length * 16 - 128);
        int offset = 12 + 16 * tables.Length;
        foreach ((string tag, BigEndian body) in tables)
        {
            file.Bytes(Encoding.ASCII.GetBytes(tag)).U32(body.Checksum()).U32(offset).U32(body.Length);
            offset += (body.Length + 3) / 4 * 4;
        }

        foreach ((_, BigEndian body) in tables)
            file.Bytes(body.ToArray()).Zeros((4 - body.Length % 4) % 4);
        return file.ToArray();
    }

    /// <summary>Table "glyf": a space has no entry at all.</summary>
    private static void WriteGlyph(BigEndian table, Outline outline)
    {
        (int X, int Y)[] points = outline.Contours.SelectMany(contour => contour).ToArray();
        if (points.Length == 0)
            return;

        table.U16(outline.Contours.Count);
        table.U16(points.Min(point => point.X)).U16(points.Min(point => point.Y));
        table.U16(points.Max(point => point.X)).U16(points.Max(point => point.Y));
        int end = -1;
        foreach ((int X, int Y)[] contour in outline.Contours)
            table.U16(end += contour.Length);
        table.U16(0);

        // Flag 1: on the curve; coordinates follow as 16-bit differences, all x before all y.
        foreach ((int X, int Y) _ in points)
            table.U8(1);
        for (int i = 0; i < points.Length; i++)
            table.U16(points[i].X - (i == 0 ? 0 : points[i - 1].X));
        for (int i = 0; i < points.Length; i++)
            table.U16(points[i].Y - (i == 0 ? 0 : points[i - 1].Y));
        table.Zeros((4 - table.Length % 4) % 4);
    }

    /// <summary>Table "cmap", format 4 with one segment per character.</summary>
    private static BigEndian CharacterMap(char[] characters)
    {
        int segments = characters.Length;
        int power = 1 << (int)Math.Log2(segments);
        var table = new BigEndian().U16(0).U16(1).U16(3).U16(1).U32(12);
        table.U16(4).U16(16 + 8 * segments).U16(0).U16(segments * 2);
        table.U16(power * 2).U16((int)Math.Log2(power)).U16((segments - power) * 2);
        char[] mapped = characters[1..];

        // The list of segments ends with one for 0xFFFF, which takes the place of the first glyph.
        foreach (char character in mapped)
            table.U16(character);
        table.U16(0xFFFF).U16(0);
        foreach (char character in mapped)
            table.U16(character);
        table.U16(0xFFFF);
        for (int i = 0; i < mapped.Length; i++)
            table.U16(i + 1 - mapped[i]);
        return table.U16(1).Zeros(segments * 2);
    }

    private static BigEndian Head(bool bold) => new BigEndian()
        .U32(0x00010000).U32(0x00010000).U32(0).U32(Magic).U16(0).U16(FallbackFont.UnitsPerEm).Zeros(16)
        .U16(0).U16(Descent).U16(FallbackFont.UnitsPerEm).U16(Ascent).U16(bold ? 1 : 0).U16(8).U16(2).U16(1).U16(0);

    private static BigEndian HorizontalHeader(Outline[] outlines) => new BigEndian()
        .U32(0x00010000).U16(Ascent).U16(Descent).U16(0).U16(outlines.Max(outline => outline.Advance))
        .Zeros(6).U16(1).Zeros(14).U16(outlines.Length);

    private static BigEndian MaximumProfile(Outline[] outlines) => new BigEndian()
        .U32(0x00010000).U16(outlines.Length)
        .U16(outlines.Max(outline => outline.Contours.Sum(contour => contour.Length)))
        .U16(outlines.Max(outline => outline.Contours.Count))
        .U16(0).U16(0).U16(2).Zeros(16);

    /// <summary>Table "name": family and style in Unicode.</summary>
    private static BigEndian Names(string family, string style)
    {
        byte[] first = Encoding.BigEndianUnicode.GetBytes(family), second = Encoding.BigEndianUnicode.GetBytes(style);
        return new BigEndian().U16(0).U16(2).U16(6 + 2 * 12)
            .U16(3).U16(1).U16(0x409).U16(1).U16(first.Length).U16(0)
            .U16(3).U16(1).U16(0x409).U16(2).U16(second.Length).U16(first.Length)
            .Bytes(first).Bytes(second);
    }

    /// <summary>A growing buffer of numbers, highest byte first; signed numbers are written in two's complement.</summary>
    private sealed class BigEndian
    {
        private readonly List<byte> _bytes = [];

        public int Length => _bytes.Count;

        public BigEndian U8(int value)
        {
            _bytes.Add((byte)value);
            return this;
        }

        public BigEndian U16(int value) => U8(value >> 8).U8(value);

        public BigEndian U32(long value) => U16((int)(value >> 16)).U16((int)value);

        public BigEndian Bytes(byte[] bytes)
        {
            _bytes.AddRange(bytes);
            return this;
        }

        public BigEndian Zeros(int count) => Bytes(new byte[count]);

        public byte[] ToArray() => _bytes.ToArray();

        public uint Checksum()
        {
            byte[] padded = [.. _bytes, .. new byte[(4 - Length % 4) % 4]];
            uint sum = 0;
            for (int i = 0; i < padded.Length; i += 4)
                sum += BinaryPrimitives.ReadUInt32BigEndian(padded.AsSpan(i));
            return sum;
        }
    }
}
