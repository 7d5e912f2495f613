using Mpsim.Scenarios.Errors;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Reading;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios;

/// <summary>A variant as a scenario of its own, with its template, the overrides of the command line and its own overrides merged into it: read again, it is the same variant.</summary>
public static class MergedScenario
{
    /// <param name="plan">The scenario, which has no errors.</param>
    /// <param name="variant">The name of one of its variants.</param>
    /// <returns>A YAML document without template, variants and expectations, which are about several variants.</returns>
    public static string Of(ScenarioPlan plan, string variant)
    {
        var errors = new ErrorList();
        var context = new ReadingContext(new ScenarioKeys(PluginNames.BuiltIn), errors, Path.GetDirectoryName(plan.SourceFile) ?? "");
        var keys = context.Keys.Top;
        var file = (TreeMapping)TreeParser.Parse(new SourceText(plan.SourceFile, plan.SourceText), errors)!;
        var layers = new DocumentLayers(file, new CommandLineOverrides(plan.Overrides, errors), keys, errors);
        var merged = layers.Of(null)!;
        if (variant != plan.Base.Name)
        {
            merged = layers.Of((TreeMapping)((TreeMapping)merged.Find(keys.Variants.Name)!).Find(variant)!)!;
        }

        // What the variant has made meaningless would be an error where it is the only one.
        new VariantReader(context).Read(merged, variant);
        merged = Without(merged, errors.LeftOver);
        var position = merged.Position;
        merged = merged.With(new TreeScalar(position, keys.Variant.Name, isPlain: true), new TreeScalar(position, variant, isPlain: false));
        Key[] left = [keys.Template, keys.Variants, keys.Expect];
        var order = keys.Group.Names.Where(name => !left.Any(key => key.Name == name));
        return TreeText.Of(new TreeMapping(position, [.. order.SelectMany(name => merged.Entries.Where(entry => entry.Key.Value == name))]));
    }

    private static TreeMapping Without(TreeMapping mapping, HashSet<SourcePosition> left) => new(mapping.Position,
        [.. mapping.Entries.Where(entry => !left.Contains(entry.Value.Position)).Select(entry => entry.Value is TreeMapping inner ? entry with { Value = Without(inner, left) } : entry)]);
}
