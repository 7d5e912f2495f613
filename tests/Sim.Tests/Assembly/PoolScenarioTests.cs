using Mpsim.Assembly;
using Mpsim.Models.Units;
using Mpsim.Results;
using Mpsim.Scenarios.Plan;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Assembly;

/// <summary>Requirement m7 of draft-deng-mptcp-proxy-01: pools of proxies, from the text to figures.</summary>
public sealed class PoolScenarioTests
{
    private const string Text = """
        name: Pool
        duration: 6 s
        nodes:
          phone: { kind: ue, mptcp: true }
          front: { kind: balancer, pool: { method: token, members: [one, two, three] } }
          one: { kind: proxy }
          two: { kind: proxy }
          three: { kind: proxy }
          back: { kind: balancer, pool: { faces: server, track: true, members: [one, two, three] } }
          server: { kind: server }
        links:
          lte: { between: [phone, front], rate: 10 Mbit/s, delay: 20 ms }
          wlan: { between: [phone, front], rate: 20 Mbit/s, delay: 5 ms }
          f1: { between: [front, one], rate: 1 Gbit/s, delay: 100 us }
          f2: { between: [front, two], rate: 1 Gbit/s, delay: 100 us }
          f3: { between: [front, three], rate: 1 Gbit/s, delay: 100 us }
          b1: { between: [one, back], rate: 1 Gbit/s, delay: 100 us }
          b2: { between: [two, back], rate: 1 Gbit/s, delay: 100 us }
          b3: { between: [three, back], rate: 1 Gbit/s, delay: 100 us }
          core: { between: [back, server], rate: 100 Mbit/s, delay: 5 ms }
        flows:
          pages: { from: server, to: phone, transfer: request-response, response: 200 kB, arrivals: { every: 100 ms, until: 4 s }, via: [wlan, lte] }
        """;

    private const string All = "[one, two, three]";

    [Fact]
    public void Joins_meet_the_owner_of_their_token_and_sessions_are_spread()
    {
        var run = Run();

        Assert.Equal((40, 0), (run.Flows[0].ConnectionsCompleted, run.Flows[0].ConnectionsAborted));
        Assert.All(run.Proxies, proxy => Assert.InRange(proxy.Sessions.TakenOver, 6, 24));
        Assert.Equal(0, Refused(run));
        var hashed = Run("nodes.front.pool.method=hash", "nodes.front.pool.track=true");
        Assert.True(run.Flows[0].ShareOf("lte") > hashed.Flows[0].ShareOf("lte"), $"{run.Flows[0].ShareOf("lte")} {hashed.Flows[0].ShareOf("lte")}");
    }

    /// <summary>What a CPE sends comes from before the pool, although it is a proxy: the sessions are spread, not led by the routes to one member.</summary>
    [Fact]
    public void Sessions_from_behind_a_cpe_are_spread()
    {
        var text = Text.Replace("phone: { kind: ue, mptcp: true }", "phone: { kind: ue }\n  home: { kind: proxy, mode: cpe, uplinks: [lte, wlan] }", StringComparison.Ordinal)
            .Replace("[phone, front]", "[home, front]", StringComparison.Ordinal)
            .Replace("\nlinks:", "\nlinks:\n  lan: { between: [phone, home], rate: 100 Mbit/s, delay: 1 ms }", StringComparison.Ordinal);
        var run = SmallScenario.Make(SampleScenario.Plan(text)).Run();

        Assert.Equal((40, 0), (run.Flows[0].ConnectionsCompleted, run.Flows[0].ConnectionsAborted));
        Assert.All(run.Proxies.Where(proxy => proxy.Proxy != "home"), proxy => Assert.InRange(proxy.Sessions.TakenOver, 6, 24));
    }

    [Fact]
    public void Member_that_a_ue_addresses_gets_what_is_sent_to_it()
    {
        var run = Run("nodes.phone.proxy={ name: two, protocol: convert }");

        Assert.Equal((40, 0), (run.Flows[0].ConnectionsCompleted, run.Flows[0].ConnectionsAborted));
        Assert.Equal([("two", 40L)], run.Proxies.Where(proxy => proxy.Sessions.TakenOver > 0).Select(proxy => (proxy.Proxy, (long)proxy.Sessions.TakenOver)));
    }

    [Theory]
    [InlineData("hash", false)]
    [InlineData("hash", true)]
    [InlineData("consistent-hash", false)]
    public void Without_tokens_joins_land_on_the_wrong_proxy_and_are_refused(string method, bool track)
    {
        var faces = $"track: {(track ? "true" : "false")}, members: {All}";
        var run = Run($"nodes.front.pool={{ method: {method}, {faces} }}", $"nodes.back.pool={{ method: {method}, faces: server, {faces} }}");

        Assert.Equal((40, 0), (run.Flows[0].ConnectionsCompleted, run.Flows[0].ConnectionsAborted));
        Assert.Equal(40, run.Proxies.Sum(proxy => proxy.Sessions.TakenOver));
        Assert.True(Refused(run) > 12, $"{Refused(run)}");
    }

