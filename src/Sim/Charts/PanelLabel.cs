using ScottPlot;

namespace Mpsim.Charts;

/// <summary>A line of text within a panel.</summary>
/// <param name="Text">The line.</param>
/// <param name="Box">The room it takes, from the panel's upper left corner.</param>
/// <param name="Look">How it is drawn.</param>
public sealed record PanelLabel(string Text, Box Box, LabelLook Look);

/// <summary>How a label is drawn.</summary>
/// <param name="Size">Size of the letters in pixels.</param>
/// <param name="Bold">Whether they are bold.</param>
/// <param name="Color">Their colour.</param>
/// <param name="Ground">What is behind them; nothing where it is transparent.</param>
public sealed record LabelLook(float Size, bool Bold, Color Color, Color Ground)
{
    /// <summary>Dark on nothing.</summary>
    public static LabelLook Plain(float size, bool bold = false) => new(size, bold, Palette.Ink, Colors.Transparent);

    /// <summary>Readable over data.</summary>
    public LabelLook OnWhite => this with { Ground = Colors.White.WithAlpha(0.82) };
}
