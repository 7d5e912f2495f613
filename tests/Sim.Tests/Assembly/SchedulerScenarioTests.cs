using System.Xml.Linq;
using Mpsim.Assembly;
using Mpsim.Charts;
using Mpsim.Models.Mptcp.Scheduling;
using Mpsim.Results;
using Mpsim.Running;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Assembly;

/// <summary>What each packet scheduler is for, as figures of whole scenarios.</summary>
public sealed class SchedulerScenarioTests
{
    /// <summary>Objects over two alike paths that lose packets.</summary>
    private const string Lossy = """
        name: Lossy
        duration: 20 s
        nodes:
          phone: { kind: ue, mptcp: true }
          server: { kind: server, mptcp: true }
        links:
          one: { between: [phone, server], rate: 20 Mbit/s, delay: 20 ms, queue: 100 packets, loss: 2 % }
          two: { between: [phone, server], rate: 20 Mbit/s, delay: 22 ms, queue: 100 packets, loss: 2 % }
        flows:
          objects: { from: server, to: phone, transfer: request-response, response: 300 kB, arrivals: { every: 500 ms, until: 18 s }, via: [one, two] }
        """;

    /// <summary>A file over a fast path and a very slow one, to a receiver whose buffer cannot hold what waits for the slow one.</summary>
    private const string Unequal = """
        name: Unequal
        duration: 20 s
        nodes:
          phone: { kind: ue, mptcp: true, tcp: { receive_buffer: 128 KiB } }
          server: { kind: server, mptcp: { delay_threshold: 100 ms } }
        links:
          fast: { between: [phone, server], rate: 20 Mbit/s, delay: 10 ms, queue: 100 packets }
          slow: { between: [phone, server], rate: 2 Mbit/s, delay: 150 ms, queue: 100 packets }
        flows:
          file: { from: server, to: phone, size: 10 MB, via: [fast, slow] }
        """;

    /// <summary>Objects over a cheap line with room for them, beside a nearer one that costs.</summary>
    private const string Cheap = """
        name: Cheap
        duration: 20 s
        nodes:
          home: { kind: ue, mptcp: true }
          server: { kind: server, mptcp: { scheduler: strict-priority, priority: [dsl, lte] } }
        links:
          dsl: { between: [home, server], rate: 100 Mbit/s, delay: 20 ms, queue: 500 packets }
          lte: { between: [home, server], rate: 20 Mbit/s, delay: 5 ms, queue: 100 packets }
        flows:
          objects: { from: server, to: home, transfer: request-response, response: 300 kB, arrivals: { every: 500 ms, until: 18 s }, via: [dsl, lte] }
        """;

    [Fact]
    public void Redundant_has_by_far_the_shortest_stall_where_both_paths_lose_packets()
    {
        // Seen: 70 ms or so against 140 ms and more.
        var redundant = Gap("redundant");
        foreach (var other in PacketSchedulers.Names.Where(name => name != "redundant"))
        {
            Assert.True(redundant * 1.4 < Gap(other), $"{redundant} ms against {Gap(other)} ms of {other}");
        }

        // The mean over a few runs: one lost probe more or less decides a single gap.
        static double Gap(string scheduler) => Enumerable.Range(1, 4).Average(run => Flow(Lossy, run, Scheduler(scheduler)).LongestStall.Milliseconds);
    }

    [Fact]
    public void Opportunistic_retransmission_and_penalization_shorten_what_the_slow_path_blocks()
    {
        // Seen: 124 ms without, 61 ms with the first, 53 ms with both.
        var without = Flow(Unequal, 1).LongestGap.Milliseconds;
        var retransmitting = Flow(Unequal, 1, "nodes.server.mptcp.opportunistic_retransmission=true").LongestGap.Milliseconds;
        var both = Flow(Unequal, 1, "nodes.server.mptcp.opportunistic_retransmission=true", "nodes.server.mptcp.penalization=true").LongestGap.Milliseconds;
        Assert.InRange(retransmitting, 0, 0.6 * without);
        Assert.InRange(both, 0, 0.95 * retransmitting);
    }

