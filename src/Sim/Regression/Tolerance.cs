namespace Mpsim.Regression;

/// <summary>How far a figure may move from its baseline: the larger of a part of the baseline and an absolute amount.</summary>
/// <param name="Relative">Part of the baseline, 0.02 for 2 %.</param>
/// <param name="Absolute">In the unit of the metric; points for shares.</param>
public readonly record struct Tolerance(double Relative, double Absolute)
{
    public bool Allows(double baseline, double now)
    {
        // A hair more than stated: the baseline was rounded to nine digits when it was written.
        double allowed = Math.Max(Relative * Math.Abs(baseline), Absolute);
        return Math.Abs(now - baseline) <= allowed + 1e-8 * Math.Abs(baseline);
    }
}
