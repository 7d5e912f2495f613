using Mpsim.Charts;
using Mpsim.Models.Units;
using Mpsim.Results;

namespace Mpsim.Sim.Tests.Charts;

/// <summary>What can be said of pictures without looking at them: nothing lies on anything else, nothing is cut off, nothing is too high.</summary>
public sealed class PageGeometryTests
{
    private const string LongName = "a variant whose name an engineer wrote down in full, with every thing in which it differs from the others";

    [Fact]
    public void Many_variants_with_long_names_and_much_that_happens_have_pages_of_a_readable_height()
    {
        ChartPage[] pages = [.. ChartFiles.Pages(Crowd(30))];

        Assert.Contains(pages, page => page.Name == "goodput-over-time-2");
        Assert.Contains(pages, page => page.Name == "comparison-2");
        Assert.Equal(pages.Length, pages.Select(page => page.Name).Distinct().Count());
        foreach (ChartPage page in pages)
        {
            Assert.True(page.Height <= ChartPage.MostHeight, $"{page.Name} is {page.Height} pixels high");
            Assert.All(PageLayout.Rows(page.Panels), row => Assert.True(row.Sum(panel => panel.Width) <= ChartPage.Width));
        }
    }

    [Fact]
    public void Labels_lie_within_their_panels_and_not_on_each_other()
    {
        foreach (ChartPage page in ChartFiles.Pages(Crowd(12)))
        {
            foreach (Panel panel in page.Panels)
            {
                var whole = new Box(0, 0, panel.Width, panel.Height);
                Box[] boxes = [.. panel.Labels.Select(label => label.Box), .. panel.Arrows];
                Assert.All(panel.Labels, label => Assert.True(label.Box.IsWithin(whole), $"{page.Name}: '{label.Text}' is cut off: {label.Box}"));
                for (int i = 0; i < boxes.Length; i++)
                {
                    for (int j = 0; j < i; j++)
                        Assert.False(boxes[i].Overlaps(boxes[j]), $"{page.Name}, {string.Join(' ', panel.Title)}: {boxes[i]} lies on {boxes[j]}");
                }
            }
        }
    }

    [Fact]
    public void Adjacent_outages_have_their_names_below_each_other()
    {
        Panel panel = ChartFiles.Pages(Crowd(1)).First(page => page.Name == "goodput-over-time").Panels[0];

        PanelLabel[] names = [.. panel.Labels.Where(label => label.Text.EndsWith("down", StringComparison.Ordinal))];
        Assert.Equal(["first-link down", "second-link down", "third-link down"], names.Select(label => label.Text));
        Assert.Equal(3, names.Select(label => label.Box.Top).Distinct().Count());
        Assert.Equal(panel.Data.Left, names[0].Box.Left);
    }

    [Fact]
    public void Label_of_an_axis_is_shown_once_for_panels_that_share_it()
    {
        var panels = Enumerable.Range(0, 5).Select(_ =>
        {
            var panel = new Panel(PanelFrame.Half(150), ["title"], "Time (s)", "Goodput (Mbit/s)");
            panel.SetLimits(0, 10, 0, 1);
            return panel;
        }).ToArray();
        PageLayout layout = PageLayout.Of(PageLayout.Rows(panels), top: 0);

        // The fifth stands alone in its row, so that the fourth is the last of its column.
        Assert.Equal([false, false, false, true, true], layout.Cells.Select(cell => cell.ShowsX));
        Assert.Equal([true, false, true, false, true], layout.Cells.Select(cell => cell.ShowsY));
    }

    /// <summary>Runs with a download that differs in all of them, three outages within a second at the very beginning, spikes beyond the scale at its ends, and an attack.</summary>
    private static ScenarioResult Crowd(int variants)
    {
        VariantFacts[] names = [.. Enumerable.Range(0, variants).Select(number => new VariantFacts($"{number} {LongName}", []))];
        return new ScenarioResult(MadeUpResults.Facts(2) with { Variants = names }, names.Index().SelectMany(each => new[] { 1, 2 }.Select(run => Run(each.Item.Name, each.Index, run))));
    }

    private static RunResult Run(string variant, int number, int run)
    {
        RunResult model = MadeUpResults.Scenario(runs: 1).Runs[0];
        var samples = new SampleTable();
        int goodput = samples.Announce(EntityNames.FlowPath("download", "lte"), SampleMetrics.Goodput, "Mbit/s");
        for (int step = 1; step <= 200; step++)
            samples.Add(Instant.FromSeconds(step * 0.1), goodput, step is 2 or 4 or 8 or 100 or 103 or 106 or 198 or 200 ? 1000 + step + number : 20 + number);
        return model with
        {
            Variant = variant,
            Run = run,
            Samples = samples,
            Flows = [MadeUpResults.Download(20 + number + run) with { GapFrom = Instant.FromSeconds(19.5), LongestGap = Duration.FromSeconds(0.5) }, model.Flows[1] with { GoodputMbps = run }],
            Events =
            [
                new LoggedEvent(Instant.FromSeconds(0.1), "first-link", EventKinds.LinkDown, ""),
                new LoggedEvent(Instant.FromSeconds(0.2), "first-link", EventKinds.LinkUp, ""),
                new LoggedEvent(Instant.FromSeconds(0.3), "second-link", EventKinds.LinkDown, ""),
                new LoggedEvent(Instant.FromSeconds(0.4), "second-link", EventKinds.LinkUp, ""),
                new LoggedEvent(Instant.FromSeconds(0.5), "third-link", EventKinds.LinkDown, ""),
                new LoggedEvent(Instant.FromSeconds(0.6), "third-link", EventKinds.LinkUp, ""),
                new LoggedEvent(Instant.FromSeconds(12), "flood", EventKinds.AttackBegins, ""),
                new LoggedEvent(Instant.FromSeconds(14), "flood", EventKinds.AttackEnds, ""),
            ],
        };
    }
}
