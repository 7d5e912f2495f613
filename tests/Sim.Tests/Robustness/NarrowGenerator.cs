using System.Text.RegularExpressions;
using CsCheck;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>Puts a link of a small MTU between gateway and server, of which hosts learn, or which silently drops what is too large while the gateway lowers the segment size.</summary>
internal static partial class NarrowGenerator
{
    /// <summary>Headers of IP (6) and TCP without options.</summary>
    private const int Headers = 60;

    /// <summary>A gateway that lowers what TCP-AO protects would break it, so that it does not.</summary>
    public static bool Fits(string text) => !TunnelGenerator.HasAuthentication(text) && !text.Contains("\n  back: ", StringComparison.Ordinal);

    public static Gen<RandomScenario> PutInto(RandomScenario scenario) => Gen.Select(Gen.Int[1280, 1500], Gen.Bool,
        (mtu, isKnown) => scenario with { Text = With(scenario.Text, mtu, isKnown) });

    private static string With(string text, int mtu, bool isKnown)
    {
        var families = Yaml.Families(text);
        var lines = text.Split('\n').Select(line =>
            line.StartsWith("  gateway: ", StringComparison.Ordinal)
                ? (isKnown ? line : Clamp().Replace(line, "").Replace("kind: proxy", $"kind: proxy, mss_clamp: {mtu - Headers} B", StringComparison.Ordinal)) + "\n  border: { kind: router }\n  peer: { kind: router }"
            : line.StartsWith("  core: ", StringComparison.Ordinal) ? line.Replace("between: [gateway, server]", "between: [gateway, border]", StringComparison.Ordinal)
                + $"\n  narrow: {{ between: [border, peer], rate: 500 Mbit/s, delay: 1 ms, mtu: {mtu}{(isKnown ? "" : ", mtu_discovery: false")}{families} }}\n  exit: {{ between: [peer, server], rate: 500 Mbit/s, delay: 1 ms{families} }}"
            : line.StartsWith("  server: ", StringComparison.Ordinal) ? line.Replace("link: core", "link: exit", StringComparison.Ordinal)
            : line);
        return string.Join('\n', lines);
    }

    [GeneratedRegex(@", mss_clamp: \d+ B")]
    private static partial Regex Clamp();
}
