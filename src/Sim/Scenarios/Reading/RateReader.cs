using Mpsim.Models.Units;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads a rate that may be drawn for each subscriber.</summary>
internal sealed class RateReader(ReadingContext context)
{
    private RateKeys Keys => context.Keys.Rate;

    /// <param name="owner">The mapping that has the rate.</param>
    /// <param name="node">The rate.</param>
    /// <param name="path">Its path.</param>
    public RatePlan Read(MappingReader owner, TreeNode node, string path)
    {
        if (node is not TreeMapping)
        {
            owner.TryRead(node, path, RateKeys.Form, out var rate);
            return new ConstantRate(rate);
        }

        var reader = new MappingReader(node, path, node.Position, Keys.Group, context.Errors);
        var hasUniform = reader.Find(Keys.Uniform) is not null;
        var hasCdf = reader.Find(Keys.Cdf) is not null;
        if (hasUniform == hasCdf)
        {
            context.Errors.Add(reader.Owner, path, hasCdf ? "a rate has one distribution, not two" : "the distribution is missing", RateKeys.Expected);
        }

        return hasCdf
            ? new EmpiricalRate(new CdfReader(context).Read(reader, Keys.Cdf, RateKeys.Form, rate => rate.BitsPerSecond))
            : Uniform(reader, path);
    }

    private UniformRate Uniform(MappingReader reader, string path)
    {
        var bounds = reader.Items(Keys.Uniform);
        var at = $"{path}.{Keys.Uniform.Name}";
        if (bounds.Count != 2)
        {
            context.Errors.Add(reader.PositionOf(Keys.Uniform), at, "a uniform distribution has two bounds", Keys.Uniform.Expected);
            return new UniformRate(default, default);
        }

        if (reader.TryRead(bounds[0], at, RateKeys.Form, out DataRate lowest) & reader.TryRead(bounds[1], at, RateKeys.Form, out DataRate highest) && highest < lowest)
        {
            context.Errors.Add(bounds[1].Position, at, "the second bound is smaller than the first", "the smaller bound first");
        }

        return new UniformRate(lowest, highest);
    }
}
