using Mpsim.Assembly;
using Mpsim.Results;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Assembly;

/// <summary>A proxy in the cellular core that the WLAN leads past, from the text to summary and events.</summary>
public sealed class SteeringScenarioTests
{
    private const string Text = """
        name: Off path
        duration: 4 s
        nodes:
          phone: { kind: ue, mptcp: { path_manager: in-order } }
          core: { kind: proxy, steering: { announce: sgi } }
          isp: { kind: router }
          internet: { kind: router }
          server: { kind: server }
        links:
          lte: { between: [phone, core], rate: 10 Mbit/s, delay: 20 ms }
          wlan: { between: [phone, isp], rate: 20 Mbit/s, delay: 5 ms }
          sgi: { between: [core, internet], rate: 100 Mbit/s, delay: 5 ms }
          transit: { between: [isp, internet], rate: 100 Mbit/s, delay: 5 ms }
          centre: { between: [internet, server], rate: 100 Mbit/s, delay: 5 ms }
        flows:
          download: { from: server, to: phone, size: 3 MB, via: [lte, wlan] }
        """;

    private const string Napt = "nodes.isp={ kind: router, outside: transit, middleboxes: napt }";

    [Theory]
    [InlineData(0, 100, 120)]
    [InlineData(0, 100, 120, Napt)]
    [InlineData(0, 100, 120, "nodes.core.steering.toward_server=rewrite")]
    [InlineData(0, 120, 140, "nodes.core.mode=transparent")]
    [InlineData(1, 100, 120, "nodes.core.steering.c_flag=false", "nodes.phone.mptcp.path_manager=fullmesh")]
    public void Announced_address_brings_the_second_path_into_use_both_ways(int failed, double earliest, double latest, params string[] changes)
    {
        var run = Run(changes);

        var flow = Assert.Single(run.Flows);
        Assert.Equal((1, failed), (flow.ConnectionsCompleted, flow.Joins!.Failed));
        Assert.InRange(SummaryMetric.SecondPathTime.Read(flow)!.Value, earliest, latest);
        Assert.All(new[] { flow.SharesUp, flow.SharesDown }, shares => Assert.InRange(Assert.Single(shares, share => share.Path == "wlan").Ratio, 0.4, 0.8));
        Assert.Equal(flow.Shares, flow.SharesDown);
        Assert.Contains(run.Events, e => e is { Entity: "core", Kind: "subflow-steered" });
    }

    [Theory]
    [InlineData("nodes.core.steering=null")]
    [InlineData("nodes.core.steering.c_flag=false")]
    [InlineData("nodes.phone.mptcp.heed_c_flag=false")]
    public void Join_that_does_not_wait_for_the_announcement_is_lost_with_its_path(string change)
    {
        var flow = Assert.Single(Run(change).Flows);

        Assert.Equal((1, 1, null), (flow.ConnectionsCompleted, flow.Joins!.Failed, SummaryMetric.SecondPathTime.Read(flow)));
        Assert.InRange(flow.ShareOf("wlan")!.Value, 0, 0.001);
    }

    [Fact]
    public void Session_that_is_opened_over_the_path_past_the_proxy_never_meets_it()
    {
        var flow = Assert.Single(Run("flows.download.via=[wlan, lte]").Flows);

        Assert.Equal((1, null, 1.0), (flow.ConnectionsCompleted, flow.Sessions, flow.ShareOf("wlan")));
    }

    [Fact]
    public void Where_every_path_leads_through_the_proxy_nothing_is_told_of_joins() => Assert.Null(Assert.Single(SmallScenario.Run().Flows).Joins);

    [Theory]
    [InlineData("nodes.core.steering.announce=sgii", "there is no link of this node 'sgii'")]
    [InlineData("nodes.core.steering.announce=[sgi, sgi]", "'sgi' is given twice")]
    [InlineData("nodes.core.steering={ announce: [], c_flag: true }", "with the C flag and no announced address the UE could open further subflows to nobody")]
    [InlineData("nodes.core={ kind: proxy, mode: transparent, steering: { toward_server: rewrite } }", "the server answers to the UE's address, which it has seen in the SYN that passes a transparent proxy")]
    [InlineData("nodes.core={ kind: proxy, mode: forward, steering: { announce: sgi } }", "a proxy that only forwards has no sessions to steer")]
    [InlineData("links.sgi.middleboxes=napt", "nobody reaches the address of 'core' on 'sgi' over an access that leads past it: 'phone' over 'wlan'")]
    [InlineData("nodes.isp.steering={ announce: wlan }", "only a proxy has this key, and 'isp' is a router")]
    public void What_cannot_be_is_a_located_error(string change, string message)
    {
        var errors = SampleScenario.Read(Text, change).Errors;

        Assert.Contains(errors, error => error.Message == message && error.KeyPath.Contains("steering", StringComparison.Ordinal));
    }

    private static RunResult Run(params string[] changes)
    {
        var plan = SampleScenario.Plan(Text, changes);
        return new Simulation(plan.Base, TraceLibrary.Load(plan), plan.Seed, run: 1, sampleInterval: null).Run();
    }
}
