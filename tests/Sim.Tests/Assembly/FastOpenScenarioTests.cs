using Mpsim.Models.Units;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Assembly;

/// <summary>TCP Fast Open in scenarios: what a request gains from it, by connection.</summary>
public sealed class FastOpenScenarioTests
{
    /// <summary>Links so fast that times are round trips: 10 ms on the access, 20 ms behind it, each way.</summary>
    private const string Text = """
        name: Requests
        duration: 20 s
        variant: fast
        nodes:
          phone:   { kind: ue, mptcp: true, tcp: { fast_open: client } }
          gateway: { kind: router }
          server:  { kind: server, mptcp: true, tcp: { fast_open: server } }
        links:
          access: { between: [phone, gateway], rate: 10 Gbit/s, delay: 10 ms }
          core:   { between: [gateway, server], rate: 10 Gbit/s, delay: 20 ms }
        flows:
          requests: { from: server, to: phone, transfer: request-response, request: 400 B, response: 1000 B, arrivals: { every: 1 s, count: 4 }, via: [access] }
        """;

    private const string NoCookies = "nodes.phone.tcp.fast_open_cookies=false";
    private const string NoneAsked = "nodes.server.tcp.fast_open_cookies=false";
    private const double RoundTrip = 60;

    [Theory]
    [InlineData]
    [InlineData("nodes.phone.mptcp=false")]
    [InlineData("nodes.server.mptcp=false")]
    public void Connections_after_the_first_save_one_round_trip(params string[] overrides)
    {
        var times = Times(overrides);

        Assert.Equal([2, 1, 1, 1], RoundTrips(times));
    }

    [Fact]
    public void Without_cookies_the_first_connection_saves_it_too() => Assert.Equal([1, 1, 1, 1], RoundTrips(Times(NoCookies, NoneAsked)));

    [Theory]
    [InlineData("nodes.server.tcp.fast_open=off")]
    [InlineData("nodes.phone.tcp.fast_open=off")]
    public void One_side_alone_saves_nothing_and_costs_nothing(string off) => Assert.Equal([2, 2, 2, 2], RoundTrips(Times(off)));

    [Fact]
    public void Data_that_a_server_without_fast_open_does_not_take_cost_no_round_trip_more() =>
        Assert.Equal([2, 2, 2, 2], RoundTrips(Times(NoCookies, "nodes.server.tcp.fast_open=off")));

    [Fact]
    public void Proxy_that_knows_the_cookies_of_both_sides_adds_no_round_trip() => Assert.Equal(
        [2, 1, 1, 1],
        RoundTrips(Times("nodes.gateway={ kind: proxy, mode: take-over, tcp: { fast_open: both } }", "nodes.server.mptcp=false")));

    /// <summary>Completion times in round trips; the links' own time is far below one.</summary>
    private static IEnumerable<int> RoundTrips(List<Duration> times) => times.Select(time =>
    {
        var trips = time.Milliseconds / RoundTrip;
        Assert.Equal(Math.Round(trips), trips, 0.02);
        return (int)Math.Round(trips);
    });

    private static List<Duration> Times(params string[] overrides)
    {
        var simulation = SmallScenario.Make(SampleScenario.Plan(Text, overrides));
        simulation.Run();
        return [.. simulation.Flows[0].Connections.Select(connection => connection.CompletionTime!.Value)];
    }
}
