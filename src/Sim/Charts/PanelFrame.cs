namespace Mpsim.Charts;

/// <summary>Size of a panel and the room around its data, in pixels. The label of the horizontal axis stands below the panel, where the page gives it room.</summary>
/// <param name="Width">Of the panel.</param>
/// <param name="Height">Of the panel without its title, of which each line takes <see cref="TitleLine"/>.</param>
public sealed record PanelFrame(int Width, int Height)
{
    /// <summary>Height of a line of the title.</summary>
    public const int TitleLine = 18;

    /// <summary>Room to the left of the data, for the labels of their axis.</summary>
    public float Left { get; init; } = 76;

    /// <summary>Room to the right of the data.</summary>
    public float Right { get; init; } = 24;

    /// <summary>Room above the data, below the title.</summary>
    public float Top { get; init; } = 10;

    /// <summary>Room below the data, for the figures of the axis.</summary>
    public float Bottom { get; init; } = 24;

    /// <summary>A panel over the whole width of a page.</summary>
    public static PanelFrame Whole(int height) => new(ChartPage.Width, height);

    /// <summary>One of two side by side.</summary>
    public static PanelFrame Half(int height) => new(ChartPage.Width / 2, height) { Left = 62, Right = 18 };
}
