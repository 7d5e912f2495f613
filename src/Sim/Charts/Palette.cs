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
    /// <summary>The first and the second figure of a row, where they are neither paths nor variants.</summary>
    public static readonly Color Dark = Color.FromHex("#4D4D4D");
    public static readonly Color Light = Color.FromHex("#A6A6A6");

    /// <summary>The time of an attack, behind data.</summary>
    public static readonly Color Attack = Color.FromHex("#F6D9C8");

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

    /// <summary>
    /// Eight of the "muted" colours of Paul Tol ("Colour schemes", 2021) for variants, modes and proxies, so that a colour which stands for an access in one chart of a folder is not something
    /// else in the next.
    /// </summary>
    private static readonly Color[] Muted =
    [
        Color.FromHex("#332288"),
        Color.FromHex("#CC6677"),
        Color.FromHex("#117733"),
        Color.FromHex("#88CCEE"),
        Color.FromHex("#999933"),
        Color.FromHex("#882255"),
        Color.FromHex("#44AA99"),
        Color.FromHex("#AA4499"),
    ];

    private static readonly LinePattern[] Patterns = [LinePattern.Solid, LinePattern.Dashed, LinePattern.Dotted, LinePattern.DenselyDashed];

    /// <summary>How many series can be told apart by colour.</summary>
    public static int Count => Series.Length;

    /// <summary>The colour of the series with a number; they repeat after eight, with another <see cref="PatternOf"/>.</summary>
    public static Color Of(int number) => Series[number % Series.Length];

    /// <summary>The colour of the variant, mode or proxy with a number; they repeat as those of <see cref="Of"/>.</summary>
    public static Color OfVariant(int number) => Muted[number % Muted.Length];

    /// <summary>The line of the series with a number: unbroken for the first eight, another for each eight that follow.</summary>
    public static LinePattern PatternOf(int number) => Patterns[number / Series.Length % Patterns.Length];
}
