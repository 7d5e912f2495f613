using Mpsim.Assembly;
using Mpsim.Charts;
using Mpsim.Models.Units;
using Mpsim.Output;
using Mpsim.Regression;
using Mpsim.Results;
using Mpsim.Scenarios.Plan;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Assembly;

/// <summary>Proxies whose work takes time, from the text to tables and charts.</summary>
public sealed class ProxyLoadScenarioTests
{
    private const string Text = """
        name: Load
        duration: 2 s
        nodes:
          phone: { kind: ue, mptcp: true }
          gateway: { kind: proxy, costs: { terminate: 50 us } }
          server: { kind: server }
        links:
          lte: { between: [phone, gateway], rate: 10 Mbit/s, delay: 20 ms }
          wlan: { between: [phone, gateway], rate: 20 Mbit/s, delay: 5 ms }
          core: { between: [gateway, server], rate: 100 Mbit/s, delay: 5 ms }
        flows:
          download: { from: server, to: phone, size: 1 MB, via: [wlan, lte] }
        """;

    [Fact]
    public void Figures_of_a_proxy_are_in_its_table_and_in_the_time_series()
    {
        var run = Run(Text);

        var proxy = Assert.Single(run.Proxies);
        Assert.Equal(("gateway", 1, 1), (proxy.Proxy, proxy.Sessions.TakenOver, proxy.SessionsPeak));
        Assert.InRange(proxy.Load!.CpuShare, 0.02, 0.2);
        Assert.Equal(proxy.Load.CpuShare * 2, proxy.Load.Work.Sum(work => work.Time.Seconds), 9);

        // All that the server sent came in by the core, and as much went out to the phone and some repetitions.
        Assert.InRange(proxy.Paths.Single(path => path.Link == "core").From, 1_000_000, 1_100_000);
        Assert.InRange(proxy.Paths.Where(path => path.Link != "core").Sum(path => path.To), 1_000_000, 1_400_000);
        var shares = run.Samples.WithMetric(SampleMetrics.CpuShare).Single();
        Assert.Equal("proxy/gateway", shares.Entity);
        Assert.Equal(proxy.Load.CpuShare * 100, run.Samples.Read(shares).Values.Average(), 6);
    }

    [Fact]
    public void Proxy_without_costs_has_a_table_without_times_and_no_series_and_runs_as_ever()
    {
        var run = Run(Text.Replace(", costs: { terminate: 50 us }", "", StringComparison.Ordinal));
        Assert.Null(Assert.Single(run.Proxies).Load);
        Assert.DoesNotContain(run.Samples.Series, series => series.Entity.StartsWith(EntityNames.ProxyPrefix, StringComparison.Ordinal));

        var costs = string.Join(", ", new[] { "forward", "terminate", "session", "join", "crypto", "refuse" }.Select(key => $"{key}: 0 s"));
        var free = Run(Text, $"nodes.gateway.costs={{ {costs} }}");
        Assert.Equal((run.Flows[0].GoodputMbps, run.PacketHops), (free.Flows[0].GoodputMbps, free.PacketHops));
    }

    [Fact]
    public void Table_charts_baseline_and_expectations_know_the_proxy()
    {
        var plan = SampleScenario.Plan(Text + "\nexpect: [ cpu_share(gateway) <= 90 %, sessions_peak(gateway) >= 2 ]");
        var result = new ScenarioResult(MadeUpResults.Facts(1) with { Variants = [new VariantFacts("base", [])] }, [Run(Text)]);
        using var folder = new TemporaryFolder();
        ProxiesCsv.Write(result, folder.Path);

        var lines = File.ReadAllLines(Path.Combine(folder.Path, ProxiesCsv.FileName));
        Assert.Equal("variant,run,proxy,metric,of,value,unit", lines[0]);
        Assert.Contains("base,1,gateway,sessions,taken over,1,", lines);
        Assert.Contains("base,1,gateway,work,session,1,", lines);
        Assert.Contains(Baseline.Of(result).Rows, row => row is { Flow: "gateway", Metric: "cpu_share", Unit: "%" });
        Assert.Contains(ChartFiles.Pages(result), page => page.Name == "proxy-load");
        Assert.Equal([true, false], ExpectationCheck.Judge(result, PlannedBounds.Expectations(plan)).Select(outcome => outcome.Met));
    }

    /// <summary>The draft: of a session that is left to an M-Server, the proxy's work falls to forwarding.</summary>
    [Fact]
    public void Work_of_a_session_is_that_of_ending_it_or_of_forwarding_its_packets()
    {
        const string Mode = "nodes.gateway.mode=transparent";
        var (takenOver, late, left) = (WorkOf(), WorkOf(Mode), WorkOf(Mode, "nodes.server.mptcp=true"));

        Assert.InRange(late / takenOver, 0.95, 1.05);
        Assert.InRange(left / takenOver, 0.1, 0.5);
        Assert.Null(ProxyMetric.SessionWork.Read(Run(Text, "nodes.gateway.mode=forward").Proxies[0]));

        static double WorkOf(params string[] changes) => ProxyMetric.SessionWork.Read(Run(Text, [.. changes, "nodes.gateway.costs.forward=20 us", "flows.download.size=2 MB"]).Proxies[0])!.Value;
    }

    [Theory]
    [InlineData("nodes.gateway.costs.terminated=2 us", "nodes.gateway.costs.terminated", "terminate")]
    [InlineData("nodes.gateway.costs.cores=0", "nodes.gateway.costs.cores", null)]
    [InlineData("nodes.gateway.costs.memory=1 kB", "nodes.gateway.costs.memory", null)]
    [InlineData("nodes.gateway.costs.forward=1000", "nodes.gateway.costs.forward", null)]
    [InlineData("nodes.phone.costs={ cores: 2 }", "nodes.phone.costs", null)]
    public void Mistake_is_located(string change, string path, string? nearest)
    {
        var error = SampleScenario.OnlyError(SampleScenario.Read(Text, change));

        Assert.Equal(path, error.KeyPath);
        Assert.True(nearest is null || error.Nearest == nearest, error.Nearest);
    }

    [Fact]
    public void Expectation_of_a_proxy_that_there_is_not_is_an_error_with_the_nearest_name()
    {
        var error = SampleScenario.OnlyError(SampleScenario.Read(Text + "\nexpect: [ cpu_share(gatway) <= 90 % ]"));

        Assert.Equal("gateway", error.Nearest);
    }

    private static RunResult Run(string text, params string[] overrides)
    {
        ScenarioPlan plan = SampleScenario.Plan(text, overrides);
        return new Simulation(plan.Base, TraceLibrary.Load(plan), plan.Seed, run: 1, sampleInterval: Duration.FromMilliseconds(100)).Run();
    }
}
