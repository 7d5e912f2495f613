using System.Globalization;
using System.Text.RegularExpressions;

namespace Mpsim.Charts;

/// <summary>Makes the graphics library's SVG valid, portable and repeatable.</summary>
internal static partial class SvgText
{
    /// <summary>
    /// Lists of glyph positions end with a comma, for which SVG 1.1 section 4.2 lets a reader ignore the whole list. The one font
    /// named may be missing where the picture is looked at. Clip paths are numbered over the life of the program and not per picture.
    /// </summary>
    public static string Repair(string svg)
    {
        string listed = TrailingComma().Replace(svg, "\"");
        string portable = FontFamily().Replace(listed, "font-family=\"$1, sans-serif\"");
        var numbers = new Dictionary<string, string>();
        return ClipName().Replace(portable, clip =>
        {
            if (!numbers.TryGetValue(clip.Value, out string? name))
                numbers.Add(clip.Value, name = "cl_" + numbers.Count.ToString(CultureInfo.InvariantCulture));
            return name;
        });
    }

    [GeneratedRegex("(?<= [xy]=\"[^\"]*),\\s*\"")]
    private static partial Regex TrailingComma();

    [GeneratedRegex("font-family=\"([^\"]*)\"")]
    private static partial Regex FontFamily();

    [GeneratedRegex("(?<=id=\"|url\\(#)cl_[0-9a-f]+")]
    private static partial Regex ClipName();
}
