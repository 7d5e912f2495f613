namespace Mpsim.Models.Kernel;

/// <summary>
/// A distribution given by points of its cumulative distribution function, straight between them: what measurements publish of flow
/// sizes and access rates. What lies below the first point's probability is the first point's value.
/// </summary>
public sealed class EmpiricalDistribution
{
    private readonly (long Value, double UpTo)[] _points;

    /// <param name="points">Values with the part of all draws that are at most that large, from 0 to 1; both rise, and the last part is 1.</param>
    /// <exception cref="ArgumentException">There is no point, one does not rise, or the last part is not 1.</exception>
    public EmpiricalDistribution(IEnumerable<(long Value, double UpTo)> points)
    {
        _points = [.. points];
        if (_points.Length == 0 || _points[^1].UpTo != 1)
        {
            throw new ArgumentException("a cumulative distribution ends at 1", nameof(points));
        }

        for (var i = 1; i < _points.Length; i++)
        {
            if (_points[i].Value <= _points[i - 1].Value || _points[i].UpTo <= _points[i - 1].UpTo)
            {
                throw new ArgumentException("the points of a cumulative distribution rise", nameof(points));
            }
        }
    }

    /// <summary>The mean of the distribution.</summary>
    public double Mean
    {
        get
        {
            var mean = _points[0].Value * _points[0].UpTo;
            for (var i = 1; i < _points.Length; i++)
            {
                mean += (_points[i].UpTo - _points[i - 1].UpTo) * (_points[i].Value + _points[i - 1].Value) / 2;
            }

            return mean;
        }
    }

    /// <summary>Draws a value, by the inverse of the distribution function.</summary>
    public long Next(RandomStream chance) => At(chance.NextDouble());

    /// <summary>The value that a part of all draws do not exceed: the quantile.</summary>
    /// <param name="part">0 to 1.</param>
    public long At(double part)
    {
        var upper = 0;
        while (part > _points[upper].UpTo)
        {
            upper++;
        }

        if (upper == 0)
        {
            return _points[0].Value;
        }

        var (low, high) = (_points[upper - 1], _points[upper]);
        return low.Value + (long)Math.Round((high.Value - low.Value) * ((part - low.UpTo) / (high.UpTo - low.UpTo)));
    }
}
