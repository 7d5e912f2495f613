namespace Mpsim.Scenarios.Errors;

/// <summary>One thing that is wrong with a scenario, at its place.</summary>
/// <param name="File">The file, or <c>command line</c> for an override.</param>
/// <param name="Line">From 1; 0 when the error is about the file as a whole.</param>
/// <param name="Column">From 1; 0 when the error is about the file as a whole.</param>
/// <param name="KeyPath">The dotted path of the key, such as <c>links.lte.rate</c>; empty for the file as a whole.</param>
/// <param name="Message">What is wrong, as a clause without a full stop.</param>
/// <param name="Expected">What belongs there; null when the message says it all.</param>
/// <param name="Nearest">The valid name that looks most like the one found; null when none does.</param>
public sealed record ScenarioError(
    string File, int Line, int Column, string KeyPath, string Message, string? Expected, string? Nearest)
{
    /// <summary>The variant in which the error arises; null when it is in the base scenario or in the file's form.</summary>
    public string? Variant { get; init; }

    /// <summary>The offending line as it stands; null when there is none to show.</summary>
    public string? SourceLine { get; init; }

    /// <summary>How many characters to underline, at least one.</summary>
    public int Length { get; init; } = 1;

    public override string ToString()
    {
        var place = Line > 0 ? $"{File}:{Line}:{Column}" : File;
        var key = KeyPath.Length > 0 ? $"{KeyPath}: " : "";
        var variant = Variant is null ? "" : $" (in variant '{Variant}')";
        var expected = Expected is null ? "" : $"; expected {Expected}";
        var nearest = Nearest is null ? "" : $"; did you mean '{Nearest}'?";
        return $"{place}: {key}{Message}{variant}{expected}{nearest}";
    }
}
