using Mpsim.Results;
using Mpsim.Scenarios;

namespace Mpsim.Conventions.Tests;

/// <summary>The table of requirements names scenarios, variants and tests that exist, and figures that the accepted baselines have, with their values.</summary>
public sealed class RequirementsTests
{
    private const string Page = "docs/requirements.md";

    /// <summary>Set it to rewrite the page instead of comparing with it.</summary>
    private const string UpdateSwitch = "MPSIM_UPDATE_REFERENCE";

    public static TheoryData<string> Rows => [.. Table()];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Row_names_what_exists(string line)
    {
        var row = new RequirementRow(line);
        var scenario = ScenarioReader.Read(Repository.PathTo(row.ScenarioFile), [], PluginNames.BuiltIn);
        var variants = scenario.Plan!.Variants.Select(variant => variant.Name).ToArray();
        Assert.All(row.Variants, variant => Assert.Contains(variant, variants));
        Assert.NotEmpty(row.Tests);
        Assert.All(row.Tests, Exists);
        Assert.All(row.Figures, figure => Assert.True(IsMetric(figure.Split('(')[0]), figure));
    }

    /// <summary>Figures of the same value in all variants show no effect.</summary>
    [Theory]
    [MemberData(nameof(Rows))]
    public void Row_has_a_figure_in_which_its_variants_differ(string line)
    {
        var row = new RequirementRow(line);
        Assert.All(row.Figures, figure => Assert.Contains(RequirementFigures.Values(row, figure), value => value != "–"));
        Assert.Contains(row.Figures, figure => RequirementFigures.Values(row, figure).Distinct().Count() > 1);
    }

    [Fact]
    public void Values_are_those_of_the_baselines()
    {
        var page = Repository.Read(Page);
        var updated = RequirementFigures.Update(page);
        if (Environment.GetEnvironmentVariable(UpdateSwitch) == "1")
        {
            File.WriteAllText(Repository.PathTo(Page), updated);
        }
        else
        {
            Assert.True(page == updated, $"{Page} is out of step with results/baselines: run the tests with {UpdateSwitch}=1");
        }
    }

    [Fact]
    public void Table_is_not_empty() => Assert.NotEmpty(Table());

    private static bool IsMetric(string name) => SummaryMetric.Find(name) is not null || ProxyMetric.Find(name) is not null || PortMetric.Find(name) is not null;

    private static void Exists(string test)
    {
        var parts = test.Split('.');
        var sources = Repository.Files(".cs").Where(file => Path.GetFileName(file) == parts[0] + ".cs").ToArray();
        Assert.Contains($"public void {parts[1]}(", File.ReadAllText(Assert.Single(sources)), StringComparison.Ordinal);
    }

    private static string[] Table() =>
        [.. Repository.Read(Page).Split(RequirementFigures.Start)[1].Split(RequirementFigures.End)[0].Split('\n').Where(RequirementRow.IsRow)];
}
