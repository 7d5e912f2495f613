using Mpsim.Models.Hosts;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Sim.Tests.Scenarios;

public class ScenarioReaderTests
{
    [Fact]
    public void Flow_opens_no_more_connections_together_than_an_address_has_ports() => Assert.Equal(Host.EphemeralPorts, FlowKeys.MostConnections);

    [Fact]
    public void Sample_is_read_into_a_plan()
    {
        var plan = SampleScenario.Plan(SampleScenario.Text);

        Assert.Equal("Sample", plan.Name);
        Assert.Equal(["base", "no proxy"], plan.Variants.Select(variant => variant.Name));
        var lte = plan.Base.Link("lte");
        Assert.Equal(DataRate.FromMegabitsPerSecond(20), lte.Down.Rate);
        Assert.Equal(Duration.FromMilliseconds(40), lte.Up.Delay);
        Assert.Equal(new QueueLimit(400, InPackets: true), lte.Down.Queue.Limit);
        Assert.Equal(new QueueLimit(1000, InPackets: true), plan.Base.Link("core").Down.Queue.Limit);
        Assert.Equal(new BernoulliLossPlan(new Probability(0.01)), plan.Base.Link("wlan").Down.Loss);
        Assert.Equal(ProxyMode.TakeOver, plan.Base.Node("gateway").Proxy!.Mode);
    }

    [Fact]
    public void Addresses_follow_the_order_of_the_links()
    {
        var plan = SampleScenario.Plan(SampleScenario.Text);

        Assert.Equal(IpAddress.Of(10, 2, 0, 1), plan.Base.Node("phone").InterfaceOn("wlan").V4);
        Assert.Equal(IpAddress.Of(10, 3, 0, 2), plan.Base.Node("server").InterfaceOn("core").V4);
    }

    [Fact]
    public void Address_that_is_given_wins_over_the_automatic_one()
    {
        var plan = SampleScenario.Plan(SampleScenario.Replace("{ kind: server }", "{ kind: server, addresses: { core: 192.0.2.7 } }"));

        Assert.Equal(IpAddress.Of(192, 0, 2, 7), plan.Base.Node("server").InterfaceOn("core").V4);
    }

    [Fact]
    public void Flow_without_details_is_opened_by_the_ue_over_all_its_links()
    {
        var flow = SampleScenario.Plan(SampleScenario.Text).Base.Flow("download");

        Assert.Equal("phone", flow.OpenedBy);
        Assert.Equal("phone", flow.ViaNode);
        Assert.Equal(["lte", "wlan"], flow.Via);
        Assert.True(flow.Mptcp);
    }

    [Fact]
    public void Upload_is_opened_by_the_ue_as_well()
    {
        var plan = SampleScenario.Plan(SampleScenario.Replace("from: server, to: phone", "from: phone, to: server"));

        Assert.Equal("phone", plan.Base.Flow("download").OpenedBy);
    }

    [Fact]
    public void Ue_without_endpoints_has_a_subflow_endpoint_per_link()
    {
        var phone = SampleScenario.Plan(SampleScenario.Text).Base.Node("phone");

        Assert.Equal(["lte", "wlan"], phone.Mptcp.Endpoints.Select(endpoint => endpoint.Link));
        Assert.All(phone.Mptcp.Endpoints, endpoint => Assert.Equal(EndpointFlags.Subflow, endpoint.Flags));
    }

    [Fact]
    public void Settings_of_tcp_and_mptcp_are_read()
    {
        var node = SampleScenario.Plan(SampleScenario.Replace("phone: { kind: ue, mptcp: true }", """
            phone:
                kind: ue
                tcp: { congestion_control: newreno, receive_buffer: 512 KiB, send_buffer: { max: 1 MiB }, hystart: false }
                mptcp:
                  scheduler: weighted
                  weights: { lte: 1, wlan: 3 }
                  path_manager: in-order
                  endpoints: [{ link: wlan }, { address: 10.1.0.1, flags: [subflow, backup] }]
                  limits: { subflows: 2 }
                  data_ack: 32 bit
            """)).Base.Node("phone");

        Assert.Equal("newreno", node.Tcp.CongestionControl);
        Assert.Equal(new BufferPlan(AutoTuned: false, new ByteCount(512 * 1024)), node.Tcp.ReceiveBuffer);
        Assert.Equal(new BufferPlan(AutoTuned: true, new ByteCount(1024 * 1024)), node.Tcp.SendBuffer);
        Assert.False(node.Tcp.HyStart);
        Assert.True(node.Mptcp.Enabled);
        Assert.Equal([new PathWeight("lte", 1), new PathWeight("wlan", 3)], node.Mptcp.Weights);
        Assert.Equal(new EndpointPlan("lte", IpAddress.Of(10, 1, 0, 1), EndpointFlags.Subflow | EndpointFlags.Backup), node.Mptcp.Endpoints[1]);
        Assert.Equal((2, 8, 32), (node.Mptcp.SubflowLimit, node.Mptcp.AddAddrAcceptedLimit, node.Mptcp.DataAckBits));
    }

