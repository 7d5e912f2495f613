using Mpsim.Models.Mptcp.Coupling;
using Mpsim.Models.Mptcp.Scheduling;

namespace Mpsim.Sim.Tests.Properties;

/// <summary>
/// Every packet scheduler and congestion control has scenarios whose expectations are what defines it: met by itself, and missed when one of
/// its neighbours takes its place.
/// </summary>
public sealed class DefiningPropertyTests
{
    public static TheoryData<string, string> All =>
    [
        .. PacketSchedulers.Names.Select(name => (PropertyScenario.Schedulers, name)),
        .. CoupledCongestionControls.Names.Select(name => (PropertyScenario.CongestionControls, name)),
    ];

    [Fact]
    public void Every_scheduler_and_congestion_control_has_a_scenario_of_its_property()
    {
        Assert.Equal(PacketSchedulers.Names.Order(StringComparer.Ordinal), PropertyScenario.NamesOf(PropertyScenario.Schedulers));
        Assert.Equal(CoupledCongestionControls.Names.Order(StringComparer.Ordinal), PropertyScenario.NamesOf(PropertyScenario.CongestionControls));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Algorithm_shows_what_it_is_for(string kind, string name) =>
        Assert.All(PropertyScenario.Of(kind, name), scenario => Assert.Empty(scenario.Misses()));

    [Theory]
    [InlineData(PropertyScenario.Schedulers, "lowest-rtt", "blest", "strict-priority", "linux")]
    [InlineData(PropertyScenario.Schedulers, "round-robin", "weighted", "redundant")]
    [InlineData(PropertyScenario.Schedulers, "weighted", "round-robin")]
    [InlineData(PropertyScenario.Schedulers, "redundant", "round-robin", "lowest-rtt")]
    [InlineData(PropertyScenario.Schedulers, "blest", "ecf", "lowest-rtt", "smallest-delay")]
    [InlineData(PropertyScenario.Schedulers, "ecf", "blest", "lowest-rtt", "smallest-delay")]
    [InlineData(PropertyScenario.Schedulers, "strict-priority", "lowest-rtt", "smallest-delay")]
    [InlineData(PropertyScenario.Schedulers, "delay-threshold", "lowest-rtt", "smallest-delay")]
    [InlineData(PropertyScenario.Schedulers, "smallest-delay", "delay-threshold", "lowest-rtt")]
    [InlineData(PropertyScenario.Schedulers, "linux", "lowest-rtt", "round-robin")]
    [InlineData(PropertyScenario.CongestionControls, "lia", "ewtcp", "balia", "newreno")]
    [InlineData(PropertyScenario.CongestionControls, "olia", "lia", "balia")]
    [InlineData(PropertyScenario.CongestionControls, "balia", "lia", "olia")]
    [InlineData(PropertyScenario.CongestionControls, "wvegas", "lia", "bbr")]
    [InlineData(PropertyScenario.CongestionControls, "coupled", "lia", "ewtcp")]
    [InlineData(PropertyScenario.CongestionControls, "ewtcp", "lia", "newreno")]
    [InlineData(PropertyScenario.CongestionControls, "cubic", "newreno", "bbr")]
    [InlineData(PropertyScenario.CongestionControls, "bbr", "cubic")]
    [InlineData(PropertyScenario.CongestionControls, "newreno", "cubic", "ewtcp")]
    public void Neighbour_in_its_place_is_found_out(string kind, string name, params string[] neighbours)
    {
        foreach (var neighbour in neighbours)
        {
            // One expectation of one of the scenarios is enough, so the rest need not be run.
            Assert.True(PropertyScenario.Of(kind, name).Any(scenario => scenario.Misses($"{PropertyScenario.KeyOf(kind)}={neighbour}").Count > 0), $"{neighbour} passes for {name}");
        }
    }
}
