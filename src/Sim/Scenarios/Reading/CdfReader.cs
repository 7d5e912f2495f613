using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads points of a cumulative distribution: a mapping of values to percentages, both of which rise, the latter to 100 %.</summary>
internal sealed class CdfReader(ReadingContext context)
{
    /// <param name="distribution">The mapping that has the key.</param>
    /// <param name="key">The key of the points.</param>
    /// <param name="form">How a value is written.</param>
    /// <param name="amount">The value in its smallest unit.</param>
    public IReadOnlyList<DistributionPoint> Read<T>(MappingReader distribution, Key key, ValueForm<T> form, Func<T, long> amount)
    {
        var points = new List<DistributionPoint>();
        var before = context.Errors.Reports;
        foreach (var (name, value) in distribution.NamedEntries(key))
        {
            var path = $"{distribution.PathOf(key)}.{name.Value}";
            if (!form.TryRead(name.Value, out var read, out var problem))
            {
                context.Errors.Add(name.Position, path, problem.Message, form.Expected, problem.Nearest);
            }
            else if (distribution.TryRead(value, path, Forms.Percent, out var upTo))
            {
                var point = new DistributionPoint(amount(read), upTo);
                if (points.Count > 0 && (point.Value <= points[^1].Value || point.UpTo.Value <= points[^1].UpTo.Value))
                {
                    context.Errors.Add(name.Position, path, "the points of a cumulative distribution rise, and this one is not above the one before", key.Expected);
                }

                points.Add(point);
            }
        }

        if (context.Errors.Reports == before && (points.Count == 0 || points[^1].UpTo.Value < 1))
        {
            context.Errors.Add(distribution.PositionOf(key), distribution.PathOf(key), points.Count == 0 ? "there are no points" : "the last point is not at 100 %", key.Expected);
        }

        return points;
    }
}
