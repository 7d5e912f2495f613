using Mpsim.Scenarios;
using Mpsim.Scenarios.Errors;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Sim.Tests.Scenarios;

/// <summary>A sound scenario to start from, and short ways to read texts.</summary>
internal static class SampleScenario
{
    public const string File = "sample.yaml";

    public const string Text = """
        name: Sample
        duration: 20 s
        nodes:
          phone: { kind: ue, mptcp: true }
          gateway: { kind: proxy, mode: take-over }
          server: { kind: server }
        links:
          lte: { between: [phone, gateway], access: lte, rate: 20 Mbit/s, delay: 40 ms, queue: 400 packets }
          wlan: { between: [phone, gateway], access: wlan, rate: 30 Mbit/s, delay: 10 ms, loss: 1 % }
          core: { between: [gateway, server], rate: 1 Gbit/s, delay: 20 ms }
        flows:
          download: { from: server, to: phone, transfer: bulk }
        events:
          - { at: 10 s, link: wlan, state: down }
        variants:
          no proxy: { nodes.gateway.kind: router }
        expect:
          - goodput(download) >= 45 Mbit/s
        """;

    public static ScenarioReading Read(string text, params string[] overrides) =>
        ScenarioReader.ReadText(text, File, overrides, PluginNames.BuiltIn);

    /// <summary>Reads the sample with one part of its text replaced.</summary>
    public static ScenarioReading ReadWith(string old, string replacement) => Read(Replace(old, replacement));

    public static string Replace(string old, string replacement)
    {
        Assert.Contains(old, Text, StringComparison.Ordinal);
        return Text.Replace(old, replacement, StringComparison.Ordinal);
    }

    public static ScenarioPlan Plan(string text, params string[] overrides)
    {
        var reading = Read(text, overrides);
        Assert.Empty(reading.Errors);
        return reading.Plan!;
    }

    public static ScenarioError OnlyError(ScenarioReading reading)
    {
        Assert.Null(reading.Plan);
        return Assert.Single(reading.Errors);
    }
}
