using System.Text.RegularExpressions;
using Mpsim.Output;
using Mpsim.Regression;

namespace Mpsim.Conventions.Tests;

/// <summary>
/// The last column of the table of requirements: each figure that a row names, as <c>expect:</c> would name it, with its value in each of
/// the variants to compare, from the accepted baselines. The names are written by hand, the values from here.
/// </summary>
internal static partial class RequirementFigures
{
    public const string Start = "<!-- requirements -->";
    public const string End = "<!-- end of requirements -->";

    /// <returns>The page with all values made anew.</returns>
    public static string Update(string page)
    {
        var start = page.IndexOf(Start, StringComparison.Ordinal);
        var end = page.IndexOf(End, StringComparison.Ordinal);
        var lines = page[start..end].Split('\n').Select(line => RequirementRow.IsRow(line) ? Update(new RequirementRow(line)) : line);
        return page[..start] + string.Join('\n', lines) + page[end..];
    }

    /// <summary>The values of a figure, in the order of the variants, as readers see them; a dash where a variant has none.</summary>
    public static IReadOnlyList<string> Values(RequirementRow row, string figure) =>
        [.. Readings(row, figure).Select(reading => reading is null ? "–" : NumberText.Readable(reading.Value))];

    private static string Update(RequirementRow row) => row.With(string.Join("<br>", row.Figures.Select(figure => InWords(row, figure))));

    private static string InWords(RequirementRow row, string figure)
    {
        var unit = Readings(row, figure).OfType<BaselineRow>().FirstOrDefault()?.Unit;
        return $"`{figure}`: {string.Join(", ", row.Variants.Zip(Values(row, figure), (variant, value) => $"{variant} {value}"))}{(unit is null or "" ? "" : " " + unit)}";
    }

    private static IEnumerable<BaselineRow?> Readings(RequirementRow row, string figure)
    {
        var parts = Named().Match(figure);
        Assert.True(parts.Success, $"{figure}: expected metric(flow, proxy or place) or metric(flow, path)");
        var baseline = Baseline.Read(Repository.PathTo("results", "baselines", row.ScenarioName + ".csv"))!.Rows.ToDictionary(each => each.Key);
        return row.Variants.Select(variant => baseline.GetValueOrDefault((variant, parts.Groups["of"].Value, parts.Groups["metric"].Value, parts.Groups["path"].Value)));
    }

    [GeneratedRegex(@"^(?<metric>\w+)\((?<of>[^,)]+)(?:, (?<path>[^)]+))?\)$")]
    private static partial Regex Named();
}
