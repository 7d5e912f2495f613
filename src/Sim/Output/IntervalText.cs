using System.Globalization;
using Mpsim.Results;

namespace Mpsim.Output;

/// <summary>A mean with its confidence interval for people: as many decimals as the interval deserves.</summary>
public static class IntervalText
{
    /// <summary><c>47.12 ± 0.31</c>; the mean alone when there is no interval.</summary>
    public static string Of(ConfidenceInterval interval)
    {
        if (interval.HalfWidth is not { } half)
            return NumberText.Readable(interval.Mean);
        if (interval.IsExact)
            return $"{NumberText.Readable(interval.Mean)} ± 0";

        // Two significant digits of the half width, and the mean to the same place; never more than four decimals.
        int decimals = 0;
        for (double size = half; size < 10 && decimals < 4 && size > 0; size *= 10)
            decimals++;
        int most = Math.Abs(interval.Mean) switch { >= 1000 => 0, >= 100 => 1, >= 10 => 2, >= 1 => 3, _ => 4 };
        string format = "#,##0." + new string('0', Math.Min(decimals, most));
        return $"{interval.Mean.ToString(format, CultureInfo.InvariantCulture)} ± {half.ToString(format, CultureInfo.InvariantCulture)}";
    }
}
