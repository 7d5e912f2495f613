using Mpsim.Scenarios.Errors;

namespace Mpsim.Sim.Tests.Scenarios;

public class NearestNameTests
{
    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("wlan", "wlan", 0)]
    [InlineData("wlan", "WLAN", 0)]
    [InlineData("wlna", "wlan", 1)]
    [InlineData("wan", "wlan", 1)]
    [InlineData("kitten", "sitting", 3)]
    public void Distance_counts_insertions_deletions_substitutions_and_swaps(string a, string b, int expected)
    {
        Assert.Equal(expected, NearestName.Distance(a, b));
        Assert.Equal(expected, NearestName.Distance(b, a));
    }

    [Fact]
    public void Find_gives_the_closest_name_and_none_when_all_are_far()
    {
        Assert.Equal("server", NearestName.Find("sever", ["phone", "server", "gateway"]));
        Assert.Null(NearestName.Find("moon", ["phone", "server", "gateway"]));
    }

    [Fact]
    public void Find_takes_a_beginning_that_only_one_name_has()
    {
        Assert.Equal("linux-6.18.30", NearestName.Find("linux", ["mpsim", "linux-6.18.30"]));
        Assert.Null(NearestName.Find("linux", ["linux-6.18.30", "linux-5.15.100"]));
        Assert.Null(NearestName.Find("li", ["linux-6.18.30"]));
    }
}
