using Mpsim.Charts;
using Mpsim.Models.Units;
using Mpsim.Results;

namespace Mpsim.Sim.Tests.Charts;

public sealed class GoodputOverTimeChartTests
{
    [Fact]
    public void Variants_with_the_same_figures_share_a_panel()
    {
        ChartPage page = Assert.Single(GoodputOverTimeChart.Pages(Result(("a", 20, "down"), ("b", 10, "down"), ("c", 20, "down"))));

        Assert.Equal(["a = c: 20 Mbit/s", "b: 10 Mbit/s"], page.Panels.Select(panel => panel.Title[0]));
    }

    [Fact]
    public void Same_figures_under_other_circumstances_are_not_the_same_picture()
    {
        ScenarioResult same = Result(("a", 20, "down"), ("b", 20, "down"));
        RunResult outage = same.Runs[1] with { Events = [new LoggedEvent(Instant.FromSeconds(2), "wlan", EventKinds.LinkDown, "")] };

        Assert.Equal(2, GoodputOverTimeChart.Pages(new ScenarioResult(same.Facts, [same.Runs[0], outage])).Single().PanelCount);
    }

    [Fact]
    public void Variants_that_turn_a_flow_round_have_a_page_of_their_own_that_says_so()
    {
        ChartPage[] pages = [.. GoodputOverTimeChart.Pages(Result(("a", 20, "down"), ("b", 2, "up"), ("c", 19, "down")))];

        Assert.Equal(["goodput-over-time-toward-phone", "goodput-over-time-from-phone"], pages.Select(page => page.Name));
        Assert.Equal([2, 1], pages.Select(page => page.PanelCount));
        Assert.Contains("download, from phone,", pages[1].Subtitle, StringComparison.Ordinal);
    }

    [Fact]
    public void Panels_of_a_row_line_up_though_one_has_a_longer_title()
    {
        string longName = string.Join(' ', Enumerable.Repeat("word", 30));
        ChartPage page = Assert.Single(GoodputOverTimeChart.Pages(Result(("a", 20, "down"), (longName, 10, "down"), ("c", 30, "down"), ("d", 40, "down"))));

        Assert.Equal(page.Panels[0].Data, page.Panels[1].Data);
        Assert.True(page.Panels[2].Height < page.Panels[0].Height);
    }

    private static ScenarioResult Result(params (string Variant, double Goodput, string Way)[] rows)
    {
        VariantFacts[] variants = [.. rows.Select(row => new VariantFacts(
            row.Variant, [new("flows.download.from", row.Way == "down" ? "server" : "phone"), new("flows.download.to", row.Way == "down" ? "phone" : "server")]))];
        return new ScenarioResult(MadeUpResults.Facts(1) with { Variants = variants }, rows.Select(row => Run(row.Variant, row.Goodput)));
    }

    private static RunResult Run(string variant, double goodput)
    {
        var samples = new SampleTable();
        int series = samples.Announce(EntityNames.FlowPath("download", "lte"), SampleMetrics.Goodput, "Mbit/s");
        for (int step = 1; step <= 20; step++)
            samples.Add(Instant.FromSeconds(step), series, goodput);
        return MadeUpResults.Plain(variant, 1, MadeUpResults.Download(goodput)) with { Samples = samples };
    }
}
