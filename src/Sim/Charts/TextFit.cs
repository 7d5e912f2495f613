using ScottPlot;

namespace Mpsim.Charts;

/// <summary>Makes names and titles fit the room that a picture has for them. Names are the user's and may be of any length.</summary>
public static class TextFit
{
    private const string Cut = "…";

    /// <summary>A space at which <see cref="Wrap"/> does not break: between a figure and its unit.</summary>
    public const string Joint = "\u00a0";

    /// <summary>Width of a line in pixels.</summary>
    public static float Width(string text, float size, bool bold = false)
    {
        using var paint = Paint.NewDisposablePaint();
        return Width(text, size, bold, paint);
    }

    /// <summary>The line as it is, or its beginning and an ellipsis.</summary>
    public static string Shorten(string text, float size, bool bold, float room)
    {
        using var paint = Paint.NewDisposablePaint();
        return Shorten(text, size, bold, room, paint);
    }

    /// <summary>Breaks a text between words into lines that fit; what does not fit the last one, or has no spaces, is shortened.</summary>
    /// <param name="text">The text.</param>
    /// <param name="size">Size of the letters in pixels.</param>
    /// <param name="bold">Whether they are bold.</param>
    /// <param name="room">Width of a line in pixels.</param>
    /// <param name="most">The most lines.</param>
    public static IReadOnlyList<string> Wrap(string text, float size, bool bold, float room, int most)
    {
        using var paint = Paint.NewDisposablePaint();
        if (Width(text, size, bold, paint) <= room)
            return [text.Replace(Joint, " ", StringComparison.Ordinal)];

        var lines = new List<string>();
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int next = 0;
        while (next < words.Length)
        {
            if (lines.Count == most - 1)
            {
                lines.Add(Shorten(string.Join(' ', words[next..]), size, bold, room, paint));
                break;
            }

            string line = words[next++];
            while (next < words.Length && Width($"{line} {words[next]}", size, bold, paint) <= room)
                line = $"{line} {words[next++]}";
            lines.Add(Shorten(line, size, bold, room, paint));
        }

        return lines;
    }

    private static string Shorten(string text, float size, bool bold, float room, Paint paint)
    {
        text = text.Replace(Joint, " ", StringComparison.Ordinal);
        if (Width(text, size, bold, paint) <= room)
            return text;
        int fits = 0, tooLong = text.Length;
        while (tooLong - fits > 1)
        {
            int tried = (fits + tooLong) / 2;
            if (Width(Beginning(text, tried), size, bold, paint) <= room)
                fits = tried;
            else
                tooLong = tried;
        }

        return Beginning(text, fits);
    }

    /// <summary>A letter that takes two characters is not cut in its midst.</summary>
    private static string Beginning(string text, int length) =>
        (length > 0 && char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length]).TrimEnd() + Cut;

    private static float Width(string text, float size, bool bold, Paint paint) =>
        ChartStyle.Text(size, bold, Alignment.MiddleLeft, text).Measure(text, paint).Width;
}