    [Theory]
    [InlineData("rate: { up: 5 Mbit/s, down: 20 Mbit/s }")]
    [InlineData("rate: 20 Mbit/s, up: { rate: 5 Mbit/s }")]
    [InlineData("up: { rate: 5 Mbit/s }, down: { rate: 20 Mbit/s }")]
    public void Rate_can_be_given_per_direction(string rates)
    {
        var lte = SampleScenario.Plan(SampleScenario.Replace("rate: 20 Mbit/s", rates)).Base.Link("lte");

        Assert.Equal((5, 20), (lte.Up.Rate.MegabitsPerSecond, lte.Down.Rate.MegabitsPerSecond));
    }

    [Fact]
    public void Gilbert_elliott_loss_is_read_with_netem_defaults()
    {
        var wlan = SampleScenario.Plan(SampleScenario.Replace("loss: 1 %", "loss: { model: gilbert-elliott, p: 1 %, r: 25 % }")).Base.Link("wlan");

        Assert.Equal(new GilbertElliottLossPlan(new(0.01), new(0.25), new(0), new(1)), wlan.Down.Loss);
    }

    [Fact]
    public void Request_response_flow_with_arrivals_is_read()
    {
        var flow = SampleScenario.Plan(SampleScenario.Replace("transfer: bulk", """
            transfer: request-response, response: { exponential: 100 KiB },
                arrivals: { poisson: 4 per second, until: 15 s, count: 30 }, connections: 3
            """)).Base.Flow("download");

        Assert.Equal(new ConstantSize(new ByteCount(400)), flow.Request);
        Assert.Equal(new ExponentialSize(new ByteCount(102_400)), flow.Response);
        Assert.Equal(new ArrivalPlan(Poisson: true, Duration.FromMilliseconds(250), Instant.FromSeconds(15), 30), flow.Arrivals);
    }

    [Fact]
    public void Events_are_put_in_the_order_of_time()
    {
        var plan = SampleScenario.Plan(SampleScenario.Replace(
            "- { at: 10 s, link: wlan, state: down }",
            "- { at: 15 s, link: wlan, state: up }\n  - { at: 5 s, link: wlan, state: down, signal: true }\n  - { at: 5 s, link: lte, rate: 1 Mbit/s, direction: down }"));

        Assert.Equal([5, 5, 15], plan.Base.Events.Select(change => change.At.Seconds));
        Assert.Equal(["wlan", "lte", "wlan"], plan.Base.Events.Select(change => change.Link));
        Assert.Equal(LinkDirections.Down, plan.Base.Events[1].Directions);
    }

    [Fact]
    public void Expectations_are_read_with_flow_link_variant_and_bound()
    {
        var plan = SampleScenario.Plan(SampleScenario.Replace("- goodput(download) >= 45 Mbit/s", """
            - goodput(download) >= 45 Mbit/s
              - share(download, lte, no proxy) < 20 %
              - { that: completion_time(download) <= 1500 ms, variant: no proxy }
            """));

        Assert.Equal([(Metric.Goodput, "base", 45e6), (Metric.Share, "no proxy", 0.2), (Metric.CompletionTime, "no proxy", 1.5)],
            plan.Expectations.Select(each => (each.Metric, each.Variant, each.Bound)));
        Assert.Equal("lte", plan.Expectations[1].Link);
        Assert.True(plan.Expectations[1].IsMetBy(0.19));
        Assert.False(plan.Expectations[1].IsMetBy(0.2));
    }

    [Fact]
    public void Tolerances_are_read_per_metric()
    {
        var plan = SampleScenario.Plan(SampleScenario.Text + "\ntolerances: { goodput: 3 % }");

        Assert.Equal([new MetricTolerance(Metric.Goodput, 0.03)], plan.Tolerances.Tolerances);
    }

    [Fact]
    public void Trace_is_found_beside_the_scenario_and_replaces_the_rate_downward()
    {
        var directory = Directory.CreateTempSubdirectory();
        try
        {
            var file = Path.Combine(directory.FullName, "rates.csv");
            File.WriteAllText(file, "seconds,rate_mbps\n0,10\n1,20\n");
            var text = SampleScenario.Replace("rate: 20 Mbit/s", "rate: 5 Mbit/s, trace: rates.csv");
            var reading = Mpsim.Scenarios.ScenarioReader.ReadText(
                text, Path.Combine(directory.FullName, "s.yaml"), [], Mpsim.Scenarios.PluginNames.BuiltIn);

            Assert.Empty(reading.Errors);
            var lte = reading.Plan!.Base.Link("lte");
            Assert.Equal((file, TraceFormat.Csv, "rate_mbps", "seconds"),
                (lte.Down.Trace!.File, lte.Down.Trace.Format, lte.Down.Trace.Column, lte.Down.Trace.TimeColumn));
            Assert.Null(lte.Up.Trace);
            Assert.Equal(5, lte.Up.Rate.MegabitsPerSecond);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
