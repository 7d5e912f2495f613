using Mpsim.Models.Apps;
using Mpsim.Models.Hosts;
using Mpsim.Models.Units;
using Mpsim.Results;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Assembly;

/// <summary>
/// The subscriber changes networks during a transfer. Each transfer is to be complete in the end, with every byte checked on its way;
/// over MPTCP within one session.
/// </summary>
public sealed class HandoverTests
{
    private const string Text = """
        name: Handover
        duration: 12 s
        nodes:
          phone: { kind: ue, mptcp: true }
          gateway: { kind: proxy }
          server: { kind: server }
        links:
          wlan: { between: [phone, gateway], rate: 10 Mbit/s, delay: 10 ms }
          lte: { between: [phone, gateway], rate: 8 Mbit/s, delay: 30 ms }
          core: { between: [gateway, server], rate: 100 Mbit/s, delay: 5 ms }
        flows:
          download: { from: server, to: phone, size: 4 MB, via: [wlan, lte], give_up_after: 2 s, retries: 3 }
          upload: { from: phone, to: server, size: 3 MB, via: [wlan, lte], give_up_after: 2 s, retries: 3 }
        """;

    private const string Overlap = "events=[{ at: 0 s, link: lte, state: down, signal: true }, { at: 600 ms, link: lte, state: up, signal: true }, { at: 1 s, link: wlan, state: down, signal: true }]";
    private const string Gap = "events=[{ at: 0 s, link: lte, state: down, signal: true }, { at: 1 s, link: wlan, state: down, signal: true }, { at: 1500 ms, link: lte, state: up, signal: true }]";

    public static TheoryData<string, string, double> Uses => new()
    {
        { Overlap, "true", 400 },
        { Overlap, "{ endpoints: [{ link: wlan, flags: [subflow] }, { link: lte, flags: [subflow, backup] }] }", 400 },
        { Overlap, "{ path_manager: single }", 400 },
        { Gap, "true", 1_000 },
        { Gap, "{ endpoints: [{ link: wlan, flags: [subflow] }, { link: lte, flags: [subflow, backup] }] }", 1_000 },
        { Gap, "{ path_manager: single }", 1_000 },
    };

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public void Connection_that_opens_while_its_first_access_is_down_begins_on_the_other(string mptcp)
    {
        var run = SmallScenario.Make(SampleScenario.Plan(Text, "flows.download=null", "flows.upload=null", "flows.pages={ from: server, to: phone, via: [wlan, lte], transfer: request-response, response: 10 kB, arrivals: { every: 250 ms, until: 6 s } }",
            "events=[{ at: 1 s, link: wlan, state: down, signal: true }, { at: 5 s, link: wlan, state: up, signal: true }]", $"nodes.phone.mptcp={mptcp}")).Run();

        var pages = Assert.Single(run.Flows);
        Assert.Equal((24, 24), (pages.ConnectionsOpened, pages.ConnectionsCompleted));
        Assert.True(pages.LongestGap < Duration.FromMilliseconds(300), $"gap {pages.LongestGap}");
        Assert.InRange(Assert.Single(pages.Shares, share => share.Path == "lte").Ratio, 0.5, 0.95);
    }

    [Theory]
    [MemberData(nameof(Uses))]
    public void Session_survives_the_change_of_networks_whatever_the_phone_makes_of_mptcp(string events, string mptcp, double longestGap)
    {
        var run = SmallScenario.Make(SampleScenario.Plan(Text, events, $"nodes.phone.mptcp={mptcp}")).Run();

        Assert.All(run.Flows, flow =>
        {
            Assert.Equal((1, 0), (flow.ConnectionsCompleted, flow.ConnectionsAborted));
            Assert.True(flow.ShareOf("lte") > 0.2);
        });
        Assert.InRange(run.Flows[0].LongestGap.Milliseconds, 50, longestGap);
    }

    [Theory]
    [InlineData(Overlap)]
    [InlineData(Gap)]
    public void Plain_tcp_dies_with_its_access_and_the_application_begins_anew_over_the_other(string events)
    {
        var run = SmallScenario.Make(SampleScenario.Plan(Text, events, "nodes.phone.mptcp=false")).Run();

        Assert.All(run.Flows, flow => Assert.Equal((1, 1), (flow.ConnectionsCompleted, flow.ConnectionsAborted)));
        Assert.InRange(run.Flows[0].LongestGap.Milliseconds, 2_000, 3_000);
    }

