using Mpsim.Models.Units;
using Mpsim.Results;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Assembly;

/// <summary>Crashes of proxies as a scenario has them, from the text to summary and events.</summary>
public sealed class FailoverTests
{
    private const string Text = """
        name: Failover
        duration: 8 s
        nodes:
          phone: { kind: ue, mptcp: true }
          gateway: { kind: proxy, standby: hot }
          server: { kind: server }
        links:
          wlan: { between: [phone, gateway], rate: 10 Mbit/s, delay: 10 ms }
          lte: { between: [phone, gateway], rate: 8 Mbit/s, delay: 30 ms }
          core: { between: [gateway, server], rate: 100 Mbit/s, delay: 5 ms }
        flows:
          download: { from: server, to: phone, size: 2 MB, via: [wlan, lte], give_up_after: 2 s, retries: 3 }
          pages: { from: server, to: phone, transfer: request-response, response: 20 kB, arrivals: { every: 200 ms, until: 3 s } }
        events:
          - { at: 700 ms, node: gateway, state: crash }
        """;

    [Theory]
    [InlineData("nodes.gateway.mode=take-over")]
    [InlineData("nodes.gateway.mode=transparent")]
    [InlineData("nodes.gateway.accept=after-server")]
    [InlineData("nodes.gateway.costs={ cores: 2 }")]
    [InlineData("nodes.gateway.replication_rate=20 Mbit/s")]
    [InlineData("nodes.gateway.mptcp={ scheduler: lowest-rtt, timetable: [{ from: 650 ms, until: 900 ms, scheduler: round-robin }] }")]
    public void Hot_standby_keeps_every_session_and_the_summary_says_what_it_has_cost(string change)
    {
        var run = Run(change);

        Assert.All(run.Flows, flow => Assert.Equal(0, flow.ConnectionsAborted));
        Assert.Equal((1, 15), (run.Flows[0].ConnectionsCompleted, run.Flows[1].ConnectionsCompleted));
        Assert.Equal((1, 0), (run.Flows[0].SessionsKept, run.Flows[0].SessionsLost));
        Assert.InRange(run.Flows[0].LongestGap.Milliseconds, 100, 600);

        // Until the crash: all that has come, and a round trip of the link to the standby, less the work of a core.
        Assert.True(run.Flows[0].ReplicatedBytes > 400_000);
        Assert.InRange(run.Flows[0].CommitDelay!.Value.Milliseconds, 0.15, 50);
    }

    [Fact]
    public void Proxy_with_a_standby_and_no_crash_adds_the_round_trip_to_it_and_nothing_else()
    {
        var with = Run("events=null");
        var without = Run("events=null", "nodes.gateway.standby=none");

        Assert.InRange((with.Flows[0].HandshakeTime!.Value - without.Flows[0].HandshakeTime!.Value).Milliseconds, 0.2, 0.201);
        Assert.Null(without.Flows[0].ReplicatedBytes);
        Assert.Null(with.Flows[0].SessionsKept);
        Assert.Equal(without.Flows[0].Bytes, with.Flows[0].Bytes);
    }

    [Fact]
    public void Cold_standby_costs_the_sessions_and_little_time()
    {
        var run = Run("nodes.gateway.standby=cold", "flows.pages.retries=3");

        Assert.Equal((0, 1), (run.Flows[0].SessionsKept, run.Flows[0].SessionsLost));
        Assert.Equal((1, 1), (run.Flows[0].ConnectionsCompleted, run.Flows[0].ConnectionsAborted));
        Assert.InRange(run.Flows[0].LongestGap.Milliseconds, 150, 400);
        Assert.Contains(run.Events, e => e is { Entity: "gateway", Kind: "session-lost" });
    }

