using Mpsim.Charts;
using Mpsim.Output;
using Mpsim.Regression;
using Mpsim.Results;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Assembly;

/// <summary>Subscribers of two classes who share few public ports, at a proxy and at a NAT.</summary>
public sealed class AddressSharingScenarioTests
{
    private const string Text = """
        name: Sharing
        duration: 6 s
        nodes:
          gateway: { kind: proxy, sharing: { ports: 2000-2079, block_size: 4, hold: 60 s, when_exhausted: drop } }
          server: { kind: server }
        links:
          core: { between: [gateway, server], rate: 1 Gbit/s, delay: 10 ms }
        population:
          subscribers: 10
          attach: gateway
          classes:
            homes:   { share: 80 %, access: { dsl: { rate: 16 Mbit/s, delay: 12 ms }, lte: { rate: 20 Mbit/s, delay: 30 ms } } }
            sharers: { share: 20 %, access: { dsl: { rate: 16 Mbit/s, delay: 12 ms }, lte: { rate: 20 Mbit/s, delay: 30 ms } } }
        flows:
          pages: { from: server, to: homes, transfer: request-response, response: 20 kB, start: 4 s, arrivals: { every: 1 s, count: 1 } }
          files: { from: server, to: sharers, transfer: request-response, response: 5 kB, arrivals: { every: 50 ms, until: 5 s } }
        """;

    private const string Rewrite = "nodes.gateway.steering.toward_server=rewrite";
    private static readonly string[] Cgn = ["nodes.gateway.kind=router", "nodes.gateway.sharing=null", "nodes.gateway.middleboxes={ box: napt, ports: 2000-2079, sharing: { block_size: 4 } }"];

    [Fact]
    public void Preserved_address_takes_no_port_and_a_shared_one_runs_out()
    {
        var preserving = Run();
        var shared = Run(Rewrite);

        Assert.Empty(preserving.Ports);
        Assert.Equal(8, preserving.Flows[0].ConnectionsCompleted);
        var ports = Assert.Single(shared.Ports);
        Assert.Equal(("gateway", 80, 80), (ports.Place, ports.Peak, ports.InUse));
        Assert.Equal("no port", Assert.Single(ports.Refusals).Reason);
        Assert.Null(shared.Flows[0].Sessions);
        Assert.Equal(80, ports.Classes.Single(each => each.Class == "sharers").Given);
    }

    [Theory]
    [InlineData("nodes.gateway.sharing.ports_per_subscriber=10", "limit of ports", 10)]
    [InlineData("nodes.gateway.sharing.blocks=deterministic", "blocks full", 4)]
    [InlineData("nodes.gateway.sharing.blocks=dynamic", "blocks full", 16)]
    public void Limits_and_blocks_leave_the_shortage_to_those_who_make_it(string limit, string reason, int most)
    {
        var run = Run(Rewrite, limit);

        var ports = Assert.Single(run.Ports);
        Assert.Equal((reason, most), (Assert.Single(ports.Refusals).Reason, ports.SubscriberPeak));
        Assert.Equal((8, 0L), (run.Flows[0].Sessions!.TakenOver, ports.Classes.Single(each => each.Class == "homes").Refused));
    }

    [Fact]
    public void New_sessions_fail_behind_a_nat_without_ports_and_a_limit_helps()
    {
        var shared = Run(Cgn);
        var limited = Run([.. Cgn, "nodes.gateway.middleboxes.sharing.ports_per_subscriber=10"]);
        var blocks = Run([.. Cgn, "nodes.gateway.middleboxes.sharing.blocks=deterministic"]);

        Assert.Equal([0, 8, 8], new[] { shared, limited, blocks }.Select(run => run.Flows[0].ConnectionsCompleted));
        Assert.Equal((80, 10, 4), (shared.Ports[0].Peak, limited.Ports[0].SubscriberPeak, blocks.Ports[0].SubscriberPeak));
    }

    [Fact]
    public void Further_address_is_reached_by_the_server_and_serves_some_of_the_subscribers()
    {
        var run = Run(Rewrite, "nodes.gateway.sharing.addresses=[198.51.100.9]", "flows.pages.start=1 s");

        Assert.Equal((160, 8), (run.Ports[0].Peak, run.Flows[0].ConnectionsCompleted));
        Assert.Equal(160, run.Flows[1].Sessions!.TakenOver + run.Flows[0].Sessions!.TakenOver);
    }

    [Fact]
    public void Table_series_chart_baseline_and_expectations_know_the_ports()
    {
        var plan = SampleScenario.Plan(Text + "\nexpect: [ ports_peak(gateway) >= 80, ports_of_one_peak(gateway) <= 9 ]", Rewrite);
        var run = SmallScenario.Make(plan, sampleInterval: Models.Units.Duration.FromMilliseconds(100)).Run();
        using var folder = new TemporaryFolder();
        var result = new ScenarioResult(MadeUpResults.Facts(1) with { Variants = [new VariantFacts("base", [])] }, [run]);
        PortsCsv.Write(result, folder.Path);

        var lines = File.ReadAllLines(Path.Combine(folder.Path, PortsCsv.FileName));
        Assert.Equal("variant,run,place,class,metric,of,value", lines[0]);
        Assert.Contains("base,1,gateway,,ports_peak,,80", lines);
        Assert.Contains(lines, line => line.StartsWith("base,1,gateway,sharers,ports_refused,,", StringComparison.Ordinal));
        var ports = run.Samples.WithMetric(SampleMetrics.Ports).Single();
        Assert.Equal("sharing/gateway", ports.Entity);
        Assert.Equal(80, run.Samples.Read(ports).Values[^1]);
        Assert.Contains(ChartFiles.Pages(result), page => page.Name == "public-ports");
        Assert.Contains(Baseline.Of(result).Rows, row => row is { Flow: "gateway", Metric: "ports_of_one_peak", Path: "sharers", Value: 40 });
        Assert.Equal([true, false], ExpectationCheck.Judge(result, PlannedBounds.Expectations(plan)).Select(outcome => outcome.Met));
        Assert.Equal(run.Ports[0].Refused, (long)SmallScenario.Sum(run, "sharing/gateway", SampleMetrics.PortsRefused));
    }

    private static RunResult Run(params string[] overrides) => SmallScenario.Make(SampleScenario.Plan(Text, overrides)).Run();
}
