using Mpsim.Assembly;
using Mpsim.Charts;
using Mpsim.Models.Units;
using Mpsim.Results;
using Mpsim.Scenarios.Plan;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Assembly;

/// <summary>Requirement (h) of draft-deng-mptcp-proxy-01: attacks on a proxy and its subscribers, from the text to figures.</summary>
public sealed class AttackScenarioTests
{
    private const string Text = """
        name: Attack
        duration: 3 s
        nodes:
          phone: { kind: ue, mptcp: true }
          hotspot: { kind: router }
          gateway: { kind: proxy, costs: { crypto: 1 us } }
          server: { kind: server }
          mallory: { kind: attacker }
        links:
          lte: { between: [phone, gateway], rate: 10 Mbit/s, delay: 20 ms }
          wlan: { between: [phone, hotspot], rate: 20 Mbit/s, delay: 5 ms }
          backhaul: { between: [hotspot, gateway], rate: 100 Mbit/s, delay: 2 ms }
          air: { between: [mallory, hotspot], rate: 100 Mbit/s, delay: 1 ms }
          core: { between: [gateway, server], rate: 100 Mbit/s, delay: 5 ms }
        flows:
          download: { from: server, to: phone, size: 2 MB, via: [lte, wlan] }
        attacks:
          harm: { kind: KIND, from: mallory, flow: download, rate: 200 per second, start: 300 ms, until: 1300 ms MORE }
        """;

    [Theory]
    [InlineData("syn-flood", ", sources: 198.18.0.0/15", "", 0)]
    [InlineData("capable-flood", ", sources: 198.18.0.0/15", "", 0)]
    [InlineData("token-guess", ", sources: 198.18.0.0/15", "unknown token", 200)]
    [InlineData("bad-hmac", ", sees: wlan", "bad HMAC", 20)]
    [InlineData("replay", ", sees: wlan", "bad HMAC", 20)]
    [InlineData("forged-address", ", sees: wlan", "", 0)]
    [InlineData("blind-reset", ", sees: wlan", "", 0)]
    public void Attack_gets_nothing_and_the_download_arrives(string kind, string more, string reason, int atLeast)
    {
        var run = Run(kind, more);

        Assert.Equal((1, 0), (run.Flows[0].ConnectionsCompleted, run.Flows[0].ConnectionsAborted));
        Assert.True(run.Flows[0].ShareOf("wlan") > 0.3);
        var totals = Assert.Single(run.Events, e => e is { Entity: "harm", Kind: "attack-totals" }).Detail;
        Assert.EndsWith("successes: 0", totals, StringComparison.Ordinal);
        Assert.DoesNotContain("sent: 0,", totals, StringComparison.Ordinal);
        var refusals = run.Proxies[0].Refusals.Where(each => each.Reason == reason).Sum(each => each.Count);
        Assert.True(refusals >= atLeast, $"{refusals}");
    }

    [Fact]
    public void Flood_fills_the_proxy_with_sessions_and_cookies_keep_it_empty()
    {
        var (open, guarded) = (Run("capable-flood", ", sources: 198.18.0.0/15"), Run("capable-flood", ", sources: 198.18.0.0/15", "nodes.gateway.protection={ syn_backlog: 10 }"));

        Assert.Equal(201, open.Proxies[0].Sessions.TakenOver);
        Assert.InRange(open.Proxies[0].SessionsPeak, 195, 201);
        Assert.InRange(guarded.Proxies[0].SessionsPeak, 10, 12);
        Assert.InRange(guarded.Proxies[0].Load!.Work.Single(work => work.Work == "cookie").Times, 180, 191);
        Assert.Equal(1, guarded.Flows[0].ConnectionsCompleted);
    }

