using Mpsim.Results;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Assembly;

/// <summary>A pooling policy does the same for an upload, where it is the home's, as for a download, where it is the proxy's.</summary>
public class PoolingDirectionTests
{
    /// <summary>Lines of 16 and 24 Mbit/s, in both directions; "gateway" decides about a download and "home" about an upload.</summary>
    private const string Text = """
        name: Pooling
        duration: 8 s
        nodes:
          home:    { kind: ue, mptcp: true }
          gateway: { kind: proxy, relay_buffer: 128 KiB }
          server:  { kind: server }
        links:
          dsl:  { between: [home, gateway], rate: 16 Mbit/s, delay: 10 ms, queue: 100 packets }
          lte:  { between: [home, gateway], rate: 24 Mbit/s, delay: 20 ms, queue: 200 packets }
          core: { between: [gateway, server], rate: 1 Gbit/s, delay: 5 ms, queue: 100 packets }
        flows:
          transfer: { from: server, to: home, via: [dsl, lte] }
        """;

    [Theory]
    [InlineData("gateway")]
    [InlineData("home")]
    public void Pooling_fills_both_lines_in_the_direction_of_the_transfer(string decider)
    {
        var flow = Run(decider);

        Assert.True(flow.GoodputMbps > 32, $"{flow.GoodputMbps}");
        Assert.InRange(flow.ShareOf("lte")!.Value, 0.5, 0.7);
    }

    [Theory]
    [InlineData("gateway")]
    [InlineData("home")]
    public void Cheap_line_comes_first_and_the_dear_one_takes_what_is_over(string decider)
    {
        const string Policy = "{ scheduler: strict-priority, priority: [dsl, lte] }";
        var full = Run(decider, Policy);
        var small = Run(decider, Policy, "links.core.rate=10 Mbit/s", "nodes.gateway.tcp.receive_buffer=128 KiB");

        Assert.True(full.GoodputMbps > 30, $"{full.GoodputMbps}");
        Assert.True(small.GoodputMbps > 8.5, $"{small.GoodputMbps}");
        Assert.InRange(small.ShareOf("lte")!.Value, 0, 0.06);
    }

    [Theory]
    [InlineData("gateway")]
    [InlineData("home")]
    public void Standby_line_stays_empty_while_the_active_one_works(string decider)
    {
        // Whoever sends, it is the home that opens the subflow of the standby line and says that it is one.
        var flow = Run(decider, null, "nodes.home.mptcp.path_manager=active-backup");

        Assert.InRange(flow.ShareOf("lte")!.Value, 0, 0.001);
        Assert.True(flow.GoodputMbps > 13, $"{flow.GoodputMbps}");
    }

    [Theory]
    [InlineData("gateway")]
    [InlineData("home")]
    public void Redundant_gives_what_the_better_line_has_and_takes_both(string decider)
    {
        var flow = Run(decider, "{ scheduler: redundant }");

        Assert.InRange(flow.GoodputMbps, 17, 24);
        Assert.InRange(flow.ShareOf("dsl")!.Value, 0.3, 0.5);
    }

    [Fact]
    public void Policy_of_the_proxy_is_of_no_account_for_the_uplink()
    {
        string[] room = ["links.core.rate=10 Mbit/s", "nodes.gateway.tcp.receive_buffer=128 KiB"];
        const string Policy = "nodes.gateway.mptcp={ scheduler: strict-priority, priority: [dsl, lte] }";
        var download = Run("gateway", null, [Policy, .. room]);
        var upload = Run("home", null, [Policy, "nodes.home.mptcp={ scheduler: weighted }", .. room]);

        Assert.InRange(download.ShareOf("lte")!.Value, 0, 0.06);
        Assert.InRange(upload.ShareOf("lte")!.Value, 0.4, 0.6);
    }

    private static FlowResult Run(string decider, string? policy = null, params string[] others)
    {
        string[] direction = decider == "home" ? ["flows.transfer.from=home", "flows.transfer.to=server"] : [];
        string[] policies = policy is null ? [] : [$"nodes.{decider}.mptcp={policy}"];
        return SmallScenario.Make(SampleScenario.Plan(Text, [.. direction, .. policies, .. others])).Run().Flows[0];
    }
}
