using Mpsim.Models.Units;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Assembly;

/// <summary>Use-case 4 of draft-deng-mptcp-proxy-01: what it costs to fall back to TCP, and what a proxy spares of that.</summary>
public class FallbackDelayTests
{
    private const string Text = """
        name: Fallback
        duration: 9 s
        nodes:
          phone:  { kind: ue, mptcp: true }
          edge:   { kind: router }
          server: { kind: server }
        links:
          lte:  { between: [phone, edge], rate: 2 Mbit/s, delay: 40 ms }
          wlan: { between: [phone, edge], rate: 2 Mbit/s, delay: 10 ms }
          core: { between: [edge, server], rate: 1 Gbit/s, delay: 20 ms }
        flows:
          download: { from: server, to: phone, via: [lte, wlan], size: 100 kB }
        """;

    private const string Drop = "links.core.middleboxes={ box: drop-mptcp, on: syn }";
    private const string AtOnce = "nodes.phone.mptcp={ syn_retrans_before_tcp_fallback: 0 }";

    /// <summary>SYNs are repeated after 1, 2 and 4 s (RFC 6298 section 5), the first two times with MPTCP unless the phone is told otherwise.</summary>
    [Theory]
    [InlineData(120, 1)]
    [InlineData(120, 1, "nodes.phone.mptcp=false")]
    [InlineData(7_120, 1, Drop)]
    [InlineData(1_120, 1, Drop, AtOnce)]
    [InlineData(7_120, 1, Drop, "nodes.edge={ kind: proxy, mode: transparent }")]
    [InlineData(80, 2, Drop, "nodes.edge={ kind: proxy, mode: take-over }")]
    public void Falling_back_takes_the_syns_that_are_dropped_and_none_where_a_proxy_takes_over(int milliseconds, int paths, params string[] changes)
    {
        var flow = SmallScenario.Make(SampleScenario.Plan(Text, changes)).Run().Flows[0];

        Assert.Equal(1, flow.ConnectionsCompleted);
        Assert.InRange((flow.HandshakeTime!.Value - Duration.FromMilliseconds(milliseconds)).Milliseconds, 0, 1.5);
        Assert.Equal(paths, flow.Shares.Count(share => share.Ratio > 0.05));
    }
}