    [Theory]
    [InlineData("true", false, 0)]
    [InlineData("true", true, 0)]
    [InlineData("false", false, 1)]
    [InlineData("false", true, 1)]
    public void Change_of_a_nat_s_address_ends_plain_tcp_and_not_a_session_over_two_accesses(string mptcp, bool resets, int aborted)
    {
        var run = SmallScenario.Make(SampleScenario.Plan(Text, $"links.wlan.middleboxes={{ box: napt, reset: {(resets ? "true" : "false")} }}",
            "events=[{ at: 1 s, napt: wlan, address: 10.99.0.1 }]", $"nodes.phone.mptcp={mptcp}")).Run();

        Assert.All(run.Flows, flow => Assert.Equal((1, aborted), (flow.ConnectionsCompleted, flow.ConnectionsAborted)));
        Assert.Equal(aborted == 0, run.Flows[0].ShareOf("lte") > 0.2);
        Assert.Single(run.Events, e => e is { Entity: "wlan/napt", Kind: EventKinds.AddressChanged });
    }

    [Theory]
    [InlineData("proxy", "internet", 1)]
    [InlineData("router", "center", 0)]
    public void Session_that_ends_in_the_small_cell_is_lost_with_it_and_one_at_the_central_proxy_goes_on(string cell, string behindTheCell, int aborted)
    {
        var run = LeaveTheCell(cell, behindTheCell);

        Assert.All(run.Flows, flow => Assert.Equal((1, aborted), (flow.ConnectionsCompleted, flow.ConnectionsAborted)));
    }

    [Theory]
    [InlineData("proxy", "nodes.cell.steering={ announce: breakout }", "nodes.center.kind=router")]
    [InlineData("router", "nodes.phone.proxy={ name: center, protocol: convert }")]
    public void Session_goes_on_at_a_proxy_whose_address_every_subflow_comes_to(string cell, params string[] settings)
    {
        var run = LeaveTheCell(cell, "internet", settings);

        Assert.All(run.Flows, flow => Assert.Equal((1, 0), (flow.ConnectionsCompleted, flow.ConnectionsAborted)));
        Assert.All(run.Flows, flow => Assert.InRange(flow.LongestGap.Milliseconds, 0, 400));
    }

    private static RunResult LeaveTheCell(string cell, string behindTheCell, params string[] settings)
    {
        var text = Text.Replace("  gateway: { kind: proxy }", $"  cell: {{ kind: {cell} }}\n  center: {{ kind: proxy }}\n  internet: {{ kind: router }}", StringComparison.Ordinal)
            .Replace("wlan: { between: [phone, gateway]", $"breakout: {{ between: [cell, {behindTheCell}], rate: 100 Mbit/s, delay: 5 ms }}\n  gi: {{ between: [center, internet], rate: 100 Mbit/s, delay: 1 ms }}\n  wlan: {{ between: [phone, cell]", StringComparison.Ordinal)
            .Replace("lte: { between: [phone, gateway]", "lte: { between: [phone, center]", StringComparison.Ordinal)
            .Replace("core: { between: [gateway, server]", "core: { between: [internet, server]", StringComparison.Ordinal);
        return SmallScenario.Make(SampleScenario.Plan(text, [.. settings, "events=[{ at: 1 s, link: wlan, state: down, signal: true }]"])).Run();
    }

    [Fact]
    public void Phone_walks_out_of_its_wlan_along_a_pair_of_traces_and_keeps_its_session()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["wlan.csv"], "seconds,rate_mbps\n0,10\n1,3\n1.5,0\n3,0\n4,8\n");
        File.WriteAllText(folder["lte.csv"], "seconds,rate_mbps\n0,8\n2,5\n4,8\n");
        var run = SmallScenario.Make(SampleScenario.Plan(Text, $"links.wlan={{ between: [phone, gateway], trace: '{folder["wlan.csv"]}', up: {{ rate: 5 Mbit/s }}, delay: 10 ms }}",
            $"links.lte={{ between: [phone, gateway], trace: '{folder["lte.csv"]}', up: {{ rate: 5 Mbit/s }}, delay: 30 ms }}")).Run();

        Assert.All(run.Flows, flow => Assert.Equal((1, 0), (flow.ConnectionsCompleted, flow.ConnectionsAborted)));
        Assert.True(run.Flows[0].LongestGap < Duration.FromSeconds(1.2), $"{run.Flows[0].LongestGap}");
    }

    [Theory]
    [InlineData("events=[{ at: 1 s, napt: lte, address: 10.99.0.1 }]", "lte", "wlan")]
    [InlineData("events=[{ at: 1 s, napt: wlan, address: 10.3.0.2 }]", "is that of server", "nobody else")]
    [InlineData("events=[{ at: 1 s, napt: wlan, adress: 10.99.0.1 }]", "adress", "address")]
    [InlineData("events=[{ at: 20 s, napt: wlan, address: 10.99.0.1 }]", "20 s", "12 s")]
    public void Event_of_a_nat_that_cannot_be_is_told_with_what_was_expected(string events, params string[] words)
    {
        var error = SampleScenario.OnlyError(SampleScenario.Read(Text, "links.wlan.middleboxes=napt", events)).ToString();

        Assert.All(words, word => Assert.Contains(word, error, StringComparison.Ordinal));
    }
}
