using Mpsim.Charts;
using SkiaSharp;

namespace Mpsim.Sim.Tests.Charts;

public sealed class ChartFontsTests
{
    [Fact]
    public void Preferred_font_wins_over_others() =>
        Assert.Equal("Liberation Sans", ChartFonts.Choose(["Wingdings", "Arial", "Liberation Sans"]));

    [Fact]
    public void Unknown_fonts_are_chosen_by_name_and_not_by_directory_order() =>
        Assert.Equal("Antique", ChartFonts.Choose(["Zebra", "", "Antique"]));

    [Fact]
    public void Machine_without_fonts_reports_a_nameless_one_which_is_none() => Assert.Null(ChartFonts.Choose([""]));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Font_of_last_resort_draws_every_character_that_charts_write(bool bold)
    {
        using SKTypeface typeface = FallbackFont.Load(bold);
        using var font = new SKFont(typeface, 100);

        Assert.Equal(FallbackFont.Family, typeface.FamilyName);
        string characters = string.Concat(Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code)) + "±µ×–−→";
        foreach (char character in characters)
        {
            ushort glyph = typeface.GetGlyph(character);
            Assert.NotEqual(0, glyph);
            using SKPath path = font.GetGlyphPath(glyph)!;
            Assert.True(path.Bounds is { Width: > 5, Height: > 5 } && path.Bounds.Right <= font.GetGlyphWidths(character.ToString())[0], character.ToString());
        }
    }

    [Fact]
    public void Figures_of_the_font_of_last_resort_are_equally_wide()
    {
        using SKTypeface typeface = FallbackFont.Load(bold: false);
        using var font = new SKFont(typeface, 100);

        Assert.Single(font.GetGlyphWidths("0123456789").Distinct());
    }
}
