using Mpsim.Charts;

namespace Mpsim.Sim.Tests.Charts;

public sealed class LikeFiguresTests
{
    [Theory]
    [InlineData(new[] { 37.52, 2.89, 15.1 }, "37.52|2.89|15.10")]
    [InlineData(new[] { 7.0, 1024 }, "7|1,024")]
    [InlineData(new[] { 141.3, 0.3188, 5 }, "141.30|0.32|5.00")]
    [InlineData(new[] { 0.00031, 0.0002 }, "0.000|0.000")]
    [InlineData(new[] { 12345.6, 0 }, "12,346|0")]
    public void Figures_below_each_other_have_equally_many_decimals(double[] figures, string texts) =>
        Assert.Equal(texts, string.Join('|', figures.Select(LikeFigures.Of(figures))));
}