    [Fact]
    public void Delay_threshold_keeps_data_off_the_path_above_it()
    {
        // Nothing but the handshake, and the DATA_FIN, which goes everywhere.
        var below = Flow(Unequal, 1, Scheduler("delay-threshold")).ShareOf("slow")!.Value;
        Assert.InRange(below, 0, 0.0001);
        Assert.InRange(Flow(Unequal, 1, Scheduler("delay-threshold"), "nodes.server.mptcp.delay_threshold=900 ms").ShareOf("slow")!.Value, 10 * below, 1);

        // Where all paths are above it the fastest is used.
        var flow = Flow(Unequal, 1, Scheduler("delay-threshold"), "nodes.server.mptcp.delay_threshold=1 ms");
        Assert.NotNull(flow.CompletionTime);
    }

    [Fact]
    public void Strict_priority_leaves_the_second_path_idle_until_the_first_is_full()
    {
        // Nothing but handshakes and DATA_FINs.
        Assert.InRange(Flow(Cheap, 1).ShareOf("lte")!.Value, 0, 0.001);
        Assert.True(Flow(Cheap, 1, Scheduler("lowest-rtt")).ShareOf("lte") > 0.5);

        // A line that is too slow for what is wanted: the second carries the rest.
        var full = Flow(Cheap, 1, "links.dsl.rate=10 Mbit/s", "flows.objects.response=2 MB", "flows.objects.arrivals.every=2 s");
        Assert.InRange(full.ShareOf("lte")!.Value, 0.2, 0.8);

        // The order is the scenario's, not that in which subflows were opened.
        Assert.True(Flow(Cheap, 1, "nodes.server.mptcp.priority=[lte, dsl]").ShareOf("lte") > 0.5);
    }

    [Theory]
    [InlineData(70, 30)]
    [InlineData(30, 70)]
    public void Weighted_splits_as_configured_where_both_paths_have_room(int one, int two)
    {
        // A window of 20 segments has room on either path for both parts of what 64 KiB of receive window let out in a round trip.
        var flow = Flow(
            Lossy, 1, Scheduler("weighted"), $"nodes.server.mptcp.weights.one={one}", $"nodes.server.mptcp.weights.two={two}",
            "nodes.phone.tcp.receive_buffer=64 KiB", "links.one.loss=0 %", "links.two.loss=0 %", "flows.objects.response=20 MB", "flows.objects.arrivals.every=17 s");
        Assert.InRange(flow.ShareOf("one")!.Value, (one / 100.0) - 0.02, (one / 100.0) + 0.02);
    }

    [Fact]
    public void Every_registered_scheduler_can_be_a_variant_and_has_its_bar_in_the_comparison()
    {
        var variants = string.Concat(PacketSchedulers.Names.Select(name => $"\n  {name} variant: {{ nodes.server.mptcp.scheduler: {name} }}"));
        var plan = SampleScenario.Plan(Unequal + "\nvariants:" + variants, "duration=1 s");
        var result = new ScenarioRunner(plan, TraceLibrary.Load(plan)).Run(2, [], interruption: TestContext.Current.CancellationToken);

        Assert.Equal(ScenarioStatus.Complete, result.Status);
        using var folder = new TemporaryFolder();
        ChartFiles.Write(result, folder.Path);
        var chart = string.Concat(XDocument.Load(folder[Path.Combine(ChartFiles.FolderName, "comparison.svg")]).Descendants().Where(node => node.Name.LocalName == "text").Select(node => node.Value + "\n"));
        Assert.All(PacketSchedulers.Names, name => Assert.Contains(name, chart, StringComparison.Ordinal));
    }

    private static string Scheduler(string name) => $"nodes.server.mptcp.scheduler={name}";

    private static FlowResult Flow(string text, int run, params string[] overrides) => SmallScenario.Make(SampleScenario.Plan(text, overrides), run: run).Run().Flows[0];
}
