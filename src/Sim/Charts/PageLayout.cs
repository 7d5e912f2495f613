namespace Mpsim.Charts;

/// <summary>
/// Where the panels of a page stand: beside each other as far as the width goes, then below. The label of an axis is shown once for panels that share it: the horizontal one
/// below the last of a column, the vertical one before the first of a row.
/// </summary>
public sealed class PageLayout
{
    /// <summary>What the label of a horizontal axis takes below its panel, with the distance to the next row.</summary>
    private const int AxisRoom = 24;

    /// <summary>Distance between rows without one.</summary>
    private const int RowGap = 4;

    private PageLayout(IReadOnlyList<Cell> cells, float bottom)
    {
        Cells = cells;
        Bottom = bottom;
    }

    public IReadOnlyList<Cell> Cells { get; }

    /// <summary>Where the last row ends.</summary>
    public float Bottom { get; }

    /// <summary>The panels in rows that are as wide as a page.</summary>
    public static IReadOnlyList<Panel[]> Rows(IEnumerable<Panel> panels)
    {
        var rows = new List<Panel[]>();
        var row = new List<Panel>();
        foreach (Panel panel in panels)
        {
            if (row.Count > 0 && row.Sum(each => each.Width) + panel.Width > ChartPage.Width)
            {
                rows.Add([.. row]);
                row.Clear();
            }

            row.Add(panel);
        }

        if (row.Count > 0)
            rows.Add([.. row]);
        return rows;
    }

    /// <summary>The most that a row takes.</summary>
    public static int HeightOf(Panel[] row) => row.Max(panel => panel.Height) + AxisRoom;

    public static PageLayout Of(IReadOnlyList<Panel[]> rows, float top)
    {
        var cells = new List<Cell>();
        foreach ((int number, Panel[] row) in rows.Index())
        {
            float left = 0;
            bool hasLabels = false;
            foreach ((int column, Panel panel) in row.Index())
            {
                bool isShared = number + 1 < rows.Count && column < rows[number + 1].Length && SharesAxis(panel, rows[number + 1][column]);
                bool isFirst = column == 0 || row[column - 1].YLabel != panel.YLabel;
                cells.Add(new Cell(panel, left, top, !isShared && panel.XLabel.Length > 0, isFirst && panel.YLabel.Length > 0));
                hasLabels |= !isShared;
                left += panel.Width;
            }

            top += row.Max(panel => panel.Height) + (hasLabels ? AxisRoom : RowGap);
        }

        return new PageLayout(cells, top);
    }

    private static bool SharesAxis(Panel panel, Panel below) => panel.XLabel == below.XLabel && panel.Span == below.Span && panel.Data.Left == below.Data.Left && panel.Width == below.Width;

    /// <summary>A panel and its place.</summary>
    public sealed record Cell(Panel Panel, float Left, float Top, bool ShowsX, bool ShowsY);
}
