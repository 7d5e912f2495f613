using Mpsim.Results;

namespace Mpsim.Sim.Tests.Results;

public sealed class ConfidenceIntervalTests
{
    [Theory]
    // Quantiles of Student's t at 97.5 %: 12.706, 4.303 and 2.776 for 1, 2 and 4 degrees of freedom.
    [InlineData(new[] { 1.0, 3.0 }, 2.0, 12.7062)]
    [InlineData(new[] { 1.0, 2.0, 3.0 }, 2.0, 2.48414)]
    [InlineData(new[] { 2.0, 4.0, 4.0, 5.0, 5.0 }, 4.0, 1.52070)]
    public void Interval_of_few_values_is_that_of_the_tables(double[] values, double mean, double halfWidth)
    {
        ConfidenceInterval interval = ConfidenceInterval.Of(values)!.Value;

        Assert.Equal(mean, interval.Mean, 1e-12);
        Assert.Equal(halfWidth, interval.HalfWidth!.Value, 1e-4);
    }

    [Fact]
    public void Interval_of_equal_values_has_no_width() =>
        Assert.Equal(0, ConfidenceInterval.Of([7.5, 7.5, 7.5])!.Value.HalfWidth);

    [Fact]
    public void One_value_has_a_mean_and_no_interval()
    {
        ConfidenceInterval interval = ConfidenceInterval.Of([42])!.Value;

        Assert.Equal(42, interval.Mean);
        Assert.Null(interval.HalfWidth);
        Assert.Equal((42.0, 42.0), (interval.Low, interval.High));
    }

    [Fact]
    public void No_values_have_no_interval() => Assert.Null(ConfidenceInterval.Of([]));
}
