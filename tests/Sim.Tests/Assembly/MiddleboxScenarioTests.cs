using Mpsim.Assembly;
using Mpsim.Results;
using Mpsim.Scenarios;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Assembly;

/// <summary>Middleboxes as a scenario has them, from the text to the log of events.</summary>
public sealed class MiddleboxScenarioTests
{
    private const string Text = """
        name: Boxes
        duration: 6 s
        nodes:
          phone: { kind: ue, mptcp: true, addresses: { wlan: 192.168.1.2 } }
          tablet: { kind: ue, mptcp: true }
          home: { kind: router }
          gateway: { kind: router }
          server: { kind: server, mptcp: true }
        links:
          wlan: { between: [phone, home], rate: 20 Mbit/s, delay: 5 ms }
          indoor: { between: [tablet, home], rate: 20 Mbit/s, delay: 5 ms }
          dsl: { between: [home, gateway], rate: 10 Mbit/s, delay: 10 ms }
          lte: { between: [phone, gateway], rate: 10 Mbit/s, delay: 20 ms }
          core: { between: [gateway, server], rate: 100 Mbit/s, delay: 5 ms }
        flows:
          download: { from: server, to: phone, size: 2 MB, via: [wlan, lte] }
        """;

    [Theory]
    [InlineData("from: server, to: phone", "links.lte.middleboxes=napt")]
    [InlineData("from: phone, to: server", "links.lte.middleboxes=napt")]
    [InlineData("from: phone, to: server", "links.lte.middleboxes={ box: napt, address: 198.51.100.1, ports: 2000-2001 }")]
    [InlineData("transfer: request-response, from: server, to: phone, response: 2 MB", "links.lte.middleboxes=napt")]
    public void Both_paths_behind_nats_carry_data_and_are_told_apart(string direction, string lte)
    {
        var run = Run(Text.Replace("from: server, to: phone, size: 2 MB", direction.StartsWith("transfer", StringComparison.Ordinal) ? direction : direction + ", size: 2 MB", StringComparison.Ordinal), "nodes.home.middleboxes=napt", "nodes.home.outside=dsl", lte);

        var flow = Assert.Single(run.Flows);
        Assert.Equal(1, flow.ConnectionsCompleted);
        Assert.InRange(flow.ShareOf("wlan")!.Value, 0.2, 0.8);
        Assert.Equal(1, flow.ShareOf("wlan")!.Value + flow.ShareOf("lte")!.Value, 6);
        Assert.Contains(run.Events, e => e is { Entity: "home/napt", Kind: "napt-mapping" });
        Assert.Contains(run.Events, e => e is { Entity: "lte/napt", Kind: "napt-mapping" });
    }

    [Fact]
    public void Two_devices_behind_one_nat_have_its_address_and_ports_of_their_own()
    {
        var run = Run(Text + "\n  other: { from: server, to: tablet, size: 1 MB }\n", "nodes.home.middleboxes=napt", "nodes.home.outside=dsl", "flows.download.via=[wlan]");

        Assert.All(run.Flows, flow => Assert.Equal(1, flow.ConnectionsCompleted));
        var mappings = run.Events.Where(e => e.Kind == "napt-mapping").Select(e => e.Detail.Split(" = ")[1]).ToArray();
        Assert.Equal(2, mappings.Distinct().Count());
        Assert.All(mappings, outside => Assert.StartsWith("10.3.0.1:", outside, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("router")]
    [InlineData("proxy")]
    public void Server_behind_a_nat_that_forwards_is_reached(string gateway)
    {
        var run = Run(Text.Replace("core: { between: [gateway, server]", "core: { between: [gateway, border], rate: 100 Mbit/s }\n  hall: { between: [border, server]", StringComparison.Ordinal)
            .Replace("  gateway: { kind: router }", "  gateway: { kind: " + gateway + " }\n  border: { kind: router, outside: core, middleboxes: { box: napt, forward: server } }", StringComparison.Ordinal),
            "nodes.home.middleboxes=napt", "nodes.home.outside=dsl", "links.lte.middleboxes=napt");

        var flow = Assert.Single(run.Flows);
        Assert.Equal(1, flow.ConnectionsCompleted);
        Assert.InRange(flow.ShareOf("lte")!.Value, 0.2, 0.8);
        Assert.Equal(gateway == "proxy", run.Events.Any(e => e.Kind == "session-taken-over"));
    }

    [Fact]
    public void Connection_toward_a_host_behind_a_nat_that_does_not_forward_is_an_error_that_says_what_to_do()
    {
        var error = SampleScenario.OnlyError(SampleScenario.Read(Text, "nodes.home.middleboxes=napt", "nodes.home.outside=dsl", "flows.download.opened_by=server"));

        Assert.Contains("'server' cannot open connections to 'phone' behind the NAPT of 'home'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Box_works_from_and_until_the_times_given()
    {
        var run = Run(Text.Replace("size: 2 MB, ", "", StringComparison.Ordinal), "links.lte.middleboxes={ box: strip-mptcp, from: 2 s, until: 3 s }");

        Assert.Equal([("middlebox-on", 2.0), ("middlebox-off", 3.0)], run.Events.Where(e => e is { Entity: "lte/strip-mptcp", Kind: "middlebox-on" or "middlebox-off" }).Select(e => (e.Kind, e.Time.Seconds)));
        Assert.Contains(run.Events, e => e is { Entity: "lte/strip-mptcp", Kind: "mptcp-stripped" } && e.Time.Seconds is >= 2 and < 3);
        Assert.Contains(run.Events, e => e is { Entity: "lte/strip-mptcp", Kind: "middlebox-totals" });
        Assert.Contains(run.Events, e => e.Kind == "subflow-closed" && e.Time.Seconds is >= 2 and < 3);
    }

    [Theory]
    [InlineData("20 B", "altered-by-gateway")]
    [InlineData("26 B", "altered-by-gateway")]
    public void Altered_payload_is_an_outcome_of_the_connection_and_no_violation(string by, string kind)
    {
        var run = Run(Text, "flows.download.via=wlan", $"links.wlan.middleboxes={{ box: rewrite-payload, direction: down, offset: 500 kB, by: {by} }}");

        Assert.Equal(1, Assert.Single(run.Flows).ConnectionsCompleted);
        Assert.Contains(run.Events, e => e.Entity == "flow/download/1" && e.Kind == kind && e.Detail.Contains("wlan/rewrite-payload", StringComparison.Ordinal));
    }

    [Fact]
    public void Packet_that_may_pass_no_further_router_does_not_arrive()
    {
        var run = Run(Text, "links.wlan.middleboxes={ box: set-ttl, direction: up, ttl: 2 }", "flows.download.via=wlan");

        Assert.Equal(0, Assert.Single(run.Flows).ConnectionsCompleted);
    }

    private static RunResult Run(string text, params string[] overrides)
    {
        var plan = SampleScenario.Plan(text, overrides);
        return new Simulation(plan.Base, TraceLibrary.Load(plan), plan.Seed, run: 1, sampleInterval: null).Run();
    }
}
