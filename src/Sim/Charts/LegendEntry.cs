using ScottPlot;

namespace Mpsim.Charts;

/// <summary>How a legend shows a series.</summary>
public enum LegendMark
{
    Area,
    Line,
    Arrow,
    Point,
}

/// <summary>One entry of a page's legend.</summary>
public sealed record LegendEntry(string Label, Color Color, LegendMark Mark, LinePattern Pattern = default);
