using Mpsim.Models.Units;
using Mpsim.Results;
using Mpsim.Scenarios;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Assembly;

public sealed class SimulationTests
{
    private const string NoLoss = "links.wlan.loss=0 %";

    [Fact]
    public void Quickstart_reaches_nine_tenths_of_both_paths_with_the_proxy_and_one_path_without()
    {
        var plan = ScenarioReader.Read(Repository.PathTo("scenarios", "quickstart.yaml"), [], PluginNames.BuiltIn).Plan!;

        var with = SmallScenario.Make(plan, "with proxy").Run().Flows[0];
        var without = SmallScenario.Make(plan, "no proxy").Run().Flows[0];
        Assert.InRange(with.GoodputMbps, 0.9 * 50, 50);
        Assert.InRange(without.GoodputMbps, 0.9 * 20, 20);
        Assert.Equal(1, without.ShareOf("lte"));
    }

    [Theory]
    [InlineData("with proxy")]
    [InlineData("no signal")]
    public void Handover_to_the_backup_and_back_pauses_for_less_than_a_second(string variant)
    {
        var plan = ScenarioReader.Read(Repository.PathTo("scenarios", "handover.yaml"), [], PluginNames.BuiltIn).Plan!;

        var flow = SmallScenario.Make(plan, variant).Run().Flows[0];
        Assert.InRange(flow.LongestGap.Milliseconds, 200, 1000);
        Assert.InRange(flow.ShareOf("lte")!.Value, 0.2, 0.5);
    }

    [Fact]
    public void Shares_add_up_to_one_whichever_way_the_data_go()
    {
        var down = SmallScenario.Flow(NoLoss);
        var up = SmallScenario.Flow(NoLoss, "flows.download.from=phone", "flows.download.to=server");
        foreach (var flow in new[] { down, up })
        {
            Assert.InRange(flow.ShareOf("lte")!.Value, 0.2, 0.6);
            Assert.Equal(1, flow.Shares.Sum(share => share.Ratio), 9);
            Assert.InRange(flow.GoodputMbps, 30, 50);
        }
    }

    [Fact]
    public void Retransmissions_on_the_servers_side_of_a_proxy_count()
    {
        Assert.InRange(SmallScenario.Flow(NoLoss, "links.core.loss=1 %", "links.lte.rate=200 Mbit/s", "links.wlan.rate=200 Mbit/s").Retransmissions, 10, 10_000);
    }

    [Fact]
    public void Flow_keeps_to_the_links_that_it_is_given()
    {
        var run = SmallScenario.Run("flows.download.via=[wlan]");

        Assert.Equal(["wlan"], run.Flows[0].Shares.Select(share => share.Path));
        Assert.Equal(0, SmallScenario.Sum(run, "link/lte/down", SampleMetrics.Rate));
    }

    [Fact]
    public void Answers_leave_by_the_interface_whose_address_they_bear()
    {
        const string Direct = """
            name: Direct
            duration: 2 s
            nodes: { phone: { kind: ue, mptcp: true }, server: { kind: server, mptcp: true } }
            links:
              a: { between: [phone, server], rate: 10 Mbit/s, delay: 10 ms }
              b: { between: [phone, server], rate: 10 Mbit/s, delay: 10 ms }
            flows: { download: { from: server, to: phone } }
            """;
        var run = SmallScenario.Make(SampleScenario.Plan(Direct), sampleInterval: Duration.FromMilliseconds(100)).Run();

        Assert.InRange(run.Flows[0].ShareOf("b")!.Value, 0.4, 0.6);
        foreach (var link in new[] { "a", "b" })
        {
            Assert.InRange(SmallScenario.Sum(run, $"link/{link}/up", SampleMetrics.Rate), 0.5, 20);
        }
    }

    [Fact]
    public void Weights_of_links_rule_the_weighted_scheduler()
    {
        var share = SmallScenario.Flow(
            NoLoss, "variants=null", "links.lte.rate=100 Mbit/s", "links.wlan.rate=100 Mbit/s", "links.lte.delay=10 ms", "links.core.rate=40 Mbit/s",
            "nodes.gateway.mptcp.scheduler=weighted", "nodes.gateway.mptcp.weights={ lte: 1, wlan: 3 }").ShareOf("wlan");

        Assert.InRange(share!.Value, 0.70, 0.80);
    }

