using Mpsim.Assembly;
using Mpsim.Results;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Assembly;

/// <summary>What the places of the templates make of the modes of a proxy.</summary>
public sealed class PlacementTests
{
    private const string Page = "flows.download={ from: server, to: ue, transfer: request-response, response: 2 kB }";

    /// <summary>Round trips in milliseconds: to the proxy, and to the server.</summary>
    [Theory]
    [InlineData("isp-gateway", 50, 84)]
    [InlineData("isp-gateway-add-addr", 50, 84)]
    [InlineData("sgi", 52, 84)]
    [InlineData("data-centre", 82, 84)]
    [InlineData("small-cell", 16, 58)]
    [InlineData("small-cell-add-addr", 10, 52)]
    public void Handshake_is_the_round_trip_to_the_proxy_in_take_over_mode_and_to_the_server_in_transparent_mode(string template, double near, double far)
    {
        Assert.InRange(Handshake(template), near, near + 0.3);
        Assert.InRange(Handshake(template, "nodes.proxy.mode=transparent"), far, far + 0.3);
        Assert.InRange(Handshake(template, "nodes.proxy.kind=router"), far, far + 0.3);
    }

    [Fact]
    public void Hybrid_proxy_that_knows_the_server_answers_as_one_in_take_over_mode()
    {
        var flow = Run("small-cell", "nodes.proxy={ mode: hybrid, policy: [ { capability: tcp, action: take-over }, { action: transparent } ] }",
            "flows.download={ from: server, to: ue, transfer: request-response, response: 2 kB, arrivals: { every: 200 ms, count: 5 } }");

        // One of five asks the server.
        Assert.InRange(flow.HandshakeTime!.Value.Milliseconds, (58 + 4 * 16) / 5.0, (58 + 4 * 16) / 5.0 + 0.3);
        Assert.Equal(5, flow.Sessions!.TakenOver);
    }

    [Theory]
    [InlineData("isp-gateway", "wlan")]
    [InlineData("isp-gateway-add-addr", "wlan")]
    [InlineData("sgi", "wlan")]
    [InlineData("sgi-convert", "wlan")]
    [InlineData("data-centre", "wlan")]
    [InlineData("small-cell", "wlan")]
    [InlineData("small-cell-add-addr", "macro")]
    [InlineData("cpe", "lte")]
    public void Both_accesses_are_in_use_at_every_place_and_one_without_a_proxy(string template, string second)
    {
        Assert.InRange(Run(template, "duration=1500 ms").ShareOf(second)!.Value, 0.1, 0.8);

        // Where no proxy comes between, a server without MPTCP is reached by the first access.
        Assert.Equal(0, Run(template, template == "sgi-convert" ? "nodes.ue.proxy=none" : "nodes.proxy.kind=router", "duration=1500 ms").ShareOf(second));
    }

    [Fact]
    public void Cpe_alone_has_both_uplinks_to_a_server_with_mptcp_and_one_to_another()
    {
        Assert.InRange(Run("cpe-alone", "duration=1500 ms").ShareOf("lte")!.Value, 0.1, 0.8);
        Assert.Equal(0, Run("cpe-alone", "duration=1500 ms", "nodes.server.mptcp=false").ShareOf("lte"));
    }

    private static double Handshake(string template, params string[] changes) => Run(template, [.. changes, Page, "duration=400 ms"]).HandshakeTime!.Value.Milliseconds;

    private static FlowResult Run(string template, params string[] changes)
    {
        var plan = SampleScenario.Plan($"template: {template}", changes);
        return Assert.Single(new Simulation(plan.Base, TraceLibrary.Load(plan), plan.Seed, run: 1, sampleInterval: null).Run().Flows);
    }
}
