namespace Mpsim.Models.Kernel;

/// <summary>
/// The natural logarithm by additions, multiplications and divisions alone, which IEEE 754 rounds the same way
/// everywhere. The library function differs in the last bit between machines, and a bit is enough to part two runs.
/// </summary>
public static class NaturalLogarithm
{
    private const double LogarithmOfTwo = 0.69314718055994530942;
    private const int MantissaBits = 52;
    private const int ExponentBias = 1023;

    /// <param name="x">A positive normal number.</param>
    public static double Of(double x)
    {
        if (!double.IsNormal(x) || x <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(x), x, "the logarithm is taken of positive normal numbers");
        }

        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (int)(bits >> MantissaBits) - ExponentBias;
        var mantissa = BitConverter.Int64BitsToDouble((bits & ((1L << MantissaBits) - 1)) | ((long)ExponentBias << MantissaBits));
        if (mantissa > 1.4142135623730951)
        {
            mantissa *= 0.5;
            exponent++;
        }

        // ln m = 2 artanh(s) with s = (m - 1) / (m + 1), |s| < 0.172: eleven terms reach double precision.
        var s = (mantissa - 1) / (mantissa + 1);
        var square = s * s;
        var sum = 0.0;
        for (var term = 21; term >= 1; term -= 2)
        {
            sum = (sum * square) + (1.0 / term);
        }

        return (exponent * LogarithmOfTwo) + (2 * s * sum);
    }
}
