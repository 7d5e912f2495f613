using Mpsim.Models.Units;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads a size: constant, or drawn from a distribution.</summary>
internal sealed class SizeReader(ReadingContext context)
{
    private SizeKeys Keys => context.Keys.Size;

    /// <returns>Null when the key is absent.</returns>
    public SizePlan? Read(MappingReader flow, Key key)
    {
        var node = flow.Find(key);
        if (node is not TreeMapping)
        {
            return node is null ? null : new ConstantSize(flow.Read(node, flow.PathOf(key), Keys.Exponential));
        }

        var reader = flow.Open(key, Keys.Group);
        List<Key> given = [.. new[] { Keys.Exponential, Keys.Uniform, Keys.Cdf }.Where(distribution => reader.Find(distribution) is not null)];
        if (given.Count == 0)
        {
            context.Errors.Add(reader.Owner, reader.Path, "the distribution is missing", SizeKeys.Expected);
        }
        else if (given.Count > 1)
        {
            context.Errors.Add(reader.PositionOf(given[1]), reader.PathOf(given[1]), $"a size has one distribution, not {(given.Count == 2 ? "two" : "three")}");
        }

        if (given.Contains(Keys.Cdf))
        {
            return new EmpiricalSize(new CdfReader(context).Read(reader, Keys.Cdf, Forms.Size, size => size.Bytes));
        }

        if (reader.Find(Keys.Uniform) is { } bounds)
        {
            return Uniform(reader, bounds);
        }

        reader.TryRead(Keys.Exponential, out var mean);
        return new ExponentialSize(mean);
    }

    private UniformSize Uniform(MappingReader reader, TreeNode bounds)
    {
        var path = reader.PathOf(Keys.Uniform);
        var items = reader.Items(Keys.Uniform);
        if (items.Count != 2)
        {
            context.Errors.Add(bounds.Position, path, "a uniform distribution has two bounds", Keys.Uniform.Expected);
            return new UniformSize(default, default);
        }

        var smallestIsRead = reader.TryRead(items[0], path, Forms.Size, out var smallest);
        var largestIsRead = reader.TryRead(items[1], path, Forms.Size, out var largest);
        if (smallestIsRead && largestIsRead && largest < smallest)
        {
            context.Errors.Add(items[1].Position, path, "the second bound is smaller than the first", "the smaller bound first");
        }

        return new UniformSize(smallest, largest);
    }
}
