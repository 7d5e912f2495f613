using Mpsim.Charts;
using Mpsim.Models.Units;
using Mpsim.Results;

namespace Mpsim.Sim.Tests.Charts;

public sealed class OutagesTests
{
    [Fact]
    public void Outages_of_two_links_are_told_apart_and_an_open_one_lasts_to_the_end()
    {
        RunResult run = MadeUpResults.Plain("take-over", 1) with
        {
            Events =
            [
                new LoggedEvent(Instant.FromSeconds(2), "wlan", EventKinds.LinkDown, ""),
                new LoggedEvent(Instant.FromSeconds(3), "lte", EventKinds.LinkDown, ""),
                new LoggedEvent(Instant.FromSeconds(4), "wlan", EventKinds.LinkUp, ""),
            ],
        };

        Assert.Equal([("wlan", 2.0, 4.0), ("lte", 3.0, 20.0)], Outages.Of(run));
    }

    [Theory]
    [InlineData(EventKinds.ProxyTakeover)]
    [InlineData(EventKinds.ProxyUp)]
    public void Proxy_is_down_from_its_crash_until_somebody_works_in_its_place(string end)
    {
        RunResult run = MadeUpResults.Plain("take-over", 1) with
        {
            Events =
            [
                new LoggedEvent(Instant.FromSeconds(2), "gateway", EventKinds.ProxyCrash, ""),
                new LoggedEvent(Instant.FromSeconds(2.5), "gateway", end, ""),
                new LoggedEvent(Instant.FromSeconds(4), "gateway", EventKinds.ProxyUp, ""),
            ],
        };

        Assert.Equal([("gateway", 2.0, 2.5)], Outages.Of(run));
    }

    [Fact]
    public void Up_without_down_is_no_outage()
    {
        RunResult run = MadeUpResults.Plain("take-over", 1) with { Events = [new LoggedEvent(Instant.FromSeconds(2), "wlan", EventKinds.LinkUp, "")] };

        Assert.Empty(Outages.Of(run));
    }
}
