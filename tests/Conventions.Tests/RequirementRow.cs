using System.Text.RegularExpressions;

namespace Mpsim.Conventions.Tests;

/// <summary>A row of the table of requirements.</summary>
internal sealed partial class RequirementRow
{
    private readonly string[] _cells;

    public RequirementRow(string line)
    {
        _cells = line.Trim('|', ' ').Split(" | ");
        Assert.True(_cells.Length == 5, $"{_cells.Length} cells instead of 5: {line}");
    }

    /// <summary>From the root, with slashes.</summary>
    public string ScenarioFile => FileLink().Match(_cells[1]).Groups[1].Value;

    public string ScenarioName => Path.GetFileNameWithoutExtension(ScenarioFile);

    /// <summary>Those to compare.</summary>
    public IReadOnlyList<string> Variants => Names(_cells[2]);

    public IReadOnlyList<string> Tests => Names(_cells[3]);

    /// <summary>As they would stand in <c>expect:</c>, such as <c>share(download, lte)</c>.</summary>
    public IReadOnlyList<string> Figures => Names(_cells[4]);

    /// <returns>The line with other figures.</returns>
    public string With(string figures) => $"| {string.Join(" | ", _cells[..4])} | {figures} |";

    /// <summary>A line of the table below its head.</summary>
    public static bool IsRow(string line) => line.StartsWith("| ", StringComparison.Ordinal) && line.Contains("](../", StringComparison.Ordinal);

    private static string[] Names(string cell) => [.. Code().Matches(cell).Select(match => match.Groups[1].Value)];

    [GeneratedRegex(@"\(\.\./([^)]+)\)")]
    private static partial Regex FileLink();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
