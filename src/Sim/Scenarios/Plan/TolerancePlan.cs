namespace Mpsim.Scenarios.Plan;

/// <summary>
/// How far a result may move from the committed baseline: a part of the baseline's value (0.01 is 1 %),
/// except for <see cref="Metric.Share"/>, where it is the difference of the two shares.
/// </summary>
public sealed record TolerancePlan(IReadOnlyDictionary<Metric, double> Tolerances)
{
    public const double Default = 0.01;

    public double For(Metric metric) => Tolerances.GetValueOrDefault(metric, Default);
}
