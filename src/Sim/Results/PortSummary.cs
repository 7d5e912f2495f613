namespace Mpsim.Results;

/// <summary>The shared addresses of one place in one variant over all its runs.</summary>
/// <param name="Variant">Name of the variant.</param>
/// <param name="Place">The link or node.</param>
/// <param name="Runs">The results in the order of the runs that came to their end, never empty.</param>
public sealed record PortSummary(string Variant, string Place, IReadOnlyList<PortResult> Runs)
{
    /// <summary>The scenario says how addresses are shared there.</summary>
    public bool IsTold => Runs.Any(run => run.IsTold);

    /// <summary>The classes of subscribers who were seen in any run.</summary>
    public IReadOnlyList<string> Classes => [.. Runs.SelectMany(run => run.Classes).Select(each => each.Class).Where(name => name.Length > 0).Distinct()];

    /// <summary>All places of all variants that have a run that came to its end.</summary>
    public static IReadOnlyList<PortSummary> Of(ScenarioResult result) =>
        (from variant in result.VariantNames
         let runs = result.CompletedRunsOf(variant).ToArray()
         from place in runs.SelectMany(run => run.Ports).Select(ports => ports.Place).Distinct()
         select new PortSummary(variant, place, runs.SelectMany(run => run.Ports).Where(one => one.Place == place).ToArray())).ToArray();

    /// <summary>The figures of the runs.</summary>
    public IReadOnlyList<double> Values(PortMetric metric) => [.. Runs.Select(metric.Read)];

    /// <summary>The figures of one class; a run in which nobody of it was seen has none.</summary>
    public IReadOnlyList<double> Values(PortMetric metric, string name) => [.. Runs.SelectMany(run => run.Classes).Where(each => each.Class == name).Select(metric.ReadClass)];
}
