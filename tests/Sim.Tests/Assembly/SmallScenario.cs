using Mpsim.Assembly;
using Mpsim.Models.Units;
using Mpsim.Results;
using Mpsim.Scenarios.Plan;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Assembly;

/// <summary>Two accesses, a proxy and a server for a few simulated seconds, and short ways to run them.</summary>
internal static class SmallScenario
{
    public const string Text = """
        name: Small
        duration: 3 s
        variant: proxy
        nodes:
          phone: { kind: ue, mptcp: true }
          gateway: { kind: proxy }
          server: { kind: server }
        links:
          lte: { between: [phone, gateway], rate: 20 Mbit/s, delay: 40 ms, queue: 400 packets }
          wlan: { between: [phone, gateway], rate: 30 Mbit/s, delay: 10 ms, queue: 100 packets, loss: 0.5 % }
          core: { between: [gateway, server], rate: 1 Gbit/s, delay: 20 ms }
        flows:
          download: { from: server, to: phone, via: [lte, wlan] }
        variants:
          same: { nodes.gateway.mode: take-over }
          no proxy: { nodes.gateway.kind: router }
        """;

    public static Simulation Make(ScenarioPlan plan, string? variant = null, ulong seed = 1, int run = 1, Duration? sampleInterval = null) =>
        new(plan.Variants.First(one => variant is null || one.Name == variant), TraceLibrary.Load(plan), seed, run, sampleInterval);

    /// <summary>Runs the scenario with some keys overridden.</summary>
    public static RunResult Run(params string[] overrides) => Make(SampleScenario.Plan(Text, overrides), sampleInterval: Duration.FromMilliseconds(100)).Run();

    public static FlowResult Flow(params string[] overrides) => Run(overrides).Flows[0];

    /// <summary>Sum of a series of a run.</summary>
    public static double Sum(RunResult run, string entity, string metric)
    {
        var series = run.Samples.WithMetric(metric).Single(one => one.Entity == entity);
        return run.Samples.Read(series).Values.Sum();
    }
}
