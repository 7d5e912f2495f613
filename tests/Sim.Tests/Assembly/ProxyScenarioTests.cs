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
    public void Session_of_an_n_ue_is_no_session_of_the_proxy()
    {
        var run = Run(Text, "nodes.phone.mptcp=false");

        var flow = Assert.Single(run.Flows);
        Assert.Equal((1, null), (flow.ConnectionsCompleted, flow.Sessions));
        Assert.DoesNotContain(run.Events, e => e.Entity == "gateway");
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
