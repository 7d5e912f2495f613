using Mpsim.Charts;
using Mpsim.Models.Units;
using Mpsim.Results;

namespace Mpsim.Sim.Tests.Charts;

public sealed class TimeGridTests
{
    [Fact]
    public void Series_that_starts_later_counts_as_zero_before()
    {
        var samples = new SampleTable();
        Add(samples, "flow/a/path/lte", [1, 2, 3], [10, 10, 10]);
        Add(samples, "flow/a/path/wlan", [2, 3], [5, 6]);

        TimeGrid grid = TimeGrid.Of(samples, samples.Series);

        Assert.Equal([1, 2, 3], grid.Ends);
        Assert.Equal([0, 5, 6], grid.Values[1]);
        Assert.Equal(0, grid.Start);
    }

    [Fact]
    public void Long_series_are_averaged_without_losing_area()
    {
        var samples = new SampleTable();
        double[] times = Enumerable.Range(1, 4000).Select(i => i * 0.1).ToArray();
        Add(samples, "flow/a", times, times.Select(time => time % 2 < 1 ? 8.0 : 0.0).ToArray());

        TimeGrid grid = TimeGrid.Of(samples, samples.Series);

        Assert.Equal(TimeGrid.MostSteps, grid.Ends.Length);
        Assert.Equal(400, grid.Ends[^1], 1e-9);
        Assert.Equal(samples.Read(samples.Series[0]).Values.Average(), grid.Values[0].Average(), 1e-9);
    }

    [Fact]
    public void Values_hold_over_their_whole_interval()
    {
        var samples = new SampleTable();
        Add(samples, "flow/a", [1, 2], [4, 6]);

        TimeGrid grid = TimeGrid.Of(samples, samples.Series);

        Assert.Equal(([0, 1, 1, 2], [4, 4, 6, 6]), grid.Steps(grid.Values[0]), (one, other) => one.Item1.SequenceEqual(other.Item1) && one.Item2.SequenceEqual(other.Item2));
    }

    private static void Add(SampleTable samples, string entity, double[] seconds, double[] values)
    {
        int series = samples.Announce(entity, SampleMetrics.Goodput, "Mbit/s");
        for (int i = 0; i < seconds.Length; i++)
            samples.Add(Instant.FromSeconds(seconds[i]), series, values[i]);
    }
}
