using System.Globalization;

namespace Mpsim.Output;

/// <summary>
/// How figures become text. Nine significant digits are more than any of them means and fewer than the last bits of
/// floating point arithmetic, so that a text read and written again stays the same.
/// </summary>
public static class NumberText
{
    /// <summary>For files; empty where there is no figure.</summary>
    public static string Exact(double? value)
    {
        if (value is not { } figure || !double.IsFinite(figure))
            return "";

        // Negative zero would show as "-0".
        return figure == 0 ? "0" : figure.ToString("G9", CultureInfo.InvariantCulture);
    }

    /// <summary>Seconds with all their nanoseconds and no trailing zeros: <c>12.05</c>.</summary>
    public static string Seconds(long nanoseconds) =>
        (nanoseconds / 1_000_000_000m).ToString("0.#########", CultureInfo.InvariantCulture);

    /// <summary>For people: whole numbers as they are, others with four significant digits; thousands apart.</summary>
    public static string Readable(double value)
    {
        double size = Math.Abs(value);
        double whole = Math.Round(value);

        // Sums of fractions miss a whole number by a hair.
        if (Math.Abs(value - whole) <= 1e-9 * size)
            return whole.ToString("#,##0", CultureInfo.InvariantCulture);

        string format = size switch
        {
            >= 1000 => "#,##0",
            >= 100 => "0.#",
            >= 10 => "0.0#",
            >= 1 => "0.0##",
            _ => "0.0###",
        };
        return value.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>A change in percent with its sign and a true minus: <c>+4.1 %</c>, <c>−0.2 %</c>.</summary>
    public static string Change(double percent)
    {
        double rounded = Math.Round(percent, 1);
        string digits = Math.Abs(rounded).ToString("0.0", CultureInfo.InvariantCulture);
        return rounded switch { > 0 => $"+{digits} %", < 0 => $"−{digits} %", _ => "0.0 %" };
    }
}
