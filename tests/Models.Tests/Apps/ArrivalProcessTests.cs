using Mpsim.Models.Apps;
using Mpsim.Models.Kernel;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Apps;

public sealed class ArrivalProcessTests
{
    [Fact]
    public void At_gives_all_arrivals_at_one_instant() =>
        Assert.Equal([2, 2, 2], Seconds(ArrivalProcess.At(Instant.FromSeconds(2), 3)));

    [Fact]
    public void Every_gives_arrivals_at_equal_distances_until_a_time_or_a_count()
    {
        var half = Duration.FromMilliseconds(500);
        Assert.Equal([1, 1.5, 2, 2.5], Seconds(ArrivalProcess.Every(Instant.FromSeconds(1), half, Instant.FromSeconds(3))));
        Assert.Equal([1, 1.5], Seconds(ArrivalProcess.Every(Instant.FromSeconds(1), half, Instant.FromSeconds(3), 2)));
    }

    [Fact]
    public void Poisson_arrivals_have_the_mean_and_the_spread_of_the_exponential_distribution()
    {
        var arrivals = Seconds(ArrivalProcess.Poisson(Instant.FromSeconds(5), Duration.FromMilliseconds(100), Instant.Never, new RandomStream(1, 0, "arrivals"), 20_000));
        var gaps = arrivals.Zip(arrivals.Skip(1), (a, b) => b - a).ToArray();
        var mean = gaps.Average();

        Assert.Equal(20_000, arrivals.Count);
        Assert.True(arrivals[0] > 5);
        Assert.Equal(0.1, mean, 0.003);
        Assert.Equal(0.1, Math.Sqrt(gaps.Average(gap => (gap - mean) * (gap - mean))), 0.005);
    }

    [Fact]
    public void Poisson_arrivals_stop_before_the_time_given()
    {
        var arrivals = Seconds(ArrivalProcess.Poisson(Instant.Zero, Duration.FromMilliseconds(100), Instant.FromSeconds(10), new RandomStream(1, 0, "arrivals")));
        Assert.InRange(arrivals.Count, 60, 140);
        Assert.True(arrivals[^1] < 10);
    }

    [Fact]
    public void Poisson_arrivals_of_one_name_and_seed_are_the_same()
    {
        static List<double> Draw(string name) =>
            Seconds(ArrivalProcess.Poisson(Instant.Zero, Duration.FromMilliseconds(100), Instant.Never, new RandomStream(7, 3, name), 50));
        Assert.Equal(Draw("a"), Draw("a"));
        Assert.NotEqual(Draw("a"), Draw("b"));
    }

    [Fact]
    public void Arrivals_no_time_apart_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ArrivalProcess.Every(Instant.Zero, Duration.Zero, Instant.Never));

    private static List<double> Seconds(ArrivalProcess arrivals)
    {
        var seconds = new List<double>();
        for (; arrivals.Next != Instant.Never; arrivals.Advance())
        {
            seconds.Add(arrivals.Next.Seconds);
        }

        return seconds;
    }
}
