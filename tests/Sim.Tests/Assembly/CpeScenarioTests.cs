using Mpsim.Assembly;
using Mpsim.Models.Units;
using Mpsim.Results;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Assembly;

/// <summary>A laptop without MPTCP behind a CPE with two uplinks, from the text to summary, series and events.</summary>
public sealed class CpeScenarioTests
{
    private const string Text = """
        name: Home
        duration: 6 s
        nodes:
          laptop: { kind: ue }
          home: { kind: proxy, mode: cpe }
          gateway: { kind: proxy }
          server: { kind: server }
        links:
          lan: { between: [laptop, home], rate: 300 Mbit/s, delay: 1 ms }
          dsl: { between: [home, gateway], rate: 8 Mbit/s, delay: 10 ms }
          lte: { between: [home, gateway], rate: 12 Mbit/s, delay: 20 ms }
          core: { between: [gateway, server], rate: 1 Gbit/s, delay: 5 ms }
        flows:
          transfer: { from: server, to: laptop, size: 4 MB }
        """;

    private const string Upload = "flows.transfer={ from: laptop, to: server, size: 4 MB }";
    private const string NoNetworkProxy = "nodes.gateway={ kind: router }";

    [Theory]
    [InlineData]
    [InlineData(Upload)]
    [InlineData("nodes.home.accept=after-server", "nodes.gateway.accept=after-server")]
    [InlineData("nodes.gateway.mode=transparent")]
    [InlineData("nodes.gateway.steering={ toward_server: rewrite }")]
    [InlineData("nodes.home.costs={ cores: 2 }", "nodes.home.mss_clamp=1200 B")]
    [InlineData(NoNetworkProxy, "nodes.server.mptcp=true")]
    [InlineData(NoNetworkProxy, "nodes.server.mptcp=true", Upload)]
    [InlineData("links.dsl.middleboxes=napt", "links.lte.middleboxes=napt")]
    public void Shares_are_those_of_the_uplinks_and_add_up(params string[] changes)
    {
        var run = Run(changes);

        var flow = Assert.Single(run.Flows);
        Assert.Equal(1, flow.ConnectionsCompleted);
        Assert.Equal(["dsl", "lte"], flow.Shares.Select(share => share.Path));
        Assert.InRange(flow.ShareOf("lte")!.Value, 0.45, 0.75);
        Assert.Equal(1, flow.Shares.Sum(share => share.Ratio), 9);
        var parts = new[] { "dsl", "lte" }.Sum(link => SmallScenario.Sum(run, EntityNames.FlowPath("transfer", link), SampleMetrics.Goodput));
        Assert.Equal(SmallScenario.Sum(run, EntityNames.Flow("transfer"), SampleMetrics.Goodput), parts, 6);
        Assert.True(SmallScenario.Sum(run, EntityNames.FlowPath("transfer", "lte"), SampleMetrics.Goodput) > 0.4 * parts);
        Assert.Contains(run.Samples.WithMetric(SampleMetrics.CongestionWindow), series => series.Entity.Contains("lte", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("dsl", NoNetworkProxy)]
    [InlineData("lte", NoNetworkProxy, "nodes.home.uplinks=[lte, dsl]")]
    [InlineData("lte", NoNetworkProxy, "flows.transfer.via=[lte, dsl]")]
    [InlineData("lte", "flows.transfer.via=lte")]
    [InlineData("dsl", "links.lan.middleboxes={ box: add-option, option_kind: 29, option_length: 16 B }")]
    [InlineData("dsl", "links.lan.middleboxes={ box: add-option, option_kind: 29, option_length: 16 B }", Upload)]
    [InlineData("dsl", "nodes.home.limits=[{ sessions_per_ue: 0 }]")]
    [InlineData("lan", "flows.transfer.via=lan")]
    [InlineData("lan", "nodes.home={ kind: router }")]
    [InlineData("lan", "nodes.laptop.mptcp=true")]
    public void One_link_alone_has_the_whole_share(string link, params string[] changes)
    {
        var flow = Assert.Single(Run(changes).Flows);

        Assert.Equal((1, 1.0), (flow.ConnectionsCompleted, flow.ShareOf(link)));
    }

    [Fact]
    public void Session_that_is_opened_while_the_first_uplink_is_down_begins_on_the_other()
    {
        var plan = SampleScenario.Plan(Text + "\nevents: [ { at: 0 s, link: dsl, state: down, signal: true } ]", "flows.transfer={ from: server, to: laptop, size: 500 kB, start: 100 ms }");
        var flow = Assert.Single(new Simulation(plan.Base, TraceLibrary.Load(plan), plan.Seed, run: 1, sampleInterval: null).Run().Flows);

        Assert.Equal((1, 1.0), (flow.ConnectionsCompleted, flow.ShareOf("lte")));
    }

    [Fact]
    public void Retransmissions_of_all_three_parts_of_the_way_are_counted()
    {
        long Sent(params string[] changes) => Assert.Single(Run(changes).Flows).Retransmissions;
        var none = Sent("links.dsl.queue=2000 packets", "links.lte.queue=2000 packets");
        Assert.Equal(0, none);
        foreach (var link in new[] { "lan", "dsl", "core" })
        {
            Assert.True(Sent("links.dsl.queue=2000 packets", "links.lte.queue=2000 packets", $"links.{link}.loss=1 %") > 5, link);
        }
    }

    [Fact]
    public void Scheduler_of_the_network_proxy_knows_the_uplinks()
    {
        // The core is the bottleneck, so that both uplinks could always take more.
        var flow = Assert.Single(Run("nodes.gateway.mptcp={ scheduler: weighted, weights: { dsl: 1, lte: 4 } }", "links.core.rate=5 Mbit/s", "flows.transfer={ from: server, to: laptop, size: 2 MB }").Flows);

        Assert.InRange(flow.ShareOf("lte")!.Value, 0.75, 0.85);
    }

    [Fact]
    public void Both_proxies_tell_what_has_become_of_the_session()
    {
        var run = Run();

        Assert.Equal(["home", "gateway"], run.Events.Where(e => e.Kind == "session-taken-over").Select(e => e.Entity));
        Assert.All(run.Proxies, proxy => Assert.Equal(1, proxy.Sessions.TakenOver));
    }

    [Theory]
    [InlineData("nodes.home.uplinks=[dsl, lta]", "nodes.home.uplinks", "there is no link of this node 'lta'")]
    [InlineData("nodes.home.uplinks=[dsl, dsl]", "nodes.home.uplinks", "'dsl' is given twice")]
    [InlineData("nodes.home.uplinks=[]", "nodes.home.uplinks", "no link of the CPE 'home' leads to the network")]
    [InlineData("nodes.home.uplinks=[dsl, lte, lan]", "nodes.home.uplinks", "'lan' leads to a UE and not to the network")]
    [InlineData("nodes.gateway.uplinks=[dsl]", "nodes.gateway.uplinks", "only a proxy in mode cpe has this key")]
    [InlineData("nodes.home.mptcp=false", "nodes.home.mptcp", "the CPE 'home' does not speak MPTCP, so it has nothing to go on over")]
    [InlineData("nodes.home.steering={ announce: dsl }", "nodes.home.steering", "a CPE opens the subflows itself, from its own addresses: nothing is to be steered to it")]
    [InlineData("nodes.home.policy=[{ action: pass }]", "nodes.home.policy", "only a proxy in hybrid mode has this key")]
    [InlineData("nodes.home.limits=[{ subflows_per_session: 2 }]", "nodes.home.limits", "'subflows_per_session' is about subflows that others open, and a CPE opens its own")]
    [InlineData("flows.transfer.via=[dsl, lan]", "flows.transfer.via", "there is no link from 'home' toward 'server' 'lan'")]
    public void What_cannot_be_is_a_located_error(string change, string path, string message)
    {
        var errors = SampleScenario.Read(Text, change).Errors;

        Assert.Contains(errors, error => error.KeyPath == path && error.Message == message);
    }

    private static RunResult Run(params string[] changes)
    {
        var plan = SampleScenario.Plan(Text, changes);
        return new Simulation(plan.Base, TraceLibrary.Load(plan), plan.Seed, run: 1, sampleInterval: Duration.FromMilliseconds(100)).Run();
    }
}
