using Mpsim.Models.Units;
using Mpsim.Results;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Assembly;

/// <summary>The policies by which an operator pools two lines, at the proxy for the downlink and at the home for the uplink.</summary>
public class PoolingPolicyTests
{
    private const string Text = """
        name: Pooling
        duration: 20 s
        nodes:
          home:    { kind: ue, mptcp: true }
          gateway: { kind: proxy }
          server:  { kind: server }
        links:
          dsl:  { between: [home, gateway], rate: 16 Mbit/s, delay: 10 ms, queue: 100 packets }
          lte:  { between: [home, gateway], rate: 24 Mbit/s, delay: 30 ms, queue: 200 packets }
          core: { between: [gateway, server], rate: 12 Mbit/s, delay: 10 ms, queue: 50 packets }
        flows:
          download: { from: server, to: home, via: [dsl, lte] }
        """;

    [Theory]
    [InlineData("download", 70, 30)]
    [InlineData("download", 40, 60)]
    [InlineData("upload", 70, 30)]
    public void Ratio_holds_within_two_points_where_both_lines_have_room(string direction, int dsl, int lte)
    {
        // In either direction the core is the bottleneck: the proxy's relay buffer slows down what the home sends.
        var node = direction == "download" ? "gateway" : "home";
        string[] upload = direction == "download" ? [] : ["flows.download.from=home", "flows.download.to=server", "nodes.gateway.tcp.receive_buffer=128 KiB"];
        var share = Run([$"nodes.{node}.mptcp.scheduler=weighted", $"nodes.{node}.mptcp.weights={{ dsl: {dsl}, lte: {lte} }}", .. upload]).ShareOf("dsl")!.Value;

        Assert.InRange(share, (dsl / 100.0) - 0.02, (dsl / 100.0) + 0.02);
    }

    [Fact]
    public void Smallest_delay_uses_one_line_until_its_delay_exceeds_that_of_the_other()
    {
        // The start of the transfer fills DSL's queue for a moment.
        Assert.InRange(Run("nodes.gateway.mptcp.scheduler=smallest-delay").ShareOf("lte")!.Value, 0, 0.2);

        // DSL behind a full queue of its own is slower than LTE, and then is left alone until it has drained.
        var full = Run("nodes.gateway.mptcp.scheduler=smallest-delay", "links.core.rate=1 Gbit/s", "links.dsl.queue=400 packets");
        Assert.InRange(full.ShareOf("lte")!.Value, 0.1, 0.9);
        Assert.True(full.GoodputMbps < 30, "it does not pool");
    }

    [Fact]
    public void Rush_hour_has_another_policy()
    {
        var run = Samples("nodes.gateway.mptcp={ scheduler: weighted, timetable: [{ from: 8 s, until: 14 s, scheduler: strict-priority, priority: [dsl, lte] }] }");

        Assert.InRange(LteShare(run, 2, 8), 0.47, 0.53);
        Assert.InRange(LteShare(run, 8.5, 14), 0, 0.02);

        // What LTE has missed is not made up for beyond a mebibyte: from 16 s on the ratio is back.
        Assert.InRange(LteShare(run, 16, 20), 0.47, 0.53);
    }

    [Theory]
    [InlineData("{ scheduler: linux, timetable: [{ scheduler: weighted }] }", "nodes.gateway.mptcp.timetable", "cannot take turns")]
    [InlineData("{ timetable: [{ scheduler: redundant }] }", "nodes.gateway.mptcp.timetable.0.scheduler", "cannot take turns")]
    [InlineData("{ timetable: [{ from: 5 s, until: 5 s, scheduler: weighted }] }", "nodes.gateway.mptcp.timetable.0.until", "end before it begins")]
    [InlineData("{ timetable: [{ from: 5 s }] }", "nodes.gateway.mptcp.timetable.0.scheduler", "is missing")]
    [InlineData("{ timetable: [{ scheduler: strict-priority, priority: [dsl, lt] }] }", "nodes.gateway.mptcp.timetable.0.priority.1", "no link of a UE 'lt'")]
    public void Mistake_in_a_timetable_is_located(string mptcp, string path, string message)
    {
        var error = SampleScenario.OnlyError(SampleScenario.Read(Text.Replace("kind: proxy", $"kind: proxy, mptcp: {mptcp}", StringComparison.Ordinal)));

        Assert.Equal(path, error.KeyPath);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static FlowResult Run(params string[] overrides) => Samples(overrides).Flows[0];

    private static RunResult Samples(params string[] overrides) =>
        SmallScenario.Make(SampleScenario.Plan(Text, overrides), sampleInterval: Duration.FromMilliseconds(100)).Run();

    private static double LteShare(RunResult run, double from, double until)
    {
        var lte = Sum(run, EntityNames.FlowPath("download", "lte"), from, until);
        return lte / (lte + Sum(run, EntityNames.FlowPath("download", "dsl"), from, until));
    }

    private static double Sum(RunResult run, string entity, double from, double until)
    {
        var (seconds, values) = run.Samples.Read(run.Samples.WithMetric(SampleMetrics.Goodput).Single(series => series.Entity == entity));
        return seconds.Zip(values).Where(sample => sample.First > from && sample.First <= until).Sum(sample => sample.Second);
    }
}
