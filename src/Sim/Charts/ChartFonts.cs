using SkiaSharp;

namespace Mpsim.Charts;

/// <summary>
/// Chooses the font of the charts. The graphics library that comes with the program reads the machine's font folders itself
/// and needs no font service; where it finds nothing the charts have the font that the program makes.
/// </summary>
public static class ChartFonts
{
    /// <summary>Sans-serif families that are widely installed.</summary>
    private static readonly string[] Preferred =
    [
        "DejaVu Sans", "Noto Sans", "Liberation Sans", "Open Sans", "Ubuntu", "Cantarell", "Roboto",
        "Segoe UI", "Helvetica Neue", "Helvetica", "Arial", "Verdana",
    ];

    private static readonly Lazy<SKTypeface> Regular = new(() => Load(SKFontStyleWeight.Normal));
    private static readonly Lazy<SKTypeface> Strong = new(() => Load(SKFontStyleWeight.Bold));

    public static SKTypeface Typeface(bool bold) => (bold ? Strong : Regular).Value;

    /// <summary>
    /// The first preferred family that is there; else the first by name, so that the choice does not depend on the order of a
    /// directory; null on a machine without fonts, which reports one family of no name.
    /// </summary>
    internal static string? Choose(IEnumerable<string> families)
    {
        string[] named = families.Where(family => family.Length > 0).Order(StringComparer.Ordinal).ToArray();
        return Preferred.FirstOrDefault(named.Contains) ?? named.FirstOrDefault();
    }

    private static SKTypeface Load(SKFontStyleWeight weight)
    {
        string? family = Choose(SKFontManager.Default.FontFamilies);
        var style = new SKFontStyle(weight, SKFontStyleWidth.Normal, SKFontStyleSlant.Upright);
        return (family is null ? null : SKFontManager.Default.MatchFamily(family, style)) ?? FallbackFont.Load(weight == SKFontStyleWeight.Bold);
    }
}
