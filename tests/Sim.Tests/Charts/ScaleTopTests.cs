using System.Xml.Linq;
using Mpsim.Charts;
using Mpsim.Models.Units;
using Mpsim.Results;

namespace Mpsim.Sim.Tests.Charts;

public sealed class ScaleTopTests
{
    [Fact]
    public void Few_high_spikes_do_not_set_the_scale()
    {
        double[] values = [.. Enumerable.Repeat(28.0, 290), .. Enumerable.Repeat(0.0, 7), 59, 120, 400];

        Assert.InRange(ScaleTop.Of(values), 30, 50);
    }

    [Fact]
    public void What_is_usual_is_shown_whole()
    {
        Assert.InRange(ScaleTop.Of(Enumerable.Range(1, 300).Select(value => value % 3 == 0 ? 90.0 : 10.0)), 90, 120);
        Assert.InRange(ScaleTop.Of([20, 20, 20, 28]), 28, 40);
        Assert.Equal(1, ScaleTop.Of([0, 0]));
        Assert.Equal(1, ScaleTop.Of([]));
    }

    [Fact]
    public void Spike_that_is_cut_off_is_marked_with_its_height_and_explained()
    {
        var samples = new SampleTable();
        int series = samples.Announce(EntityNames.FlowPath("download", "lte"), SampleMetrics.Goodput, "Mbit/s");
        for (int step = 1; step <= 200; step++)
            samples.Add(Instant.FromSeconds(step * 0.1), series, step == 100 ? 312 : 20);
        RunResult run = MadeUpResults.Plain("take-over", 1, MadeUpResults.Download(21)) with { Samples = samples };
        ChartPage page = GoodputOverTimeChart.Pages(new ScenarioResult(MadeUpResults.Facts(1), [run])).Single();

        Assert.Contains(page.Legend, entry => entry.Mark == LegendMark.Arrow);
        using var folder = new TemporaryFolder();
        IEnumerable<string> texts = XDocument.Load(page.Save(folder.Path)[1]).Descendants().Where(node => node.Name.LocalName == "text").Select(node => node.Value.Trim());
        Assert.Contains("312", texts);
    }
}
