using System.Text.RegularExpressions;

namespace Mpsim.Charts;

/// <summary>Makes the text elements of the graphics library's SVG valid and portable.</summary>
internal static partial class SvgText
{
    /// <summary>
    /// Lists of glyph positions end with a comma, for which SVG 1.1 section 4.2 lets a reader ignore the whole list; and the one font
    /// named may be missing where the picture is looked at.
    /// </summary>
    public static string Repair(string svg)
    {
        string listed = TrailingComma().Replace(svg, "\"");
        return FontFamily().Replace(listed, "font-family=\"$1, sans-serif\"");
    }

    [GeneratedRegex(",\\s*\"")]
    private static partial Regex TrailingComma();

    [GeneratedRegex("font-family=\"([^\"]*)\"")]
    private static partial Regex FontFamily();
}
