using Mpsim.Output;

namespace Mpsim.Charts;

/// <summary>A horizontal axis of durations, linear or logarithmic; the library's are linear, so that places are logarithms and the marks say what they mean.</summary>
internal sealed class TimeAxis
{
    private readonly bool _isLogarithmic;
    private readonly double _low, _high;

    private TimeAxis(bool isLogarithmic, double low, double high) => (_isLogarithmic, _low, _high) = (isLogarithmic, low, high);

    public double Left => Place(_low);

    public double Right => Place(_high);

    public static TimeAxis Linear(double high) => new(false, 0, high);

    /// <summary>From a lower end above zero.</summary>
    public static TimeAxis Logarithmic(double low, double high) => new(true, low, high);

    public double Place(double value) => _isLogarithmic ? Math.Log10(value) : value;

    /// <summary>Marks of a logarithmic axis at 1, 2 and 5 times powers of ten, or at the powers alone where it spans many.</summary>
    public (double[] Places, string[] Labels) Marks()
    {
        int[] digits = Right - Left > 3 ? [1] : [1, 2, 5];
        double[] marks =
        [
            .. from power in Enumerable.Range((int)Math.Floor(Left), (int)Math.Ceiling(Right) - (int)Math.Floor(Left) + 1)
               from digit in digits
               let mark = power < 0 ? digit / Math.Pow(10, -power) : digit * Math.Pow(10, power)
               where mark >= _low && mark <= _high
               select mark,
        ];
        return ([.. marks.Select(Place)], [.. marks.Select(NumberText.Readable)]);
    }
}
