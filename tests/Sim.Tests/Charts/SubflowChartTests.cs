using Mpsim.Charts;
using Mpsim.Models.Units;
using Mpsim.Results;

namespace Mpsim.Sim.Tests.Charts;

public sealed class SubflowChartTests
{
    [Fact]
    public void Busiest_subflows_are_shown_in_their_order_and_each_until_it_falls_silent()
    {
        // Ten subflows of ten samples: number n is heard of for n samples, and then stands still.
        var samples = new SampleTable();
        for (int number = 1; number <= 10; number++)
        {
            int series = samples.Announce(EntityNames.Subflow("download", number, "lte"), SampleMetrics.CongestionWindow, "segments");
            for (int i = 0; i < 10; i++)
                samples.Add(Instant.FromSeconds(i), series, Math.Min(i, number));
        }

        RunResult run = MadeUpResults.Plain("take-over", 1, MadeUpResults.Download(40)) with { Samples = samples };
        IReadOnlyList<(SampleSeries Series, double End)> shown = SubflowChart.Busiest(run);

        Assert.Equal([3, 4, 5, 6, 7, 8, 9, 10], shown.Select(each => each.Series.Number + 1));
        Assert.Equal(4, shown[0].End);
        Assert.Equal(9, shown[^1].End);
    }

    [Fact]
    public void Single_sample_makes_no_line()
    {
        var samples = new SampleTable();
        samples.Add(Instant.Zero, samples.Announce(EntityNames.Subflow("download", 1, "lte"), SampleMetrics.CongestionWindow, "segments"), 10);

        Assert.Empty(SubflowChart.Busiest(MadeUpResults.Plain("take-over", 1, MadeUpResults.Download(40)) with { Samples = samples }));
    }
}
