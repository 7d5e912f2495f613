namespace Mpsim.Results;

/// <summary>One proxy of one variant over all its runs.</summary>
/// <param name="Variant">Name of the variant.</param>
/// <param name="Proxy">Name of the proxy.</param>
/// <param name="Runs">Its results in the order of the runs that came to their end, never empty.</param>
public sealed record ProxySummary(string Variant, string Proxy, IReadOnlyList<ProxyResult> Runs)
{
    /// <summary>Its work is modelled.</summary>
    public bool HasLoad => Runs.Any(run => run.Load is not null);

    /// <summary>All proxies of all variants that have a run that came to its end.</summary>
    public static IReadOnlyList<ProxySummary> Of(ScenarioResult result) =>
        (from variant in result.VariantNames
         let runs = result.CompletedRunsOf(variant).ToArray()
         from proxy in runs.SelectMany(run => run.Proxies).Select(proxy => proxy.Proxy).Distinct()
         select new ProxySummary(variant, proxy, runs.SelectMany(run => run.Proxies).Where(one => one.Proxy == proxy).ToArray())).ToArray();

    /// <summary>The figures of the runs that have one.</summary>
    public IReadOnlyList<double> Values(ProxyMetric metric) => Runs.Select(metric.Read).OfType<double>().ToArray();

    /// <summary>Mean and confidence interval over the runs that have a figure; null when none has.</summary>
    public ConfidenceInterval? Interval(ProxyMetric metric) => ConfidenceInterval.Of(Values(metric));
}
