using Mpsim.Scenarios;

namespace Mpsim.Sim.Tests.Scenarios;

/// <summary>Rules of pooling, and what can be wrong with them.</summary>
public sealed class PoolingReadingTests
{
    [Fact]
    public void Rule_has_the_scheduler_that_it_names_and_all_else_of_the_proxy()
    {
        var reading = Read("[{ subscribers: [phone], scheduler: linux }, { scheduler: strict-priority, priority: [wlan] }]", "nodes.gateway.mptcp={ checksum: true, scheduler: weighted, weights: { lte: 3 } }");
        var pooling = reading.Plan!.Base.Node("gateway").Proxy!.Pooling;

        Assert.Equal(["pooling 1", "pooling 2"], pooling.Select(rule => rule.Name));
        Assert.Equal(("linux", 4, true), (pooling[0].Mptcp.Scheduler, pooling[0].Mptcp.StaleLossCount, pooling[0].Mptcp.Checksum));
        Assert.Empty(pooling[0].Mptcp.Weights);
        Assert.Equal(["wlan"], pooling[1].Mptcp.Priority);
        Assert.Equal(0, pooling[1].Mptcp.StaleLossCount);
    }

    [Fact]
    public void Rules_are_written_out_in_full()
    {
        var parameters = ResolvedParameters.Of(Read("[{ flows: [download], scheduler: strict-priority, priority: [wlan, lte] }]").Plan!.Base);

        Assert.Contains(new KeyValuePair<string, string>("nodes.gateway.pooling.0.name", "pooling 1"), parameters);
        Assert.Contains(new KeyValuePair<string, string>("nodes.gateway.pooling.0.flows", "[download]"), parameters);
        Assert.Contains(new KeyValuePair<string, string>("nodes.gateway.pooling.0.priority", "[wlan, lte]"), parameters);
    }

    [Theory]
    [InlineData("[{ subscribers: [phon] }]", "nodes.gateway.pooling.0.subscribers.0", "no UE or class 'phon'")]
    [InlineData("[{ flows: [upload] }]", "nodes.gateway.pooling.0.flows.0", "no flow 'upload'")]
    [InlineData("[{ scheduler: strict }]", "nodes.gateway.pooling.0.scheduler", "strict")]
    [InlineData("[{ scheduler: strict-priority, priority: [core] }]", "nodes.gateway.pooling.0.priority.0", "no link of a UE 'core'")]
    [InlineData("[{ stale_loss_cnt: -1 }]", "nodes.gateway.pooling.0.stale_loss_cnt", "-1")]
    [InlineData("[{ path_manager: fullmesh }]", "nodes.gateway.pooling.0.path_manager", "unknown key 'path_manager'")]
    [InlineData("[{ scheduler: linux, timetable: [{ until: 5 s, scheduler: weighted }] }]", "nodes.gateway.pooling.0.timetable", "keeps books of all data")]
    [InlineData("[{ name: all }, { subscribers: [phone] }]", "nodes.gateway.pooling.1", "no session gets as far as this rule, since 'all' is about all")]
    public void Mistake_is_located(string pooling, string path, string message) =>
        Assert.Contains(Read(pooling).Errors, error => error.KeyPath == path && error.Message.Contains(message, StringComparison.Ordinal));

    [Theory]
    [InlineData("[{ priority: [wlan] }]", "nodes.gateway.pooling.0.priority")]
    [InlineData("[{ scheduler: weighted, weights: { lte: 2 } }]", "nodes.gateway.pooling", "nodes.gateway.mode=forward")]
    public void Rule_that_does_nothing_is_told(string pooling, string path, params string[] others) =>
        Assert.Contains(Read(pooling, others).Warnings, warning => warning.KeyPath == path);

    [Fact]
    public void Only_a_proxy_pools() =>
        Assert.Contains(SampleScenario.Read(SampleScenario.Text, "nodes.server.pooling=[{ scheduler: linux }]").Errors, error => error.KeyPath == "nodes.server.pooling");

    [Fact]
    public void Accesses_of_a_population_may_be_named()
    {
        const string Text = """
            name: Homes
            duration: 5 s
            nodes:
              gateway: { kind: proxy, mptcp: { scheduler: weighted, weights: { dsl: 2 } }, pooling: [{ subscribers: [homes], scheduler: strict-priority, priority: [dsl, lt] }] }
              server:  { kind: server }
            links:
              core: { between: [gateway, server], rate: 1 Gbit/s, delay: 5 ms }
            population:
              subscribers: 2
              attach: gateway
              classes:
                homes: { access: { dsl: { rate: 16 Mbit/s, delay: 10 ms }, lte: { rate: 16 Mbit/s, delay: 10 ms } } }
            flows:
              pages: { from: server, to: homes }
            """;
        var error = SampleScenario.OnlyError(SampleScenario.Read(Text));

        Assert.Equal(("nodes.gateway.pooling.0.priority.1", "lte"), (error.KeyPath, error.Nearest));
    }

    private static ScenarioReading Read(string pooling, params string[] others) =>
        SampleScenario.Read(SampleScenario.Replace("  no proxy: { nodes.gateway.kind: router }", "  same: { duration: 5 s }"), [$"nodes.gateway.pooling={pooling}", .. others]);
}
