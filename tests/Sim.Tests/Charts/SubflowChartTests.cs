using Mpsim.Charts;
using Mpsim.Models.Units;
using Mpsim.Results;

namespace Mpsim.Sim.Tests.Charts;

public sealed class SubflowChartTests
{
    [Fact]
    public void Subflows_that_carried_most_are_shown_in_the_order_of_their_opening_and_four_of_a_path()
    {
        // The later a subflow was opened, the more it carried; the last is the only one by WLAN and carried nothing: an idle standby.
        RunResult run = Run([.. Enumerable.Range(1, 10).Select(number => ("lte", number * 1000L, 10, 20.0)), ("wlan", 0, 10, 20)]);

        Assert.Equal(["7/lte", "8/lte", "9/lte", "10/lte", "11/wlan"], SubflowChart.Busiest(run).Select(subflow => subflow.Entity["subflow/download/".Length..]));
        ChartPage page = Page(run);
        Assert.Contains("the 5 that carried most, and 6 more", page.Subtitle, StringComparison.Ordinal);
        Assert.Equal(5, page.Legend.Where(entry => entry.Mark == LegendMark.Line).Select(entry => (entry.Color, entry.Pattern)).Distinct().Count());
        Assert.Contains(page.Legend, entry => entry.Label == "subflow 10 on lte, 10 kB");
    }

    [Fact]
    public void Subflow_that_was_closed_is_marked_and_one_that_stands_still_is_not()
    {
        Assert.DoesNotContain(Page(Run([("lte", 1000, 200, 20)])).Legend, entry => entry.Label == "closed");
        Assert.Contains(Page(Run([("lte", 1000, 200, 20), ("wlan", 500, 50, 5)])).Legend, entry => entry.Label == "closed");
    }

    [Fact]
    public void Subflow_that_carried_and_lived_little_is_left_out_and_an_idle_standby_is_not()
    {
        RunResult run = Run([("lte", 1_000_000, 200, 20), ("wlan", 0, 200, 20), ("wlan", 2000, 3, 20)]);

        Assert.Equal(["1/lte", "2/wlan"], SubflowChart.Busiest(run).Select(subflow => subflow.Entity["subflow/download/".Length..]));
    }

    [Fact]
    public void Single_sample_makes_no_line() => Assert.Empty(SubflowChart.Busiest(Run([("lte", 1000, 1, 20)])));

    [Fact]
    public void There_is_no_chart_where_the_lines_stand_for_few_of_the_bytes_and_that_is_said()
    {
        RunResult few = Run([("lte", 600_000, 10, 20), ("wlan", 400_000, 10, 20)]);
        RunResult many = few with { SubflowCount = 2345, Flows = [MadeUpResults.Download(40) with { Bytes = 4_000_000 }] };
        RunResult most = few with { SubflowCount = 2345, Flows = [MadeUpResults.Download(40) with { Bytes = 1_200_000 }] };

        Assert.Null(SubflowChart.LeftOut(Result(few)));
        Assert.Null(SubflowChart.LeftOut(Result(most)));
        Assert.Single(SubflowChart.Pages(Result(most)));
        Assert.Empty(SubflowChart.Pages(Result(many)));
        Assert.Equal("no chart of the subflows of 'take-over': the busiest 8 of up to 2,345 carried 25 % of the bytes", SubflowChart.LeftOut(Result(many)));
    }

    [Fact]
    public void Variants_with_the_same_course_share_a_page()
    {
        RunResult run = Run([("lte", 1000, 10, 20)]);
        var result = new ScenarioResult(MadeUpResults.Facts(1), [run, run with { Variant = "transparent" }, Run([("lte", 1000, 10, 21)]) with { Variant = "no proxy" }]);

        Assert.Equal(["subflows of take-over = transparent", "subflows of no proxy"], SubflowChart.Pages(result).Select(page => page.Subtitle));
    }

    [Fact]
    public void Round_trip_time_beyond_the_scale_is_marked_with_its_height()
    {
        RunResult run = Run([("lte", 1000, 200, 20)]);
        int series = run.Samples.Announce(EntityNames.Subflow("download", 1, "lte"), SampleMetrics.SmoothedRtt, "ms");
        run.Samples.Add(Instant.FromSeconds(20), run.Samples.Announce(EntityNames.Subflow("download", 1, "lte"), SampleMetrics.CongestionWindow, "segments"), 10);
        run.Samples.Add(Instant.FromSeconds(20), series, 4531);

        Panel times = Page(run).Panels[1];

        Assert.Contains(times.Labels, label => label.Text == "4,531");
        Assert.InRange(times.ValueAt(times.Data.Top), 40, 100);
    }

    private static ChartPage Page(RunResult run) => Assert.Single(SubflowChart.Pages(Result(run)));

    private static ScenarioResult Result(RunResult run) => new(MadeUpResults.Facts(1), [run]);

    /// <summary>A run of subflows: path, bytes, samples that end at a time.</summary>
    private static RunResult Run(params (string Path, long Bytes, int Samples, double End)[] subflows)
    {
        var samples = new SampleTable();
        var results = new List<SubflowResult>();
        foreach ((int number, (string path, long bytes, int count, double end)) in subflows.Index())
        {
            string entity = EntityNames.Subflow("download", number + 1, path);
            int window = samples.Announce(entity, SampleMetrics.CongestionWindow, "segments"), time = samples.Announce(entity, SampleMetrics.SmoothedRtt, "ms");
            results.Add(new SubflowResult(entity, bytes, IsMultipath: true));
            for (int i = count - 1; i >= 0; i--)
            {
                samples.Add(Instant.FromSeconds(end - i * 0.1), window, 10 + (i % 5));
                samples.Add(Instant.FromSeconds(end - i * 0.1), time, 40);
            }
        }

        return MadeUpResults.Plain("take-over", 1, MadeUpResults.Download(40) with { Bytes = Math.Max(1, subflows.Sum(subflow => subflow.Bytes)) }) with
        {
            Samples = samples,
            Subflows = results,
            SubflowCount = results.Count,
        };
    }
}
