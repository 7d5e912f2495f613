using System.Text.RegularExpressions;
using CsCheck;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>
/// Puts the proxy of the gateway behind a router off the path, and a tunnel from the gateway to it, which carries what the UE sends and gets. Either the links on the way have
/// room for the outer header, or large packets go in fragments, or the segment size is lowered.
/// </summary>
internal static partial class TunnelGenerator
{
    /// <summary>Less than any access has beside two headers of IPv6 and one of TCP.</summary>
    private const string Clamp = "mss_clamp: 1300 B";

    /// <summary>
    /// Of packets of a CPE's own addresses a tunnel does not know that they are those of its UEs; and a box on the way that keeps state of a connection must see both of its
    /// directions, of which the tunnel hides some.
    /// </summary>
    public static bool Fits(string text) => !text.Contains("mode: cpe", StringComparison.Ordinal) && !CoreWithBoxes().IsMatch(text);

    /// <param name="scenario">The scenario.</param>
    /// <param name="proxy">Its gateway, which names none of its links.</param>
    public static Gen<RandomScenario> PutInto(RandomScenario scenario, string proxy) => Gen.Select(
        Yaml.OneOf("jumbo", "fragment", HasAuthentication(scenario.Text) ? "jumbo" : "clamp"), Gen.Bool, Yaml.Milliseconds(0, 20),
        (way, isIpv6, delay) => scenario with { Text = With(scenario.Text, proxy, way, isIpv6, delay) });

    /// <summary>The segment size of TCP-AO, which a proxy must not change, is not lowered.</summary>
    public static bool HasAuthentication(string text) => text.Contains("option_kind: 29", StringComparison.Ordinal);

    private static string With(string text, string proxy, string way, bool isIpv6, string delay)
    {
        var families = Yaml.Families(text);
        var isOuterIpv6 = text.Contains("\nip: v6", StringComparison.Ordinal) || (isIpv6 && text.Contains("v6", StringComparison.Ordinal));
        var mtu = way == "jumbo" ? ", mtu: 1600" : "";
        var helper = way == "clamp" ? Clamped(proxy) : proxy;
        var lines = text.Split('\n').Select(line =>
            line.StartsWith("  gateway: ", StringComparison.Ordinal) ? $"  gateway: {{ kind: router }}\n  hub: {{ kind: router }}\n  helper: {helper.Replace("announce: core", "announce: rack", StringComparison.Ordinal)}"
            : line.StartsWith("  core: ", StringComparison.Ordinal) ? line.Replace("between: [gateway, server]", $"between: [gateway, hub]{mtu}", StringComparison.Ordinal)
                + $"\n  rack: {{ between: [hub, helper], rate: 200 Mbit/s, delay: {delay}{mtu}{families} }}\n  exit: {{ between: [hub, server], rate: 200 Mbit/s, delay: 1 ms{families} }}"
            : line == "flows:" ? $"tunnels:\n  detour: {{ between: [gateway, helper], ip: {(isOuterIpv6 ? "v6" : "v4")}, oversize: {(way == "fragment" ? way : "clamp")} }}\nflows:"
            : line.StartsWith("  server: ", StringComparison.Ordinal) ? line.Replace("link: core", "link: exit", StringComparison.Ordinal)
            : line.Replace("node: gateway", "node: helper", StringComparison.Ordinal));
        return string.Join('\n', lines);
    }

    [GeneratedRegex(@"\n  core: .*middleboxes")]
    private static partial Regex CoreWithBoxes();

    /// <summary>The proxy's own SYNs toward the server pass no tunnel, and the answers to them do.</summary>
    private static string Clamped(string proxy) => GivenClamp().Replace(proxy, "").Replace("kind: proxy", $"kind: proxy, {Clamp}", StringComparison.Ordinal);

    [GeneratedRegex(@", mss_clamp: \d+ B")]
    private static partial Regex GivenClamp();
}
