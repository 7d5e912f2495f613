using Mpsim.Assembly;
using Mpsim.Results;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Assembly;

/// <summary>IPv6 and dual stack as a scenario has them, from the text to the figures.</summary>
public sealed class DualStackScenarioTests
{
    private const string Text = """
        name: Versions
        duration: 6 s
        nodes:
          phone: { kind: ue, mptcp: true }
          gateway: { kind: router }
          server: { kind: server, mptcp: { endpoints: [{ link: core, flags: [signal] }] } }
        links:
          lte: { between: [phone, gateway], ip: v6, rate: 20 Mbit/s, delay: 20 ms, queue: 100 packets }
          wlan: { between: [phone, gateway], ip: v4, rate: 20 Mbit/s, delay: 10 ms, queue: 100 packets }
          core: { between: [gateway, server], ip: [v4, v6], rate: 1 Gbit/s, delay: 5 ms }
        flows:
          download: { from: server, to: phone }
        """;

    [Theory]
    [InlineData("from: server, to: phone", "v6")]
    [InlineData("from: server, to: phone", "v4")]
    [InlineData("from: phone, to: server", "v6")]
    [InlineData("from: server, to: phone, transfer: request-response, response: 6 MB", "v4")]
    public void Accesses_of_different_versions_are_pooled_whichever_is_the_first(string flow, string version)
    {
        var run = Run(Text.Replace("from: server, to: phone", flow, StringComparison.Ordinal), $"flows.download.ip={version}");

        var result = Assert.Single(run.Flows);
        Assert.InRange(result.ShareOf("lte")!.Value, 0.35, 0.65);
        Assert.Equal(1, result.ShareOf("wlan")!.Value + result.ShareOf("lte")!.Value, 6);
        Assert.True(result.GoodputMbps > 25, $"{result.GoodputMbps}");
    }

