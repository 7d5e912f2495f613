using System.Text.RegularExpressions;
using Mpsim.Results;
using Mpsim.Scenarios;

namespace Mpsim.Conventions.Tests;

/// <summary>The table of requirements names scenarios, variants, tests and figures that exist.</summary>
public sealed partial class RequirementsTests
{
    public static TheoryData<string> Rows => [.. Table()];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Row_names_what_exists(string row)
    {
        var cells = row.Trim('|', ' ').Split(" | ");
        Assert.Equal(5, cells.Length);
        var scenario = ScenarioReader.Read(Repository.PathTo(Path.Combine("docs", FileLink().Match(cells[1]).Groups[1].Value)), [], PluginNames.BuiltIn);
        var variants = scenario.Plan!.Variants.Select(variant => variant.Name).ToArray();
        Assert.All(Names(cells[2]), variant => Assert.Contains(variant, variants));
        Assert.All(Names(cells[3]), Exists);
        Assert.All(Names(cells[4]), metric => Assert.True(SummaryMetric.Find(metric) is not null || ProxyMetric.Find(metric) is not null || PortMetric.Find(metric) is not null, metric));
        Assert.All(cells[2..], cell => Assert.NotEmpty(Names(cell)));
    }

    [Fact]
    public void Table_is_not_empty() => Assert.NotEmpty(Table());

    private static void Exists(string test)
    {
        var parts = test.Split('.');
        var sources = Repository.Files(".cs").Where(file => Path.GetFileName(file) == parts[0] + ".cs").ToArray();
        Assert.Contains($"public void {parts[1]}(", File.ReadAllText(Assert.Single(sources)), StringComparison.Ordinal);
    }

    private static string[] Names(string cell) => [.. Code().Matches(cell).Select(match => match.Groups[1].Value)];

    private static string[] Table() =>
    [
        .. Repository.Read("docs/requirements.md").Split("<!-- requirements -->")[1].Split("<!-- end of requirements -->")[0]
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2),
    ];

    [GeneratedRegex(@"\(([^)]+)\)")]
    private static partial Regex FileLink();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
