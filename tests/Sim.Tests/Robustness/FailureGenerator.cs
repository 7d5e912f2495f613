using CsCheck;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>Random crashes of the gateway's proxy, with and without something that stands by.</summary>
internal static class FailureGenerator
{
    private const string Proxy = "gateway: { kind: proxy";

    private static readonly Gen<string> Hot = Yaml.Joined(
        Yaml.Entry("standby", "hot"),
        Yaml.Entry("detection", Yaml.Milliseconds(10, 400)),
        Yaml.Sometimes(50, Yaml.Entry("replication_delay", Yaml.Number(0.01, 20, "ms"))),
        Yaml.Sometimes(50, Yaml.Entry("replication_rate", Yaml.Number(1, 1_000, "Mbit/s"))));

    private static readonly Gen<string> Cold = Yaml.Joined(
        Yaml.Entry("standby", "cold"),
        Yaml.Sometimes(50, Yaml.Entry("detection", Yaml.Milliseconds(10, 2_000))));

    private static Gen<string> Alone(bool isTakeOver) => isTakeOver
        ? Yaml.Joined(Yaml.Sometimes(40, Yaml.Entry("while_down", "forward")), Yaml.Sometimes(40, Yaml.Entry("after_crash", "forward")))
        : Gen.Const("");

    /// <summary>The same nodes with a protection of the proxy, and the events of its crashes.</summary>
    public static Gen<(string Nodes, string[] Events)> Of(string nodes)
    {
        if (!nodes.Contains(Proxy, StringComparison.Ordinal))
        {
            return Gen.Const((nodes, Array.Empty<string>()));
        }

        var isTakeOver = !nodes.Contains("mode: transparent", StringComparison.Ordinal) && !nodes.Contains("mode: hybrid", StringComparison.Ordinal);
        return Gen.Frequency(
            (5, Gen.Const((nodes, Array.Empty<string>()))),
            (1, Gen.Select(Hot, keys => (With(nodes, keys), Array.Empty<string>()))),
            (3, Gen.Select(Hot, Crash, (keys, crash) => (With(nodes, keys), crash))),
            (1, Gen.Select(Cold, Crashes, (keys, crashes) => (With(nodes, keys), crashes))),
            (1, Gen.Select(Alone(isTakeOver), Crashes, (keys, crashes) => (With(nodes, keys), crashes))));
    }

    private static readonly Gen<string[]> Crash = Gen.Int[0, 6_000].Select(at => new[] { $"{{ at: {at} ms, node: gateway, state: crash }}" });

    private static readonly Gen<string[]> Crashes = Gen.Select(Gen.Int[0, 3_000], Gen.Int[1, 3_000]).Array[1, 2].Select(spans =>
    {
        var now = 0;
        return spans.SelectMany(span =>
        {
            var (from, until) = (now + span.Item1, now + span.Item1 + span.Item2);
            now = until;
            return new[] { $"{{ at: {from} ms, node: gateway, state: crash }}", $"{{ at: {until} ms, node: gateway, state: up }}" };
        }).ToArray();
    });

    private static string With(string nodes, string keys) => keys.Length == 0 ? nodes : nodes.Replace(Proxy, $"{Proxy}, {keys}", StringComparison.Ordinal);
}