    [Theory]
    [InlineData("cold", "[{ at: 700 ms, node: gateway, state: crash }]")]
    [InlineData("none", "[{ at: 700 ms, node: gateway, state: crash }, { at: 1 s, node: gateway, state: up }]")]
    [InlineData("hot", "[{ at: 700 ms, node: gateway, state: crash }]")]
    public void Figures_of_a_proxy_are_those_of_all_boxes_that_have_worked_there(string standby, string events)
    {
        var run = Run($"nodes.gateway.standby={standby}", $"events={events}", "flows.pages.retries=3", "nodes.gateway.costs={ cores: 1 }");

        var taken = run.Events.Count(e => e is { Entity: "gateway", Kind: "session-taken-over" });
        var proxy = Assert.Single(run.Proxies);
        Assert.Equal(taken, proxy.Sessions.TakenOver);
        Assert.Equal(run.Flows.Sum(flow => flow.Sessions!.TakenOver), proxy.Sessions.TakenOver);
        Assert.Equal(taken, Assert.Single(proxy.Load!.Work, each => each.Work == "session").Times);
    }

    [Theory]
    [InlineData("drop", 3_000, 4_500)]
    [InlineData("forward", 2_000, 2_500)]
    public void Without_a_standby_the_application_waits_for_the_restart_or_goes_around_the_proxy(string whileDown, double least, double most)
    {
        var run = Run("nodes.gateway.standby=none", $"nodes.gateway.while_down={whileDown}", "flows.pages=null",
            "events=[{ at: 700 ms, node: gateway, state: crash }, { at: 4 s, node: gateway, state: up }]");

        var flow = Assert.Single(run.Flows);
        Assert.Equal((1, true), (flow.ConnectionsCompleted, flow.ConnectionsAborted >= 1));
        Assert.InRange(flow.LongestGap.Milliseconds, least, most);

        // The transfer takes as long as its subscriber waits for it, not as long as its last connection.
        Assert.InRange(flow.CompletionTime!.Value.Milliseconds, least + 700, double.PositiveInfinity);

        // Around the proxy there is TCP over one access.
        Assert.Equal(whileDown == "forward", run.Events.Any(e => e is { Entity: "phone", Kind: "fallback" }));
    }

    [Fact]
    public void Looking_on_changes_nothing_and_the_same_seed_gives_the_same_run()
    {
        var plan = SampleScenario.Plan(Text);
        var unseen = SmallScenario.Make(plan).Run();
        var seen = SmallScenario.Make(plan, sampleInterval: Duration.FromMilliseconds(7)).Run();

        Assert.Equal(unseen.Fingerprint, seen.Fingerprint);
    }

    [Theory]
    [InlineData("events=[{ at: 1 s, node: gatway, state: crash }]", "gatway", "gateway")]
    [InlineData("events=[{ at: 1 s, node: server, state: crash }]", "'server' is no proxy", "the name of a proxy")]
    [InlineData("events=[{ at: 1 s, node: gateway, state: down }]", "down", "crash, up")]
    [InlineData("events=[{ at: 9 s, node: gateway, state: up }]", "9 s", "8 s")]
    [InlineData("nodes.gateway.standby=warm", "warm", "none, cold, hot")]
    [InlineData("nodes.gateway={ kind: proxy, mode: transparent, while_down: forward }", "fit the other end's sequence numbers", "while_down: drop")]
    [InlineData("nodes.gateway={ kind: proxy, mode: hybrid, policy: [{ action: pass }], after_crash: forward }", "fit the other end's sequence numbers", "after_crash: reset")]
    public void What_cannot_be_is_told_with_what_was_expected(string change, params string[] words)
    {
        var error = SampleScenario.OnlyError(SampleScenario.Read(Text, change)).ToString();

        Assert.All(words, word => Assert.Contains(word, error, StringComparison.Ordinal));
    }

    [Fact]
    public void Time_of_detection_without_anything_to_detect_it_is_told()
    {
        var error = SampleScenario.OnlyError(SampleScenario.Read(Text.Replace("standby: hot", "standby: none, detection: 1 s", StringComparison.Ordinal))).ToString();

        Assert.Contains("nothing stands by for this proxy", error, StringComparison.Ordinal);
    }

    private static RunResult Run(params string[] overrides) => SmallScenario.Make(SampleScenario.Plan(Text, overrides)).Run();
}
