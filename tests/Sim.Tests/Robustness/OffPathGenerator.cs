using System.Text.RegularExpressions;
using CsCheck;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>Leads all accesses but the first past the gateway, by another provider's network; what the gateway announces brings their subflows to it.</summary>
internal static partial class OffPathGenerator
{
    /// <summary>There is an access to lead past, and a gateway that takes sessions over, that nothing but its accesses names.</summary>
    public static bool Fits(string text) => text.Contains("\n  wlan: ", StringComparison.Ordinal) && !text.Contains("ue, proxy:", StringComparison.Ordinal) && Plain().IsMatch(text);

    public static Gen<RandomScenario> PutInto(RandomScenario scenario) => Gen.Select(Steering, Yaml.Milliseconds(0, 30),
        (steering, delay) => scenario with { Text = With(scenario.Text, steering, delay) });

    private static readonly Gen<string> Steering = Yaml.Mapping(
        Yaml.Entry("announce", "core"),
        Yaml.Sometimes(50, Yaml.Entry("c_flag", Yaml.OneOf("true", "false"))),
        Yaml.Sometimes(50, Yaml.Entry("toward_server", "rewrite")));

    private static string With(string text, string steering, string delay)
    {
        var families = Yaml.Families(text);
        var given = text.Contains("mode: transparent", StringComparison.Ordinal) ? steering.Replace("toward_server: rewrite", "toward_server: preserve", StringComparison.Ordinal) : steering;
        var lines = text.Split('\n').Select(line =>
            line.StartsWith("  gateway: ", StringComparison.Ordinal) ? line.Replace("kind: proxy", $"kind: proxy, steering: {given}", StringComparison.Ordinal) + "\n  isp: { kind: router }\n  internet: { kind: router }"
            : line.StartsWith("  core: ", StringComparison.Ordinal) ? line.Replace("between: [gateway, server]", "between: [gateway, internet]", StringComparison.Ordinal)
                + $"\n  transit: {{ between: [isp, internet], rate: 200 Mbit/s, delay: {delay}{families} }}\n  exit: {{ between: [internet, server], rate: 500 Mbit/s, delay: 2 ms{families} }}"
            : line.StartsWith("  server: ", StringComparison.Ordinal) ? line.Replace("link: core", "link: exit", StringComparison.Ordinal)
            : line.StartsWith("  wlan: ", StringComparison.Ordinal) || line.StartsWith("  dsl: ", StringComparison.Ordinal) ? line.Replace(", gateway]", ", isp]", StringComparison.Ordinal)
            : line);
        return string.Join('\n', lines);
    }

    /// <summary>Without links by name, which would not end there, and with a mode that there is something to steer to.</summary>
    [GeneratedRegex(@"\n  gateway: \{ kind: proxy(?!.*(mode: (forward|hybrid)|steering|\bwlan\b|\bdsl\b|\blte\b)).*\}\n")]
    private static partial Regex Plain();
}
