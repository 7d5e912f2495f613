using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Plan;

/// <summary>
/// A checked scenario file: what all variants share, and each variant fully resolved. Whoever holds one may rely on it:
/// every name refers to something that exists, every value is in range.
/// </summary>
public sealed record ScenarioPlan
{
    public required string Name { get; init; }

    public required string Description { get; init; }

    /// <summary>The path by which the file was opened.</summary>
    public required string SourceFile { get; init; }

    /// <summary>The text of the file, so that the manifest can identify it by its hash.</summary>
    public required string SourceText { get; init; }

    /// <summary>The <c>--set key=value</c> overrides that were laid over the file, in order.</summary>
    public required IReadOnlyList<string> Overrides { get; init; }

    /// <summary>Variants share the seed, so that a difference between variants is a difference of design.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Replications per variant, numbered from 0.</summary>
    public required int Runs { get; init; }

    /// <summary>The spacing of samples in time series.</summary>
    public required Duration SampleInterval { get; init; }

    /// <summary>The base scenario first, then the variants in the order of the file.</summary>
    public required IReadOnlyList<VariantPlan> Variants { get; init; }

    public required IReadOnlyList<ExpectationPlan> Expectations { get; init; }

    public required TolerancePlan Tolerances { get; init; }

    public VariantPlan Base => Variants[0];
}
