using System.Globalization;

namespace Mpsim.Charts;

/// <summary>Marks of an axis at round numbers, all with the same number of decimals.</summary>
public static class NiceTicks
{
    private static readonly decimal[] Digits = [1, 2, 5, 10];

    /// <summary>The multiples of 1, 2 or 5 times a power of ten between two ends, as many as there is room for.</summary>
    /// <param name="low">The lower end.</param>
    /// <param name="high">The upper end, above the lower one.</param>
    /// <param name="most">The most steps, at least one.</param>
    public static (double[] Places, string[] Labels) Of(double low, double high, int most)
    {
        decimal step = Step((decimal)Math.Clamp((high - low) / Math.Max(1, most), 1e-9, 1e15));
        decimal first = Math.Ceiling((decimal)low / step), last = Math.Floor((decimal)high / step);
        decimal[] places = [.. Enumerable.Range(0, (int)(last - first) + 1).Select(number => (first + number) * step)];
        string format = "#,##0" + (step < 1 ? "." + new string('0', Decimals(step)) : "");
        return ([.. places.Select(place => (double)place)], [.. places.Select(place => place.ToString(format, CultureInfo.InvariantCulture))]);
    }

    /// <summary>The smallest round number that is not below another.</summary>
    private static decimal Step(decimal least)
    {
        decimal power = 1;
        while (power > least)
            power /= 10;
        while (power * 10 <= least)
            power *= 10;
        return Array.Find(Digits, digit => digit * power >= least) * power;
    }

    private static int Decimals(decimal step)
    {
        int decimals = 0;
        for (; step != Math.Floor(step); step *= 10)
            decimals++;
        return decimals;
    }
}
