using Mpsim.Results;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Assembly;

/// <summary>Use-case 2 of draft-deng-mptcp-proxy-01: business subscribers pool everything, others take the cheaper network first.</summary>
public class PoolingRuleTests
{
    /// <summary>A home and an office with the same two lines, and streams of 8 Mbit/s that leave room on each; the proxy shares evenly unless a rule says otherwise.</summary>
    private const string Text = """
        name: Classes
        duration: 5 s
        nodes:
          home:    { kind: ue, mptcp: true }
          office:  { kind: ue, mptcp: true }
          gateway:
            kind: proxy
            relay_buffer: 64 KiB
            mptcp: { scheduler: weighted }
            pooling: [ { name: homes, subscribers: [home], scheduler: strict-priority, priority: [home-dsl, home-lte] } ]
            limits: [ { rate_per_session: 8 Mbit/s } ]
          server:  { kind: server }
        links:
          home-dsl:   { between: [home, gateway], rate: 16 Mbit/s, delay: 10 ms, queue: 100 packets }
          home-lte:   { between: [home, gateway], rate: 24 Mbit/s, delay: 20 ms, queue: 200 packets }
          office-dsl: { between: [office, gateway], rate: 16 Mbit/s, delay: 10 ms, queue: 100 packets }
          office-lte: { between: [office, gateway], rate: 24 Mbit/s, delay: 20 ms, queue: 200 packets }
          core:       { between: [gateway, server], rate: 1 Gbit/s, delay: 5 ms, queue: 1000 packets }
        flows:
          home:   { from: server, to: home, via: [home-dsl, home-lte] }
          office: { from: server, to: office, via: [office-dsl, office-lte] }
        """;

    private const string Services = "flows.home.proxy={ name: gateway, protocol: ";

    [Theory]
    [InlineData]
    [InlineData("nodes.gateway.mode=transparent")]
    [InlineData("nodes.gateway.accept=after-server")]
    [InlineData("nodes.gateway.mode=hybrid", "nodes.gateway.policy=[ { action: take-over } ]")]
    [InlineData("nodes.gateway.protection={ syn_backlog: 0 }")]
    [InlineData(Services + "convert }")]
    [InlineData(Services + "convert, data_in_syn: false }", "nodes.gateway.services={ late_messages: true }")]
    [InlineData(Services + "socks5 }")]
    [InlineData(Services + "plain-mode }")]
    public void Homes_save_the_dear_line_and_offices_pool_everything_however_their_sessions_came_to_the_proxy(params string[] changes)
    {
        var run = Run(changes);

        Assert.InRange(Flow(run, "home").ShareOf("home-lte")!.Value, 0, 0.08);
        Assert.InRange(Flow(run, "office").ShareOf("office-lte")!.Value, 0.45, 0.55);
        Assert.Single(run.Events, e => e.Kind == "session-pooled");
        Assert.Contains(run.Events, e => e is { Kind: "session-pooled", Entity: "gateway" } && e.Detail.EndsWith(", by homes", StringComparison.Ordinal));
        Assert.Contains(run.Events, e => e.Kind == "proxy-totals" && e.Detail.EndsWith("; pooled by homes: 1", StringComparison.Ordinal));
    }

    [Fact]
    public void First_rule_that_is_about_a_session_holds()
    {
        const string Rules = "nodes.gateway.pooling=[ { name: application, flows: [home], scheduler: weighted }, { name: homes, subscribers: [home], scheduler: strict-priority, priority: [home-dsl] }, { name: others, scheduler: strict-priority, priority: [office-lte] } ]";
        var run = Run(Rules);

        Assert.InRange(Flow(run, "home").ShareOf("home-lte")!.Value, 0.45, 0.55);
        Assert.InRange(Flow(run, "office").ShareOf("office-lte")!.Value, 0.92, 1);
        Assert.Equal(["application", "others"], run.Events.Where(e => e.Kind == "session-pooled").Select(e => e.Detail.Split(", by ")[1]).Order());
    }

    [Fact]
    public void Rule_may_have_a_rush_hour_and_leaves_the_proxy_s_other_settings_alone()
    {
        const string Rules = "nodes.gateway.pooling=[ { name: homes, subscribers: [home], scheduler: weighted, timetable: [ { until: 5 s, scheduler: strict-priority, priority: [home-dsl] } ] } ]";

        Assert.InRange(Flow(Run(Rules), "home").ShareOf("home-lte")!.Value, 0, 0.08);
    }

    [Fact]
    public void Cpe_pools_its_uplinks_by_hosts_of_its_lan()
    {
        const string Home = """
            name: LAN
            duration: 5 s
            nodes:
              laptop:  { kind: ue }
              tablet:  { kind: ue }
              home:
                kind: proxy
                mode: cpe
                uplinks: [dsl, lte]
                mptcp: { scheduler: weighted }
                pooling: [ { subscribers: [tablet], scheduler: strict-priority, priority: [dsl, lte] } ]
              gateway: { kind: proxy, relay_buffer: 64 KiB, tcp: { receive_buffer: 128 KiB }, limits: [ { rate_per_session: 3 Mbit/s } ] }
              server:  { kind: server }
            links:
              cable: { between: [laptop, home], rate: 100 Mbit/s, delay: 1 ms }
              wlan:  { between: [tablet, home], rate: 100 Mbit/s, delay: 1 ms }
              dsl:   { between: [home, gateway], rate: 16 Mbit/s, delay: 10 ms, queue: 100 packets }
              lte:   { between: [home, gateway], rate: 24 Mbit/s, delay: 20 ms, queue: 200 packets }
              core:  { between: [gateway, server], rate: 1 Gbit/s, delay: 5 ms, queue: 1000 packets }
            flows:
              work: { from: laptop, to: server }
              play: { from: tablet, to: server }
            """;
        var run = SmallScenario.Make(SampleScenario.Plan(Home)).Run();

        Assert.InRange(Flow(run, "work").ShareOf("lte")!.Value, 0.4, 0.6);
        Assert.InRange(Flow(run, "play").ShareOf("lte")!.Value, 0, 0.08);
    }

    private static FlowResult Flow(RunResult run, string name) => run.Flows.Single(flow => flow.Flow == name);

    private static RunResult Run(params string[] changes) => SmallScenario.Make(SampleScenario.Plan(Text, changes)).Run();
}
