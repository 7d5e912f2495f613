using System.Xml.Linq;
using Mpsim.Charts;
using Mpsim.Results;

namespace Mpsim.Sim.Tests.Charts;

public sealed class DeploymentChartTests
{
    private static readonly (string Template, string? Mode)[] Table =
        [("sgi", "take-over"), ("sgi", "transparent"), ("sgi", null), ("small-cell", "take-over"), ("small-cell", "transparent"), ("small-cell", null)];

    [Fact]
    public void Bars_are_grouped_by_template_and_coloured_by_mode_with_their_intervals()
    {
        ChartPage page = Assert.Single(DeploymentChart.Pages(Result(Table)));
        using var folder = new TemporaryFolder();
        page.Save(folder.Path);
        string[] texts = [.. XDocument.Load(folder["deployment.svg"]).Descendants().Where(node => node.Name.LocalName == "text").Select(node => node.Value.Trim())];

        Assert.Equal(["take-over", "transparent", "no network proxy"], page.Legend.Select(entry => entry.Label));
        Assert.Equal(3, page.Legend.Select(entry => entry.Color).Distinct().Count());
        Assert.Contains("sgi", texts);
        Assert.Contains("small-cell", texts);

        // 40 and 42: the mean is 41, and the interval of two values is wide.
        Assert.Equal(6, texts.Count(text => text.Contains('±', StringComparison.Ordinal) && text.StartsWith('4')));
    }

    [Fact]
    public void There_is_no_chart_without_two_places_two_modes_and_one_variant_for_each_pair()
    {
        Assert.Empty(DeploymentChart.Pages(Result(Table[..3])));
        Assert.Empty(DeploymentChart.Pages(Result(Table[0], Table[3])));
        Assert.Empty(DeploymentChart.Pages(Result(Table[0], Table[1], Table[3], Table[3])));
        Assert.Empty(DeploymentChart.Pages(MadeUpResults.Scenario(runs: 2)));
    }

    private static ScenarioResult Result(params (string Template, string? Mode)[] table)
    {
        VariantFacts[] variants = [.. table.Select((each, index) => new VariantFacts($"v{index}", Parameters(each.Template, each.Mode)))];
        ScenarioFacts facts = MadeUpResults.Facts(2) with { Variants = variants };
        return new ScenarioResult(facts, variants.SelectMany(variant => new[] { 1, 2 }.Select(run => MadeUpResults.Plain(variant.Name, run, MadeUpResults.Download(38 + 2 * run)))));
    }

    private static KeyValuePair<string, string>[] Parameters(string template, string? mode) =>
        mode is null ? [new("template", template), new("nodes.cpe.mode", "cpe")] : [new("template", template), new("nodes.cpe.mode", "cpe"), new("nodes.proxy.mode", mode)];
}
