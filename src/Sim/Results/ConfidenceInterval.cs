using MathNet.Numerics.Distributions;

namespace Mpsim.Results;

/// <summary>Mean of independent runs with the half width of its confidence interval from Student's t distribution.</summary>
/// <param name="Mean">Arithmetic mean.</param>
/// <param name="HalfWidth">The mean lies within ± this; null for fewer than two values, which say nothing about spread.</param>
/// <param name="Count">Number of values.</param>
public readonly record struct ConfidenceInterval(double Mean, double? HalfWidth, int Count)
{
    public const double DefaultLevel = 0.95;

    public double Low => Mean - (HalfWidth ?? 0);

    public double High => Mean + (HalfWidth ?? 0);

    /// <summary>There is no spread to show: one value, or values that are all the same but for rounding.</summary>
    public bool IsExact => HalfWidth is not { } half || half <= 1e-9 * Math.Abs(Mean);

    /// <summary>The interval of some values, or null when there are none.</summary>
    public static ConfidenceInterval? Of(IReadOnlyCollection<double> values, double level = DefaultLevel)
    {
        if (values.Count == 0)
            return null;

        double mean = values.Sum() / values.Count;
        if (values.Count == 1)
            return new ConfidenceInterval(mean, null, 1);

        double squares = values.Sum(value => (value - mean) * (value - mean));
        int freedom = values.Count - 1;
        double standardError = Math.Sqrt(squares / freedom / values.Count);
        double quantile = StudentT.InvCDF(location: 0, scale: 1, freedom, 0.5 + level / 2);
        return new ConfidenceInterval(mean, quantile * standardError, values.Count);
    }
}
