namespace Mpsim.Regression;

/// <summary>A bound on a summary metric, as a scenario's <c>expect:</c> states it; it holds for the mean over the runs.</summary>
/// <param name="Metric">Name of a <see cref="Running.SummaryMetric"/>.</param>
/// <param name="Flow">Name of the flow.</param>
/// <param name="Path">Name of a path, for metrics that know paths; null for the whole flow.</param>
/// <param name="Variant">Name of a variant; null for the first one, which is the scenario as written.</param>
/// <param name="Operator">One of <c>&gt;=</c>, <c>&gt;</c>, <c>&lt;=</c>, <c>&lt;</c>, <c>==</c>, <c>!=</c>.</param>
/// <param name="Value">The bound in its own unit.</param>
/// <param name="Unit">Any unit of the metric's kind: <c>kbit/s</c> where the metric is in Mbit/s.</param>
/// <param name="Text">As written, for the table.</param>
public sealed record Expectation(
    string Metric, string Flow, string? Path, string? Variant, string Operator, double Value, string Unit, string Text);