    [Fact]
    public void Coupled_congestion_control_on_a_plain_connection_is_newreno()
    {
        ulong With(string algorithm) => SmallScenario.Run("nodes.phone.mptcp=false", $"nodes.server.tcp.congestion_control={algorithm}").Fingerprint;

        Assert.Equal(With("newreno"), With("lia"));
        Assert.NotEqual(With("newreno"), With("cubic"));
    }

    [Fact]
    public void Signalled_outage_brings_interfaces_down_and_is_logged()
    {
        const string Outage = "events=[{ at: 1 s, link: wlan, state: down, signal: true }, { at: 2 s, link: wlan, state: up, signal: true }]";
        var run = SmallScenario.Run(Outage);

        Assert.Equal(
            [(1d, EventKinds.LinkDown), (2d, EventKinds.LinkUp)],
            run.Events.Where(logged => logged.Entity == "wlan").Select(logged => (logged.Time.Seconds, logged.Kind)));
        Assert.Contains(run.Events, logged => logged is { Entity: "phone", Kind: "subflow-closed" } && logged.Time == Instant.FromSeconds(1));
        Assert.True(run.Flows[0].LongestGap < Duration.FromSeconds(1));
    }

    [Fact]
    public void Rate_event_changes_what_the_link_carries_and_its_capacity_series()
    {
        var run = SmallScenario.Run("events=[{ at: 1 s, link: lte, direction: down, rate: 2 Mbit/s }]", "flows.download.via=[lte]");

        Assert.Equal((10 * 20) + (20 * 2), SmallScenario.Sum(run, "link/lte/down", SampleMetrics.Capacity), 6);
        Assert.Equal(["link/lte/down"], run.Samples.WithMetric(SampleMetrics.Capacity).Select(series => series.Entity));
        Assert.InRange(SmallScenario.Sum(run, "link/lte/down", SampleMetrics.Rate), 100, 240);
    }

    [Fact]
    public void Requests_of_drawn_sizes_complete_and_are_counted()
    {
        var run = SmallScenario.Run(
            "flows.download=null", "flows={ pages: { from: server, to: phone, transfer: request-response, response: { exponential: 20 KiB }, connections: 2, arrivals: { poisson: 4 per second, until: 2 s } } }");
        var flow = run.Flows[0];

        Assert.InRange(flow.ConnectionsCompleted, 6, 30);
        Assert.Equal(flow.ConnectionsCompleted, flow.CompletionTimes.Count);
        Assert.Equal(flow.ConnectionsCompleted, run.Events.Count(logged => logged.Kind == "transfer-complete"));
        Assert.InRange(flow.Bytes / flow.ConnectionsCompleted, 4_000, 60_000);
    }

    [Fact]
    public void Parts_of_the_goodput_per_path_add_up_to_it()
    {
        var run = SmallScenario.Run();

        var whole = SmallScenario.Sum(run, "flow/download", SampleMetrics.Goodput);
        var parts = SmallScenario.Sum(run, "flow/download/path/lte", SampleMetrics.Goodput) + SmallScenario.Sum(run, "flow/download/path/wlan", SampleMetrics.Goodput);
        Assert.Equal(whole, parts, 6);
        Assert.Equal(run.Flows[0].Bytes * 8 / 1e6, whole / 10, 6);
    }

    [Fact]
    public void Window_and_round_trip_time_are_those_of_the_proxy_that_sends()
    {
        var run = SmallScenario.Run(NoLoss);

        Assert.Equal(
            ["subflow/download/1/lte", "subflow/download/2/wlan"],
            run.Samples.WithMetric(SampleMetrics.SmoothedRtt).Select(series => series.Entity));
        var roundTrips = run.Samples.Read(run.Samples.WithMetric(SampleMetrics.SmoothedRtt).First()).Values;
        Assert.All(roundTrips, roundTrip => Assert.InRange(roundTrip, 80, 350));
    }

    [Fact]
    public void Cancelled_run_tells_how_far_it_came()
    {
        var polls = 0;
        var run = SmallScenario.Make(SampleScenario.Plan(SmallScenario.Text)).Run(() => ++polls > 2);

        Assert.False(run.Completed);
        Assert.InRange(run.SimulatedTime.Seconds, 0.01, 2.9);
        Assert.True(run.Flows[0].Bytes > 0);
    }
}