    [Fact]
    public void Join_without_keys_costs_less_where_it_waits_for_its_proof()
    {
        var (open, guarded) = (Run("bad-hmac", ", sees: wlan", "flows.download.size=8 MB"), Run("bad-hmac", ", sees: wlan", "flows.download.size=8 MB", "nodes.gateway.protection={ pending_joins: 20 }"));

        Assert.True(open.Proxies[0].Load!.RefusalWork > Duration.FromMicroseconds(15), $"{open.Proxies[0].Load!.RefusalWork}");
        Assert.True(guarded.Proxies[0].Load!.RefusalWork < Duration.FromMicroseconds(7), $"{guarded.Proxies[0].Load!.RefusalWork}");

        // The phone's own join is all that ever becomes a subflow.
        Assert.Equal(1, guarded.Proxies[0].Load!.Work.Single(work => work.Work == "join").Times);
    }

    [Fact]
    public void Attacks_do_not_change_what_others_draw_and_are_in_chart_and_log()
    {
        var (calm, run) = (Run("syn-flood", ", sources: 198.18.0.0/15", "attacks.harm=null"), Run("syn-flood", ", sources: 198.18.0.0/15"));

        Assert.Equal(calm.Flows[0].HandshakeTime, run.Flows[0].HandshakeTime);
        Assert.Equal((0.3, 1.3), AttackChart.Span([run]));
        Assert.Null(AttackChart.Span([calm]));
        var result = new ScenarioResult(
            MadeUpResults.Facts(1) with { Variants = [new VariantFacts("calm", []), new VariantFacts("attacked", [])] }, [calm with { Variant = "calm" }, run with { Variant = "attacked" }]);
        ChartPage[] pages = [.. ChartFiles.Pages(result)];

        // Goodput, time of cores and sessions in bars; the course of each variant, and the time of the attack in all pictures over time.
        Assert.Equal(3, Assert.Single(pages, page => page.Name == "under-attack").PanelCount);
        ChartPage courses = Assert.Single(pages, page => page.Name == "goodput-under-attack");
        Assert.Equal(["calm", "attacked"], courses.Panels.Select(panel => panel.Title[0]));
        Assert.Equal([0, 1], courses.Panels.Select(panel => panel.Labels.Count(label => label.Text == "harm")));
        Assert.Contains(pages, page => page.Name == "goodput-over-time" && page.Legend.Any(entry => entry.Label == "attack"));
    }

    [Theory]
    [InlineData("attacks.harm.kind=syn-floot", "attacks.harm.kind")]
    [InlineData("attacks.harm.from=phone", "attacks.harm.from")]
    [InlineData("attacks.harm.flow=downlaod", "attacks.harm.flow")]
    [InlineData("attacks.harm.until=100 ms", "attacks.harm.until")]
    [InlineData("attacks.harm.sees=wlan", "attacks.harm.sees")]
    [InlineData("attacks.harm.sources=2001:db8::/32", "attacks.harm.sources")]
    [InlineData("nodes.mallory.mptcp=true", "nodes.mallory.mptcp")]
    [InlineData("nodes.gateway.protection.syn_backlogs=2", "nodes.gateway.protection.syn_backlogs")]
    public void Mistake_is_located(string change, string path) =>
        Assert.Equal(path, SampleScenario.OnlyError(SampleScenario.Read(Of("syn-flood", ", sources: 198.18.0.0/15"), change)).KeyPath);

    [Fact]
    public void Attack_that_must_see_a_link_and_does_not_say_which_is_an_error() =>
        Assert.Equal("attacks.harm.sees", SampleScenario.OnlyError(SampleScenario.Read(Of("replay", ""))).KeyPath);

    private static string Of(string kind, string more) => Text.Replace("KIND", kind, StringComparison.Ordinal).Replace(" MORE", more, StringComparison.Ordinal);

    private static RunResult Run(string kind, string more, params string[] overrides)
    {
        ScenarioPlan plan = SampleScenario.Plan(Of(kind, more), overrides);
        return new Simulation(plan.Base, TraceLibrary.Load(plan), plan.Seed, run: 1, sampleInterval: Duration.FromMilliseconds(100)).Run();
    }
}
