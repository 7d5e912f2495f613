namespace Mpsim.Scenarios.Plan;

/// <summary>
/// How far results may move from the committed baseline, where the scenario says so itself: a part of the baseline's value (0.01 is
/// 1 %), except for <see cref="Metric.Share"/>, where it is the difference of the two shares.
/// </summary>
public sealed record TolerancePlan(IReadOnlyList<MetricTolerance> Tolerances);

/// <summary>The tolerance of one metric.</summary>
public sealed record MetricTolerance(Metric Metric, double Tolerance);
