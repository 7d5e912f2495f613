using Mpsim.Assembly;
using Mpsim.Results;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Assembly;

/// <summary>Proxies as a scenario has them, from the text to summary and events.</summary>
public sealed class ProxyScenarioTests
{
    private const string Text = """
        name: Proxy
        duration: 6 s
        nodes:
          phone: { kind: ue, mptcp: true }
          gateway: { kind: proxy, mode: transparent }
          server: { kind: server }
        links:
          lte: { between: [phone, gateway], rate: 10 Mbit/s, delay: 20 ms }
          wlan: { between: [phone, gateway], rate: 20 Mbit/s, delay: 5 ms }
          core: { between: [gateway, server], rate: 100 Mbit/s, delay: 5 ms }
        flows:
          download: { from: server, to: phone, size: 2 MB, via: [wlan, lte] }
        """;

    [Theory]
    [InlineData("nodes.server.mptcp=false", 1, 0, 0, "session-taken-over")]
    [InlineData("nodes.server.mptcp=true", 0, 1, 0, "session-left")]
    [InlineData("links.core.middleboxes={ box: add-option, direction: down, option_length: 16 B }", 0, 0, 1, "session-passed")]
    [InlineData("links.wlan.middleboxes={ box: add-option, option_kind: 29, option_length: 16 B }", 0, 0, 1, "session-passed")]
    public void Summary_and_events_say_what_became_of_a_session_in_transparent_mode(string change, int takenOver, int left, int passed, string kind)
    {
        var run = Run(Text, change);

        var flow = Assert.Single(run.Flows);
        Assert.Equal((1, new SessionCounts(takenOver, left, passed)), (flow.ConnectionsCompleted, flow.Sessions));
        Assert.StartsWith("10.2.0.1:32768 - 10.3.0.2:5001: ", Assert.Single(run.Events, e => e is { Entity: "gateway" } && e.Kind == kind).Detail, StringComparison.Ordinal);
        Assert.Equal(passed == 0, flow.ShareOf("lte") > 0.1);
    }

    [Fact]
    public void Session_of_an_n_ue_passes_and_is_counted_apart()
    {
        var run = Run(Text, "nodes.phone.mptcp=false");

        var flow = Assert.Single(run.Flows);
        Assert.Equal((1, new SessionCounts(0, 0, 0) { NotOffered = 1 }), (flow.ConnectionsCompleted, flow.Sessions));
        Assert.DoesNotContain(run.Events, e => e.Entity == "gateway" && e.Kind.StartsWith("session-", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("take-over")]
    [InlineData("transparent")]
    public void Clamped_segment_size_bounds_the_packets_of_both_sides(string mode)
    {
        var whole = Run(Text, $"nodes.gateway.mode={mode}");
        var clamped = Run(Text, $"nodes.gateway.mode={mode}", "nodes.gateway.mss_clamp=700 B");

        Assert.Equal(1, Assert.Single(clamped.Flows).ConnectionsCompleted);
        Assert.InRange((double)clamped.PacketHops / whole.PacketHops, 1.7, 2.6);
    }

    [Theory]
    [InlineData("[{ subscribers: [phone], action: take-over }, { action: pass }]", 1, 0, 0, ", by rule 1")]
    [InlineData("[{ servers: [phone], action: pass }, { name: rest, action: transparent }]", 0, 1, 0, ": the server speaks MPTCP, by rest")]
    [InlineData("[{ servers: [server], ports: 1-5000, action: pass }, { flows: [download], action: take-over }]", 1, 0, 0, ", by rule 2")]
    [InlineData("[{ server_prefix: 10.3.0.0/24, action: pass }, { action: take-over }]", 0, 0, 1, ": the policy says so, by rule 1")]
    [InlineData("[{ capability: mptcp, action: take-over }, { capability: unknown, action: transparent }]", 0, 1, 0, ": the server speaks MPTCP, by rule 2")]
    [InlineData("[{ from: 1 s, action: take-over }]", 0, 0, 1, ": the policy says so, by no rule")]
    [InlineData("[{ sessions_at_least: 1, action: take-over }, { sessions_below: 1, action: transparent }]", 0, 1, 0, ", by rule 2")]
    public void First_rule_of_the_policy_that_is_about_a_session_decides_and_is_told(string policy, int takenOver, int left, int passed, string why)
    {
        var run = Run(Text, "nodes.gateway.mode=hybrid", "nodes.server.mptcp=true", $"nodes.gateway.policy={policy}");

        Assert.Equal(new SessionCounts(takenOver, left, passed), Assert.Single(run.Flows).Sessions);
        var told = Assert.Single(run.Events, e => e.Entity == "gateway" && e.Kind.StartsWith("session-", StringComparison.Ordinal)).Detail;
        Assert.EndsWith(why, told, StringComparison.Ordinal);
        Assert.Contains("decided by", Assert.Single(run.Events, e => e is { Entity: "gateway", Kind: "proxy-totals" }).Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[{ subscribers: [phone], subflows_per_session: 1 }]", 1, 0, 1)]
    [InlineData("[{ flows: [download], sessions_per_ue: 0 }]", 0, 1, 0)]
    [InlineData("[{ ports: 1-5000, sessions_per_server: 0 }, { sessions_per_server: 1 }]", 1, 0, 0)]
    public void Summary_tells_what_the_limits_have_refused(string limits, int takenOver, int refused, int subflows)
    {
        var flow = Assert.Single(Run(Text, "nodes.gateway.mode=take-over", $"nodes.gateway.limits={limits}").Flows);

        Assert.Equal((1, new SessionCounts(takenOver, 0, 0) { Refused = refused, SubflowsRefused = subflows }), (flow.ConnectionsCompleted, flow.Sessions));
        Assert.Equal(refused + subflows == 0, flow.ShareOf("lte") > 0.1);
    }

    [Fact]
    public void Mode_of_an_unknown_name_is_an_error_with_the_nearest_name()
    {
        var error = SampleScenario.OnlyError(SampleScenario.Read(Text, "nodes.gateway.mode=transparrent"));

        Assert.Equal("transparent", error.Nearest);
    }

    private static RunResult Run(string text, params string[] overrides)
    {
        var plan = SampleScenario.Plan(text, overrides);
        return new Simulation(plan.Base, TraceLibrary.Load(plan), plan.Seed, run: 1, sampleInterval: null).Run();
    }
}
