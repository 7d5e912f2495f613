using CsCheck;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>Puts a pool of two such proxies between two balancers in the place of the gateway of some scenarios.</summary>
internal static class PoolGenerator
{
    /// <param name="scenario">The scenario.</param>
    /// <param name="proxy">Its gateway, which names none of its links: those of members are others.</param>
    public static Gen<RandomScenario> PutInto(RandomScenario scenario, string proxy) => Front.Select(front => scenario with { Text = With(scenario.Text, proxy, front) });

    /// <summary>The method, and the members, which are the same on both sides.</summary>
    private static readonly Gen<(string Method, string Members)> Front = Gen.Select(
        Yaml.OneOf("method: token", "method: token", "method: hash, track: true", "method: consistent-hash, track: true"), Yaml.OneOf("", ", drains: 3 s"), Yaml.OneOf("", ", from: 2 s"),
        (method, drains, from) => (method, $"[{{ proxy: one{drains} }}, {{ proxy: two{(drains.Length > 0 ? "" : from)} }}]"));

    private static string With(string text, string proxy, (string Method, string Members) front)
    {
        var families = Yaml.Families(text);
        var lines = text.Split('\n').Select(line =>
            line.StartsWith("  gateway: ", StringComparison.Ordinal)
                ? $"  gateway: {{ kind: balancer, pool: {{ {front.Method}, members: {front.Members} }} }}\n  one: {Announcing("b1")}\n  two: {Announcing("b2")}\n  back: {{ kind: balancer, pool: {{ faces: server, track: true, members: {front.Members} }} }}"
            : line.StartsWith("  phone: ", StringComparison.Ordinal) ? line.Replace("ue, proxy: {", "ue, proxy: { name: one,", StringComparison.Ordinal).Replace(", }", " }", StringComparison.Ordinal)
            : line.StartsWith("  core: ", StringComparison.Ordinal) ? line.Replace("between: [gateway, server]", "between: [back, server]", StringComparison.Ordinal)
                + string.Concat(Inner.Select(link => $"\n  {link.Name}: {{ between: [{link.Ends}], rate: 1 Gbit/s, delay: 100 us{families} }}"))
            : line.Replace("node: gateway", "node: one", StringComparison.Ordinal));
        return string.Join('\n', lines);

        string Announcing(string link) => proxy.Replace("announce: core", $"announce: {link}", StringComparison.Ordinal);
    }

    private static readonly (string Name, string Ends)[] Inner = [("f1", "gateway, one"), ("f2", "gateway, two"), ("b1", "one, back"), ("b2", "two, back")];
}
