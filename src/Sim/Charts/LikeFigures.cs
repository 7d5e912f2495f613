using System.Globalization;

namespace Mpsim.Charts;

/// <summary>Figures that stand below each other, all with the same number of decimals: four digits of the largest, or two of the smallest where that is more; whole numbers have none.</summary>
public static class LikeFigures
{
    private const int MostDecimals = 3;

    /// <summary>How such figures are written.</summary>
    public static Func<double, string> Of(IEnumerable<double> figures)
    {
        double[] sizes = [.. figures.Select(Math.Abs).Where(size => size > 0)];
        int decimals = sizes.All(size => size == Math.Floor(size)) ? 0 : Math.Max(Decimals(sizes.Max(), 4), Decimals(sizes.Min(), 2));
        string format = "#,##0" + (decimals > 0 ? "." + new string('0', decimals) : "");
        return figure => figure.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>The decimals that show so many digits of a figure.</summary>
    private static int Decimals(double size, int digits)
    {
        int decimals = digits - 1;
        for (; size >= 10 && decimals > 0; size /= 10)
            decimals--;
        for (; size < 1 && decimals < MostDecimals; size *= 10)
            decimals++;
        return Math.Min(decimals, MostDecimals);
    }
}
