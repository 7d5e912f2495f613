using ScottPlot;

namespace Mpsim.Charts;

/// <summary>
/// The eight colours of Okabe and Ito ("Color Universal Design", 2008), which people with any kind of colour blindness tell apart.
/// Yellow and black come last: yellow is faint on white, and black is the colour of text.
/// </summary>
public static class Palette
{
    public static readonly Color Blue = Color.FromHex("#0072B2");
    public static readonly Color Orange = Color.FromHex("#E69F00");
    public static readonly Color Green = Color.FromHex("#009E73");
    public static readonly Color Vermilion = Color.FromHex("#D55E00");
    public static readonly Color Purple = Color.FromHex("#CC79A7");
    public static readonly Color SkyBlue = Color.FromHex("#56B4E9");
    public static readonly Color Ink = Color.FromHex("#222222");
    public static readonly Color Grid = Color.FromHex("#E3E3E3");
    public static readonly Color Outage = Color.FromHex("#C8C8C8");
    public static readonly Color Capacity = Color.FromHex("#8A8A8A");

    private static readonly Color[] Series =
    [
        Blue,
        Orange,
        Green,
        Vermilion,
        Purple,
        SkyBlue,
        Color.FromHex("#F0E442"),
        Color.FromHex("#000000"),
    ];

    private static readonly LinePattern[] Patterns = [LinePattern.Solid, LinePattern.Dashed, LinePattern.Dotted, LinePattern.DenselyDashed];

    /// <summary>How many series can be told apart by colour.</summary>
    public static int Count => Series.Length;

    /// <summary>The colour of the series with a number; they repeat after eight, with another <see cref="PatternOf"/>.</summary>
    public static Color Of(int number) => Series[number % Series.Length];

    /// <summary>The line of the series with a number: unbroken for the first eight, another for each eight that follow.</summary>
    public static LinePattern PatternOf(int number) => Patterns[number / Series.Length % Patterns.Length];
}
