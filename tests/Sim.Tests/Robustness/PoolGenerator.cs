using System.Text.RegularExpressions;
using CsCheck;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>Puts a pool of two such proxies between two balancers in the place of the gateway of some scenarios.</summary>
internal static partial class PoolGenerator
{
    public static Gen<RandomScenario> PutInto(RandomScenario scenario)
    {
        var gateway = Gateway().Match(scenario.Text);

        // Endpoints and weights of a gateway name its own links, which those of members are not, and crashes and UEs that address a proxy name the gateway.
        return !gateway.Success || scenario.Text.Contains("standby:", StringComparison.Ordinal) || scenario.Text.Contains("node: gateway", StringComparison.Ordinal) || scenario.Text.Contains("services:", StringComparison.Ordinal) || scenario.Text.Contains("198.51.100.", StringComparison.Ordinal) || scenario.Text.Contains("provision:", StringComparison.Ordinal) || scenario.Text.Contains("selection:", StringComparison.Ordinal) || scenario.Text.Contains("ue, proxy:", StringComparison.Ordinal) || scenario.Text.Contains("v6", StringComparison.Ordinal) || AccessName().IsMatch(gateway.Groups[1].Value)
            ? Gen.Const(scenario)
            : Gen.Frequency((5, Gen.Const(scenario)), (1, Front.Select(front => scenario with { Text = With(scenario.Text, gateway.Groups[1].Value, front) })));
    }

    /// <summary>The method, and the members, which are the same on both sides.</summary>
    private static readonly Gen<(string Method, string Members)> Front = Gen.Select(
        Yaml.OneOf("method: token", "method: token", "method: hash, track: true", "method: consistent-hash, track: true"), Yaml.OneOf("", ", drains: 3 s"), Yaml.OneOf("", ", from: 2 s"),
        (method, drains, from) => (method, $"[{{ proxy: one{drains} }}, {{ proxy: two{(drains.Length > 0 ? "" : from)} }}]"));

    private static string With(string text, string proxy, (string Method, string Members) front) => Gateway().Replace(text, _ =>
            $"\n  gateway: {{ kind: balancer, pool: {{ {front.Method}, members: {front.Members} }} }}\n  one: {proxy}\n  two: {proxy}\n  back: {{ kind: balancer, pool: {{ faces: server, track: true, members: {front.Members} }} }}\n", 1)
        .Replace("between: [gateway, server]", "between: [back, server]", StringComparison.Ordinal)
        .Replace("\nflows:\n", "\n  f1: { between: [gateway, one], rate: 1 Gbit/s, delay: 100 us }\n  f2: { between: [gateway, two], rate: 1 Gbit/s, delay: 100 us }\n"
            + "  b1: { between: [one, back], rate: 1 Gbit/s, delay: 100 us }\n  b2: { between: [two, back], rate: 1 Gbit/s, delay: 100 us }\nflows:\n", StringComparison.Ordinal);

    [GeneratedRegex(@"\n  gateway: (\{ kind: proxy.*\})\n")]
    private static partial Regex Gateway();

    [GeneratedRegex(@"\b(lte|wlan|dsl)\b")]
    private static partial Regex AccessName();
}
