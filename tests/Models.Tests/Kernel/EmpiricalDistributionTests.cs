using Mpsim.Models.Kernel;

namespace Mpsim.Models.Tests.Kernel;

public class EmpiricalDistributionTests
{
    private static readonly EmpiricalDistribution Sizes = new([(1_000, 0.1), (10_000, 0.5), (100_000, 1.0)]);

    [Theory]
    [InlineData(0, 1_000)]
    [InlineData(0.1, 1_000)]
    [InlineData(0.3, 5_500)]
    [InlineData(0.5, 10_000)]
    [InlineData(0.75, 55_000)]
    [InlineData(1, 100_000)]
    public void Quantiles_lie_straight_between_the_points(double part, long value) => Assert.Equal(value, Sizes.At(part));

    [Fact]
    public void Draws_have_the_parts_and_the_mean_of_the_points()
    {
        var chance = new RandomStream(1, 1, "sizes");
        var draws = Enumerable.Range(0, 100_000).Select(_ => Sizes.Next(chance)).ToArray();

        Assert.InRange(draws.Count(size => size == 1_000) / 1e5, 0.097, 0.103);
        Assert.InRange(draws.Count(size => size <= 10_000) / 1e5, 0.495, 0.505);
        Assert.InRange(draws.Average() / Sizes.Mean, 0.99, 1.01);
    }

    [Fact]
    public void Points_that_do_not_rise_to_one_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new EmpiricalDistribution([]));
        Assert.Throws<ArgumentException>(() => new EmpiricalDistribution([(1, 0.5)]));
        Assert.Throws<ArgumentException>(() => new EmpiricalDistribution([(2, 0.5), (1, 1)]));
        Assert.Throws<ArgumentException>(() => new EmpiricalDistribution([(1, 0.5), (2, 0.5), (3, 1)]));
    }
}
