namespace Mpsim.Results;

/// <summary>What the manifest tells of the work, apart from its results.</summary>
public sealed record ScenarioFacts
{
    public required string ToolVersion { get; init; }

    /// <summary>The scenario's <c>name</c>, for titles.</summary>
    public required string Name { get; init; }

    /// <summary>Path of the file as given.</summary>
    public required string File { get; init; }

    /// <summary>SHA-256 of the file in lower-case hex.</summary>
    public required string Sha256 { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>Replications asked for, per variant.</summary>
    public required int Runs { get; init; }

    /// <summary>In the order of the scenario; the first one is the base, which expectations without a variant mean.</summary>
    public required IReadOnlyList<VariantFacts> Variants { get; init; }

    public IReadOnlyList<string> CommandLine { get; init; } = [];
}