    [Fact]
    public void All_sessions_of_an_address_are_at_one_proxy_by_consistent_hash()
    {
        var run = Run($"nodes.front.pool={{ method: consistent-hash, members: {All} }}", $"nodes.back.pool={{ method: consistent-hash, faces: server, members: {All} }}");

        Assert.Equal([40], run.Proxies.Select(proxy => proxy.Sessions.TakenOver).Where(count => count > 0));
    }

    [Fact]
    public void Member_that_comes_and_one_that_drains_break_nothing_where_tokens_and_tracks_lead()
    {
        const string Members = "[{ proxy: one, drains: 2 s, until: 4500 ms }, two, { proxy: three, from: 2 s }]";
        var run = Run($"nodes.front.pool.members={Members}", $"nodes.back.pool.members={Members}");

        Assert.Equal((40, 0), (run.Flows[0].ConnectionsCompleted, run.Flows[0].ConnectionsAborted));
        Assert.Equal(0, Refused(run));
        Assert.InRange(run.Proxies[0].Sessions.TakenOver, 4, 20);
        Assert.InRange(run.Proxies[2].Sessions.TakenOver, 4, 20);
    }

    [Fact]
    public void Member_that_comes_takes_sessions_away_where_only_a_hash_leads()
    {
        const string Members = "[one, two, { proxy: three, from: 1 s }]";
        var front = $"nodes.front.pool={{ method: METHOD, track: TRACK, members: {Members} }}";
        string[] With(string method, string track) =>
            ["flows.pages.transfer=bulk", "flows.pages.response=null", "flows.pages.arrivals=null", "flows.pages.size=2 MB", "flows.pages.connections=8", "flows.pages.via=[wlan]", front.Replace("METHOD", method, StringComparison.Ordinal).Replace("TRACK", track, StringComparison.Ordinal), $"nodes.back.pool={{ faces: server, track: {track}, members: {Members} }}", "duration=20 s"];
        var (hashed, tracked) = (Run(With("hash", "false")), Run(With("hash", "true")));

        Assert.Equal((8, 0), (tracked.Flows[0].ConnectionsCompleted, tracked.Flows[0].ConnectionsAborted));
        Assert.True(hashed.Flows[0].ConnectionsCompleted < 8, $"{hashed.Flows[0].ConnectionsCompleted}");
        Assert.True(hashed.Proxies.Sum(proxy => proxy.Refusals.Where(each => each.Reason == "stranger").Sum(each => each.Count)) > 0);
    }

    [Fact]
    public void Proxy_that_is_not_in_the_pool_gets_nothing_though_a_link_leads_there()
    {
        var run = Run("nodes.front.pool.members=[two]", "nodes.back.pool.members=[two]");

        Assert.Equal([0, 40, 0], run.Proxies.Select(proxy => proxy.Sessions.TakenOver));
    }

    [Fact]
    public void Cookies_and_tokens_go_together()
    {
        var run = Run("nodes.one.protection={ syn_backlog: 0 }", "nodes.two.protection={ syn_backlog: 0 }", "nodes.three.protection={ syn_backlog: 0 }");

        Assert.Equal((40, 0), (run.Flows[0].ConnectionsCompleted, Refused(run)));
    }

    [Theory]
    [InlineData("nodes.front.pool.members=[one, twoo]", "nodes.front.pool.members.1")]
    [InlineData("nodes.front.pool.members=[one, one]", "nodes.front.pool.members.1")]
    [InlineData("nodes.front.pool.members=[one, server]", "nodes.front.pool.members.1")]
    [InlineData("nodes.front.pool.members=[{ proxy: one, drains: 3 s, until: 2 s }]", "nodes.front.pool.members.0.until")]
    [InlineData("nodes.front.pool.methods=hash", "nodes.front.pool.methods")]
    [InlineData("nodes.front.pool=null", "nodes.front.pool")]
    [InlineData("nodes.front.mptcp=true", "nodes.front.mptcp")]
    [InlineData("nodes.one.pool={ members: [two] }", "nodes.one.pool")]
    public void Mistake_is_located(string change, string path) => Assert.Equal(path, SampleScenario.OnlyError(SampleScenario.Read(Text, change)).KeyPath);

    private static long Refused(RunResult run) => run.Proxies.Sum(proxy => proxy.Refusals.Where(each => each.Reason == "unknown token").Sum(each => each.Count));

    private static RunResult Run(params string[] overrides)
    {
        ScenarioPlan plan = SampleScenario.Plan(Text, overrides);
        return new Simulation(plan.Base, TraceLibrary.Load(plan), plan.Seed, run: 1, sampleInterval: null).Run();
    }
}
