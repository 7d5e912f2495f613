using Mpsim.Charts;
using Mpsim.Results;

namespace Mpsim.Sim.Tests.Charts;

public sealed class ShareChartTests
{
    [Fact]
    public void Measured_shares_stand_beside_the_weights_of_whoever_sends()
    {
        ChartPage page = Assert.Single(ShareChart.Pages(Result(
            ("pooled", []),
            ("ratio", [new("nodes.proxy.mptcp.scheduler", "weighted"), new("nodes.proxy.mptcp.weights.lte", "70"), new("nodes.proxy.mptcp.weights.wlan", "30")]))));

        string[] texts = [.. page.Panels[0].Labels.Select(label => label.Text)];
        Assert.Equal(2, texts.Count(text => text == "69.5 : 30.5"));
        Assert.Single(texts, "70 : 30");
        Assert.Equal(["lte", "wlan", "configured ratio"], page.Legend.Select(entry => entry.Label));
    }

    [Theory]
    [InlineData("phone", "weighted")]
    [InlineData("proxy", "round-robin")]
    public void Weights_of_the_receiver_and_of_other_schedulers_are_no_ratio_of_the_flow(string node, string scheduler) =>
        Assert.Empty(ShareChart.Pages(Result(("only", [new($"nodes.{node}.mptcp.scheduler", scheduler), new($"nodes.{node}.mptcp.weights.lte", "70")]))));

    [Fact]
    public void Ratio_that_changes_with_the_time_of_day_is_not_one() =>
        Assert.Empty(ShareChart.Pages(Result(("only", [new("nodes.proxy.mptcp.scheduler", "weighted"), new("nodes.proxy.mptcp.timetable.0.from", "10 s")]))));

    private static ScenarioResult Result(params (string Variant, KeyValuePair<string, string>[] Parameters)[] rows)
    {
        VariantFacts[] variants = [.. rows.Select(row => new VariantFacts(row.Variant, [new("flows.download.from", "server"), new("flows.download.to", "phone"), .. row.Parameters]))];
        return new ScenarioResult(MadeUpResults.Facts(1) with { Variants = variants }, rows.Select(row => MadeUpResults.Plain(row.Variant, 1, MadeUpResults.Download(20, lteRatio: 0.695))));
    }
}
