using Mpsim.Charts;

namespace Mpsim.Sim.Tests.Charts;

public sealed class CompletionTimeChartTests
{
    [Theory]
    [InlineData(4, 0.5, 2.0)]
    [InlineData(4, 0.95, 4.0)]
    [InlineData(8, 0.5, 4.0)]
    [InlineData(9, 0.5, null)]
    [InlineData(8, 0.95, null)]
    public void Parts_are_of_all_connections_that_were_opened(int opened, double part, double? seconds) =>
        Assert.Equal(seconds, CompletionTimeChart.Within([1, 2, 3, 4], opened, part));
}
