using Mpsim.Results;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Assembly;

/// <summary>Accesses have a price and a quota, which schedulers and policies see.</summary>
public class TariffTests
{
    private const string Text = """
        name: Tariffs
        duration: 6 s
        nodes:
          home:    { kind: ue, mptcp: true }
          gateway: { kind: proxy, mptcp: { scheduler: strict-priority, priority: price } }
          server:  { kind: server }
        links:
          wlan:   { between: [home, gateway], rate: 20 Mbit/s, delay: 8 ms, queue: 80 packets, price: 5 per GB }
          mobile: { between: [home, gateway], rate: 20 Mbit/s, delay: 15 ms, queue: 100 packets, price: 2 per GB, quota: 3 MB, price_beyond: 8 per GB }
          core:   { between: [gateway, server], rate: 8 Mbit/s, delay: 10 ms, queue: 50 packets }
        flows:
          stream: { from: server, to: home, via: [wlan, mobile] }
        """;

    [Fact]
    public void Cheapest_access_comes_first_until_its_quota_is_used_up_and_it_is_dearer()
    {
        var run = Run();
        var flow = run.Flows[0];
        var (mobile, wlan) = (flow.Costs.Single(path => path.Path == "mobile"), flow.Costs.Single(path => path.Path == "wlan"));

        // A megabyte each second: three seconds, and what goes by until somebody looks and what is in the queues has arrived.
        Assert.Contains(run.Events, e => e is { Kind: "quota-used-up", Entity: "mobile" } && e.Time.Seconds is > 2.8 and < 3.4);
        Assert.InRange(flow.ShareOf("mobile")!.Value, 0.48, 0.58);
        Assert.InRange(mobile.OctetsBeyond, 1, 400_000);
        Assert.Equal(((3_000_000 * 2.0) + (mobile.OctetsBeyond * 8)) / 1e9, mobile.Cost, 9);
        Assert.InRange(wlan.Cost, 2_300_000 * 5 / 1e9, 3_200_000 * 5 / 1e9);
        Assert.Equal(mobile.Cost + wlan.Cost, SummaryMetric.Cost.Read(flow)!.Value, 9);
    }

    [Fact]
    public void Access_without_a_quota_stays_the_cheapest()
    {
        var flow = Run("links.mobile.quota=null", "links.mobile.price_beyond=null").Flows[0];

        Assert.InRange(flow.ShareOf("mobile")!.Value, 0.97, 1);
        Assert.Equal(0, SummaryMetric.OverQuotaBytes.Read(flow));
    }

    [Fact]
    public void Access_becomes_a_backup_when_its_quota_is_used_up()
    {
        var run = Run("links.mobile.over_quota=backup", "links.mobile.price_beyond=null", "events=[ { at: 5 s, link: wlan, state: down, signal: true } ]");

        // Nothing goes by it but what WLAN leaves to it when it is gone.
        Assert.InRange(run.Flows[0].Costs.Single(path => path.Path == "mobile").OctetsBeyond, 500_000, 1_500_000);
        Assert.InRange(run.Flows[0].ShareOf("wlan")!.Value, 0.2, 0.45);
    }

    [Fact]
    public void Access_is_switched_off_when_its_quota_is_used_up()
    {
        var run = Run("links.mobile.over_quota=drop", "links.mobile.price_beyond=null");

        Assert.InRange(run.Flows[0].Costs.Single(path => path.Path == "mobile").OctetsBeyond, 1, 300_000);
        Assert.InRange(run.Flows[0].GoodputMbps, 7, 8);
        Assert.Equal(0, run.Flows[0].ConnectionsAborted);
    }

    [Fact]
    public void Policy_sees_whether_the_quota_of_an_access_is_used_up()
    {
        var run = Run("nodes.gateway.mode=hybrid", "nodes.gateway.policy=[ { quota: used-up, action: pass }, { action: take-over } ]",
            "flows.stream={ from: server, to: home, transfer: request-response, request: 200 B, response: 1 MB, arrivals: { every: 1500 ms, until: 5 s }, via: [mobile, wlan] }");

        // The fourth, and perhaps the third, begins after three megabytes.
        Assert.Equal(4, run.Flows[0].Sessions!.TakenOver + run.Flows[0].Sessions!.Passed);
        Assert.InRange(run.Flows[0].Sessions!.Passed, 1, 2);
    }

    [Theory]
    [InlineData("links.wlan.price=5", "links.wlan.price", "no unit")]
    [InlineData("links.wlan.price=-5 per GB", "links.wlan.price", "less than nothing")]
    [InlineData("links.wlan.quota=none", "links.wlan.quota", "none")]
    [InlineData("links.mobile.over_quota=stop", "links.mobile.over_quota", "stop")]
    public void Mistake_in_a_tariff_is_located(string change, string path, string message)
    {
        var error = SampleScenario.OnlyError(SampleScenario.Read(Text, change));

        Assert.Equal(path, error.KeyPath);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static RunResult Run(params string[] overrides) => SmallScenario.Make(SampleScenario.Plan(Text, overrides)).Run();
}
