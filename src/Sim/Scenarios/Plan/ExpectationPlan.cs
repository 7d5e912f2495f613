namespace Mpsim.Scenarios.Plan;

/// <summary>A bound that a result must keep, such as <c>goodput(download) >= 45 Mbit/s</c>.</summary>
public sealed record ExpectationPlan
{
    /// <summary>The expectation as the file has it.</summary>
    public required string Text { get; init; }

    public required Metric Metric { get; init; }

    /// <summary>The flow, or the proxy where the metric is one of a proxy.</summary>
    public required string Flow { get; init; }

    /// <summary>The link of a share; null for other metrics.</summary>
    public required string? Link { get; init; }

    /// <summary>The variant that it is about; the base variant when the file does not say.</summary>
    public required string Variant { get; init; }

    public required Comparison Comparison { get; init; }

    /// <summary>The bound in the metric's own unit (see <see cref="Plan.Metric"/>).</summary>
    public required double Bound { get; init; }

    /// <summary>The line of the file, for messages; 0 when it came from the command line.</summary>
    public required int Line { get; init; }

    public bool IsMetBy(double value) => Comparison switch
    {
        Comparison.AtLeast => value >= Bound,
        Comparison.AtMost => value <= Bound,
        Comparison.Above => value > Bound,
        Comparison.Below => value < Bound,
        _ => throw new InvalidOperationException($"unknown comparison {Comparison}"),
    };
}
