using System.Globalization;
using System.Text;

namespace Mpsim.Captures;

/// <summary>A ladder as a picture: a lifeline for each address, an arrow for each packet, top to bottom in the order of time and not to its scale.</summary>
internal static class LadderSvg
{
    private const int TimeWidth = 96;
    private const int SmallestColumn = 150;

    /// <summary>Of a character of an address, which in IPv6 may have 39.</summary>
    private const int CharacterWidth = 7;
    private const int OppositeGap = 600;
    private const int Top = 64;
    private const int LineHeight = 13;
    private const int RowGap = 14;
    private const int Margin = 24;
    private const int WordsMargin = 10;
    private const string Own = "#1f5fa8";
    private const string Peer = "#a8541f";
    private const string Lost = "#b3261e";

    /// <summary>Letters that surely fit between the inner lifelines, whatever the font: hexadecimal digits are as wide as any.</summary>
    private const int HeaderLetters = (OppositeGap - (2 * WordsMargin)) / 7;

    private const int OptionLetters = (OppositeGap - (2 * WordsMargin)) / 6;

    public static void Write(Ladder ladder, string title, TextWriter writer)
    {
        var columnWidth = Math.Max(SmallestColumn, CharacterWidth * ladder.Columns.Select(column => column.Address.ToString().Length).DefaultIfEmpty(0).Max());
        var places = Places(ladder, columnWidth);
        var rows = ladder.Steps.Select(step => new Row(step, Wrap(HeaderOf(step), HeaderLetters), Wrap(step.Options, OptionLetters))).ToArray();
        var width = places.Values.DefaultIfEmpty(TimeWidth).Max() + (columnWidth / 2) + Margin;
        var height = Top + rows.Sum(row => row.Height) + Margin;
        writer.WriteLine(Invariant($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" font-family=\"Inter, Helvetica, Arial, sans-serif\" font-size=\"11\">"));
        writer.WriteLine("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
        WriteText(writer, Margin / 2, 18, title, "font-size=\"13\" font-weight=\"bold\"");
        foreach (var column in ladder.Columns)
        {
            var x = places[column];
            WriteText(writer, x, 38, column.Name, "text-anchor=\"middle\" font-weight=\"bold\"");
            WriteText(writer, x, 52, column.Address.ToString(), "text-anchor=\"middle\" fill=\"#555\"");
            writer.WriteLine(Invariant($"<line x1=\"{x}\" y1=\"{Top - 6}\" x2=\"{x}\" y2=\"{height - (Margin / 2)}\" stroke=\"#bbb\"/>"));
        }

        var top = Top;
        foreach (var row in rows)
        {
            WriteRow(writer, row, places, top);
            top += row.Height;
        }

        writer.WriteLine("</svg>");
    }

    /// <summary>Breaks a line at its spaces, of which there are enough: a word is at most an address or a hash.</summary>
    public static IReadOnlyList<string> Wrap(string text, int letters)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > letters)
            {
                lines.Add(line.ToString());
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        if (line.Length > 0)
        {
            lines.Add(line.ToString());
        }

        return lines;
    }

    /// <summary>Own addresses to the left, the others to the right, with room for words between.</summary>
    private static Dictionary<LadderColumn, int> Places(Ladder ladder, int columnWidth)
    {
        var places = new Dictionary<LadderColumn, int>();
        var x = TimeWidth + (columnWidth / 2);
        foreach (var (index, column) in ladder.Columns.Index())
        {
            if (index > 0)
            {
                x += ladder.Columns[index - 1].IsOwn && !column.IsOwn ? OppositeGap : columnWidth;
            }

            places.Add(column, x);
        }

        return places;
    }

    private static string HeaderOf(LadderStep step)
    {
        var header = Invariant($"{step.Source.Port} → {step.Destination.Port}  {step.Header}");
        return step.Comment is null ? header : $"{header}  ({step.Comment})";
    }

    /// <summary>The header above the arrow, the options below it.</summary>
    private static void WriteRow(TextWriter writer, Row row, Dictionary<LadderColumn, int> places, int top)
    {
        var step = row.Step;
        var y = top + (LineHeight * row.Header.Count) + 4;
        var (from, to) = (places[step.From], places[step.To]);
        var isLost = step.Comment is not null && !step.Comment.StartsWith("still", StringComparison.Ordinal);
        var colour = isLost ? Lost : step.From.IsOwn ? Own : Peer;
        var end = isLost ? from + ((to - from) * 3 / 4) : to;
        var way = Math.Sign(to - from);
        var time = (step.Time.Nanoseconds / 1_000_000m).ToString("0.000", CultureInfo.InvariantCulture);
        WriteText(writer, TimeWidth - 20, y + 4, $"{time} ms", "text-anchor=\"end\" fill=\"#555\"");
        writer.WriteLine(Invariant($"<line x1=\"{from}\" y1=\"{y}\" x2=\"{end}\" y2=\"{y}\" stroke=\"{colour}\" stroke-width=\"1.3\"/>"));
        writer.WriteLine(isLost
            ? Invariant($"<path d=\"M{end - 5},{y - 5}l10,10m0,-10l-10,10\" stroke=\"{colour}\" stroke-width=\"1.6\" fill=\"none\"/>")
            : Invariant($"<path d=\"M{end},{y}l{-8 * way},-4v8z\" fill=\"{colour}\"/>"));

        // Words stand between the inner lifelines, where no other line crosses them.
        var left = places.Where(place => place.Key.IsOwn).Select(place => place.Value).DefaultIfEmpty(Math.Min(from, to)).Max() + WordsMargin;
        foreach (var (index, line) in row.Header.Index())
        {
            WriteText(writer, left, y - 5 - (LineHeight * (row.Header.Count - 1 - index)), line, $"fill=\"{colour}\"");
        }

        foreach (var (index, line) in row.Options.Index())
        {
            WriteText(writer, left, y + 13 + (LineHeight * index), line, "fill=\"#333\" font-size=\"10\"");
        }
    }

    private static void WriteText(TextWriter writer, int x, int y, string text, string attributes)
    {
        if (text.Length > 0)
        {
            writer.WriteLine(Invariant($"<text x=\"{x}\" y=\"{y}\" {attributes}>{Escaped(text)}</text>"));
        }
    }

    private static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            escaped.Append(c switch { '&' => "&amp;", '<' => "&lt;", '>' => "&gt;", _ => c.ToString() });
        }

        return escaped.ToString();
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>A packet with its words in lines.</summary>
    private sealed record Row(LadderStep Step, IReadOnlyList<string> Header, IReadOnlyList<string> Options)
    {
        public int Height => (LineHeight * (Header.Count + Options.Count)) + RowGap;
    }
}
