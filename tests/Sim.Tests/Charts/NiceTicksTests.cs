using Mpsim.Charts;

namespace Mpsim.Sim.Tests.Charts;

public sealed class NiceTicksTests
{
    [Theory]
    [InlineData(0, 60, 12, "0|5|10|15|20|25|30|35|40|45|50|55|60")]
    [InlineData(0, 1.03, 6, "0.0|0.2|0.4|0.6|0.8|1.0")]
    [InlineData(0, 0.35, 4, "0.0|0.1|0.2|0.3")]
    [InlineData(0, 4531, 3, "0|2,000|4,000")]
    [InlineData(0, 1, 20, "0.00|0.05|0.10|0.15|0.20|0.25|0.30|0.35|0.40|0.45|0.50|0.55|0.60|0.65|0.70|0.75|0.80|0.85|0.90|0.95|1.00")]
    public void Marks_are_round_and_have_equally_many_decimals(double low, double high, int most, string labels) =>
        Assert.Equal(labels, string.Join('|', NiceTicks.Of(low, high, most).Labels));

    [Theory]
    [InlineData(0, 1e-7)]
    [InlineData(0, 1e12)]
    [InlineData(-3, 17)]
    public void Marks_lie_within_the_axis(double low, double high)
    {
        double[] places = NiceTicks.Of(low, high, 7).Places;

        Assert.All(places, place => Assert.InRange(place, low, high));
        Assert.InRange(places.Length, 1, 8);
    }
}
