namespace Mpsim.Regression;

/// <summary>One accepted figure: mean over the runs.</summary>
/// <param name="Variant">Name of the variant.</param>
/// <param name="Flow">Name of the flow.</param>
/// <param name="Metric">Name of the metric.</param>
/// <param name="Path">Name of the path; empty for the whole flow.</param>
/// <param name="Value">In the unit beside it.</param>
/// <param name="Unit">Unit of the metric.</param>
public sealed record BaselineRow(string Variant, string Flow, string Metric, string Path, double Value, string Unit)
{
    public (string Variant, string Flow, string Metric, string Path) Key => (Variant, Flow, Metric, Path);
}