    [Fact]
    public void Access_of_the_other_version_lies_idle_while_nobody_announces_an_address_of_it()
    {
        var run = Run(Text.Replace("flags: [signal]", "flags: [subflow]", StringComparison.Ordinal));

        var flow = Assert.Single(run.Flows);
        Assert.Equal((1.0, 0.0), (flow.ShareOf("lte")!.Value, flow.ShareOf("wlan")!.Value));
        Assert.DoesNotContain(run.Events, logged => logged.Kind == "subflow-established" && logged.Detail.Contains("10.2.0.1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("fullmesh", 4)]
    [InlineData("in-order", 3)]
    [InlineData("in-kernel", 2)]
    [InlineData("active-backup", 3)]
    [InlineData("signalled", 3)]
    [InlineData("ndiffports", 2)]
    [InlineData("single", 1)]
    public void Path_manager_opens_its_subflows_and_each_is_of_one_version(string manager, int subflows)
    {
        var run = Run(Text, $"nodes.phone.mptcp.path_manager={manager}", "links.lte.ip=[v4, v6]", "links.wlan.ip=[v4, v6]");

        var established = run.Events.Where(logged => logged is { Entity: "phone", Kind: "subflow-established" }).Select(logged => logged.Detail.Split(" - ")).ToArray();
        Assert.Equal(subflows, established.Length);
        Assert.All(established, ends => Assert.Equal(ends[0].StartsWith('['), ends[1].StartsWith('[')));
    }

    [Fact]
    public void In_kernel_takes_up_an_announced_address_of_the_other_version_from_where_the_routes_say()
    {
        var run = Run(Text, "nodes.phone.mptcp={ path_manager: in-kernel, limits: { add_addr_accepted: 1 } }");

        Assert.Contains(run.Events, logged => logged is { Entity: "phone", Kind: "subflow-established" } && logged.Detail.StartsWith("10.2.0.1:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("fullmesh")]
    [InlineData("in-kernel")]
    public void Announced_address_tempts_no_flow_away_from_its_links(string manager)
    {
        var run = Run(Text, $"nodes.phone.mptcp={{ path_manager: {manager}, limits: {{ add_addr_accepted: 1 }} }}", "flows.download.via=lte");

        Assert.Single(run.Events, logged => logged is { Entity: "phone", Kind: "subflow-established" });
    }

    [Fact]
    public void Single_moves_to_the_access_of_the_other_version_when_the_first_goes()
    {
        var run = Run(Text + "\nevents:\n  - { at: 2 s, link: lte, state: down, signal: true }\n", "nodes.phone.mptcp.path_manager=single");

        var flow = Assert.Single(run.Flows);
        Assert.True(flow.LongestGap.Milliseconds < 500, $"{flow.LongestGap}");
        Assert.InRange(flow.ShareOf("wlan")!.Value, 0.55, 0.75);
    }

    [Theory]
    [InlineData("signal: true")]
    [InlineData("signal: false")]
    public void Interface_with_addresses_of_both_versions_comes_back_with_both(string signal)
    {
        var run = Run(Text + $$"""

            events:
              - { at: 1 s, link: lte, state: down, {{signal}} }
              - { at: 2 s, link: lte, state: up, {{signal}} }
            """, "links.lte.ip=[v4, v6]", "flows.download.size=8 MB");

        Assert.Equal(1, Assert.Single(run.Flows).ConnectionsCompleted);
        var later = run.Events.Where(logged => logged is { Entity: "phone", Kind: "subflow-established" } && logged.Time.Seconds >= 2).Select(logged => logged.Detail.Split(" - ")[0]).ToArray();
        Assert.Equal(signal == "signal: true", later.Any(local => local.StartsWith("[2001:db8:1::1]", StringComparison.Ordinal)));
        Assert.Equal(signal == "signal: true", later.Any(local => local.StartsWith("10.1.0.1", StringComparison.Ordinal)));
    }

    [Fact]
    public void Proxy_joins_an_ipv4_access_to_a_connection_with_a_server_that_has_ipv6_only()
    {
        var run = Run(Text, "nodes.server.mptcp=false", "links.core.ip=v6", "nodes.gateway={ kind: proxy, mode: take-over, mptcp: { endpoints: [{ link: wlan, flags: [signal] }] } }");

        var flow = Assert.Single(run.Flows);
        Assert.InRange(flow.ShareOf("wlan")!.Value, 0.35, 0.65);
        Assert.Contains(run.Events, logged => logged is { Kind: "session-taken-over", Detail: "[2001:db8:1::1]:32768 - [2001:db8:3::2]:5001" });
        Assert.Contains(run.Events, logged => logged is { Entity: "gateway", Kind: "subflow-established" } && logged.Detail.StartsWith("10.2.0.2:5001 - 10.2.0.1:", StringComparison.Ordinal));
    }

    [Fact]
    public void Router_without_ipv6_passes_none()
    {
        var run = Run(Text, "nodes.phone.ip=[v4, v6]", "links.lte.ip=[v4, v6]", "nodes.gateway.ip=v4", "links.wlan.ip=[v4, v6]");

        Assert.Equal(1.0, Assert.Single(run.Flows).ShareOf("lte")!.Value + run.Flows[0].ShareOf("wlan")!.Value, 6);
        Assert.DoesNotContain(run.Events, logged => logged.Detail.Contains("2001:db8", StringComparison.Ordinal));
    }

    /// <summary>A segment of 1,500 octets carries 20 less: 1,428 of 1,448 with timestamps.</summary>
    [Fact]
    public void Header_of_ipv6_costs_what_it_is_longer()
    {
        string[] plain = ["nodes.phone.mptcp=false", "nodes.server.mptcp=false", "links.lte.queue=400 packets", "flows.download.via=lte", "duration=20 s"];
        var v6 = Assert.Single(Run(Text, plain).Flows).GoodputMbps;
        var v4 = Assert.Single(Run(Text, [.. plain, "links.lte.ip=v4"]).Flows).GoodputMbps;

        Assert.InRange(v6 / v4, (1428.0 / 1448) - 0.002, (1428.0 / 1448) + 0.002);
    }

    [Theory]
    [InlineData("napt", 1)]
    [InlineData("{ box: set-ttl, direction: up, ttl: 1 }", 0)]
    [InlineData("{ box: rewrite-sequence }", 1)]
    [InlineData("{ box: split, size: 500 B }", 1)]
    public void Boxes_treat_ipv6_alike_but_do_not_translate_it(string box, int completed)
    {
        var run = Run(Text, $"links.lte.middleboxes={box}", "flows.download.via=lte", "flows.download.size=1 MB");

        Assert.Equal(completed, Assert.Single(run.Flows).ConnectionsCompleted);
        Assert.DoesNotContain(run.Events, logged => logged.Kind == "napt-mapping");
    }

    /// <summary>Marks go in the traffic class, and classes by its upper bits.</summary>
    [Fact]
    public void Marks_and_classes_work_in_ipv6()
    {
        string[] marked = ["flows.download.via=lte", "nodes.server.tcp.ecn=true", "nodes.phone.tcp.ecn=true", "links.lte.queue={ discipline: codel, limit: 1000 packets, ecn: true }"];
        Assert.Equal(0, Assert.Single(Run(Text, marked).Flows).Retransmissions);

        var shared = Text + "\n  urgent: { from: server, to: phone, via: lte, dscp: 46, mptcp: false }\n";
        var run = Run(shared, "flows.download.via=lte", "flows.download.mptcp=false", "links.lte.queue={ discipline: priority, limit: 100 packets }");
        Assert.True(run.Flows[1].GoodputMbps > 5 * run.Flows[0].GoodputMbps, $"{run.Flows[1].GoodputMbps} {run.Flows[0].GoodputMbps}");
    }

    [Fact]
    public void Flows_of_ipv6_have_queues_of_their_own_in_fq_codel()
    {
        var run = Run(Text + "\n  other: { from: server, to: phone, via: lte, mptcp: false, connections: 3 }\n", "flows.download.via=lte", "flows.download.mptcp=false", "links.lte.queue={ discipline: fq-codel, limit: 1000 packets }");

        Assert.InRange(run.Flows[0].GoodputMbps / run.Flows[1].GoodputMbps, 0.28, 0.40);
    }

    [Fact]
    public void Scenario_of_both_versions_gives_the_same_run_again()
    {
        string[] overrides = ["links.lte.loss=1 %", "links.wlan.ip=[v4, v6]"];
        Assert.Equal(Run(Text, overrides).Fingerprint, Run(Text, overrides).Fingerprint);
    }

    private static RunResult Run(string text, params string[] overrides)
    {
        var plan = SampleScenario.Plan(text, overrides);
        return new Simulation(plan.Base, TraceLibrary.Load(plan), plan.Seed, run: 1, sampleInterval: null).Run();
    }
}
