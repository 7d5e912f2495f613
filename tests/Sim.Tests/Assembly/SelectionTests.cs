using Mpsim.Results;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Assembly;

/// <summary>Requirement (j) of draft-deng-mptcp-proxy-01: one of several proxies on the way has a session, by rules.</summary>
public class SelectionTests
{
    private const string Text = """
        name: Selection
        duration: 4 s
        nodes:
          phone:   { kind: ue, mptcp: true }
          cell:    { kind: proxy }
          center:  { kind: proxy }
          gateway: { kind: router }
          net:     { kind: router }
          server:  { kind: server }
        links:
          small:    { between: [phone, cell], access: small cell, rate: 10 Mbit/s, delay: 5 ms, queue: 50 packets }
          macro:    { between: [phone, center], access: lte, rate: 10 Mbit/s, delay: 20 ms, queue: 50 packets }
          backhaul: { between: [cell, center], rate: 100 Mbit/s, delay: 10 ms }
          sgi:      { between: [gateway, net], rate: 100 Mbit/s, delay: 5 ms }
          gi:       { between: [center, net], rate: 100 Mbit/s, delay: 5 ms }
          core:     { between: [net, server], rate: 100 Mbit/s, delay: 5 ms }
        flows:
          call:  { from: server, to: phone, via: [small, macro], give_up_after: 1 s }
          pages: { from: server, to: phone, transfer: request-response, request: 200 B, response: 10 kB, arrivals: { every: 250 ms, until: 900 ms }, via: [small, macro] }
        events:
          - { at: 1 s, link: small, state: down, signal: true }
        """;

    private const string Off = "links.macro.between=[phone, gateway]";

    private const string Announces = "nodes.center.steering.announce=gi";

    [Theory]
    [InlineData("nearest", 5, 0)]
    [InlineData("on-path", 0, 5)]
    [InlineData("continuity", 0, 5)]
    public void Criterion_chooses_among_the_proxies_on_the_way(string choose, int cell, int center) =>
        Assert.Equal((cell, center), Selected(Run($"selection=[ {{ choose: {choose} }} ]")));

    [Theory]
    [InlineData("on-path", 5, 0)]
    [InlineData("continuity", 0, 5)]
    public void Proxy_that_an_access_leads_past_is_not_on_path_and_keeps_a_session_by_its_address(string choose, int cell, int center)
    {
        var run = Run(Off, Announces, $"selection=[ {{ choose: {choose} }} ]");

        Assert.Equal((cell, center), Selected(run));
        Assert.Equal(cell > 0 ? 1 : 0, run.Flows[0].ConnectionsAborted);
    }

    [Fact]
    public void First_rule_that_is_about_a_session_chooses_and_is_told()
    {
        var run = Run("duration=950 ms", "events=null", "selection=[ { name: calls, flows: [call], choose: continuity }, { access: [lte], proxies: [center] }, { choose: nearest } ]");

        Assert.Equal((4, 1), Selected(run));
        Assert.Equal((1, 1, 0), (run.Flows[0].Sessions!.TakenOver, run.Flows[0].Sessions!.Passed, run.Flows[0].ConnectionsAborted));
        Assert.Contains(run.Events, e => e is { Entity: "cell", Kind: "proxy-selected" } && e.Detail.EndsWith(": center, by calls", StringComparison.Ordinal));
        Assert.Contains(run.Events, e => e is { Entity: "cell", Kind: "session-passed" } && e.Detail.EndsWith(": center was selected", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", 5, 5)]
    [InlineData("3", 3, 7)]
    public void Least_loaded_has_the_fewest_sessions_for_each_core(string cores, int cell, int center)
    {
        // Ten downloads that go on; the session of the call is one of them.
        var run = Run("selection=[ { choose: least-loaded } ]", "duration=900 ms", "flows.call.connections=10", "flows.pages=null",
            $"nodes.center.costs={{ cores: {(cores.Length > 0 ? cores : "1")} }}");

        Assert.Equal((cell, center), (Selected(run).Cell, Selected(run).Center));
    }

    [Fact]
    public void Joins_reach_the_proxy_that_has_the_session_through_those_that_do_not()
    {
        var run = Run("duration=900 ms", "selection=[ { proxies: [center] } ]", "nodes.phone.mptcp={ endpoints: [ { link: small }, { link: macro } ] }", "flows.call.via=[macro, small]");

        // The session began by the macro cell, and its second subflow passes the cell's proxy.
        Assert.InRange(run.Flows[0].ShareOf("small")!.Value, 0.2, 0.8);
        Assert.Equal(0, run.Proxies[0].RefusedInAll);
    }

    [Theory]
    [InlineData("selection=[ { choose: nearst } ]", "selection.0.choose", "nearst")]
    [InlineData("selection=[ { flows: [call] } ]", "selection.0", "does not say how")]
    [InlineData("selection=[ { choose: nearest, proxies: [cell] } ]", "selection.0", "says twice")]
    [InlineData("selection=[ { proxies: [sell] } ]", "selection.0.proxies.0", "sell")]
    [InlineData("selection=[ { access: [lt], choose: nearest } ]", "selection.0.access.0", "lt")]
    [InlineData("selection=[ { choose: nearest }, { choose: on-path } ]", "selection.1", "no session gets as far")]
    public void Mistake_in_a_selection_is_located(string change, string path, string message)
    {
        var error = SampleScenario.OnlyError(SampleScenario.Read(Text, change));

        Assert.Equal(path, error.KeyPath);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static (long Cell, long Center) Selected(RunResult run) => (run.Proxies[0].Selected!.Value, run.Proxies[1].Selected!.Value);

    private static RunResult Run(params string[] overrides) => SmallScenario.Make(SampleScenario.Plan(Text, overrides)).Run();
}
