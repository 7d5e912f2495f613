using CsCheck;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>Adds what operators decide beyond the path of packets: what is reserved for whom, which of several proxies has a session, and what accesses cost.</summary>
internal static class PolicyGenerator
{
    private const string Ue = "phone: { kind: ue, ";

    private const string Proxy = "gateway: { kind: proxy, ";

    public static Gen<RandomScenario> AddTo(RandomScenario scenario) => Negotiation(scenario).SelectMany(Selection).SelectMany(Tariff);

    /// <summary>The phone asks the gateway for sessions and subflows.</summary>
    private static Gen<RandomScenario> Negotiation(RandomScenario scenario) =>
        !scenario.Text.Contains(Proxy, StringComparison.Ordinal) || !scenario.Text.Contains(Ue, StringComparison.Ordinal)
        || scenario.Text.Contains("mode: forward", StringComparison.Ordinal) || scenario.Text.Contains("mode: cpe", StringComparison.Ordinal) || scenario.Text.Contains("standby: hot", StringComparison.Ordinal)
            ? Gen.Const(scenario)
            : Gen.Frequency((5, Gen.Const(scenario)), (1, Gen.Select(Provision, Reserve(scenario), (provision, reserve) => scenario with
            {
                Text = scenario.Text.Replace(Proxy, $"{Proxy}{provision}, ", StringComparison.Ordinal).Replace(Ue, $"{Ue}{reserve}, ", StringComparison.Ordinal),
            })));

    /// <summary>A second proxy behind the gateway, and rules that choose between the two.</summary>
    private static Gen<RandomScenario> Selection(RandomScenario scenario) =>
        !scenario.Text.Contains(Proxy, StringComparison.Ordinal) || scenario.Text.Contains("v6", StringComparison.Ordinal) || scenario.Text.Contains("services:", StringComparison.Ordinal)
        || scenario.Text.Contains("standby:", StringComparison.Ordinal) || scenario.Text.Contains("node: gateway", StringComparison.Ordinal)
        || scenario.Text.Contains("steering:", StringComparison.Ordinal)
            ? Gen.Const(scenario)
            : Gen.Frequency((6, Gen.Const(scenario)), (1, Gen.Select(Rules, FarProxy, (rules, far) => scenario with
            {
                Text = scenario.Text.Replace("between: [gateway, server]", "between: [far, server]", StringComparison.Ordinal)
                    .Replace("\nlinks:\n", $"\n  far: {far}\nlinks:\n", StringComparison.Ordinal)
                    .Replace("\nnodes:\n", $"\nselection: {rules}\nnodes:\n", StringComparison.Ordinal)
                    .Replace("\nflows:\n", "\n  mid: { between: [gateway, far], rate: 1 Gbit/s, delay: 1 ms }\nflows:\n", StringComparison.Ordinal),
            })));

    /// <summary>An access has a price and a quota, and is a backup or dearer beyond; switched off it would end sessions that have no other.</summary>
    private static Gen<RandomScenario> Tariff(RandomScenario scenario) => Gen.Frequency(
        (6, Gen.Const(scenario)),
        (1, Gen.Select(Yaml.OneOf(Links(scenario)), Gen.Int[0, 900], Yaml.OneOf("go", "go", "backup"), Gen.Int[0, 9], (link, quota, use, price) => scenario with
        {
            Text = scenario.Text.Replace($"\n  {link}: {{ between: [phone,", $"\n  {link}: {{ price: {price} per GB, quota: {quota + 1} kB, price_beyond: {10 - price} per GB, over_quota: {use}, between: [phone,", StringComparison.Ordinal),
        })));

    private static readonly Gen<string> Rules = Gen.Select(
        Yaml.OneOf("", "{ flows: [flow1], proxies: [far] }, ", "{ until: 3 s, choose: continuity }, ", "{ flows: [flow1], choose: least-loaded }, "),
        Yaml.OneOf("choose: nearest", "choose: on-path", "choose: continuity", "choose: least-loaded", "proxies: [far, gateway]"),
        (first, last) => $"[ {first}{{ {last} }} ]");

    private static readonly Gen<string> FarProxy = Yaml.Mapping(
        Yaml.Entry("kind", "proxy"), Yaml.Entry("mode", Yaml.OneOf("take-over", "take-over", "transparent")), Yaml.Entry("accept", Yaml.OneOf("at-once", "after-server")), ProxyLoadGenerator.Costs);

    private static readonly Gen<string> Provision = Yaml.Entry("provision", Yaml.Mapping(
        Yaml.Entry("offers", Yaml.OneOf("[ {} ]", "[ { sessions: 1 }, {} ]", "[ { subflows: 2 } ]", "[ { level: session, subflows: 2 }, { level: subscriber } ]", "[ { subflows: 0 } ]")),
        Yaml.Sometimes(30, Yaml.Entry("sessions", Gen.Int[0, 4].Select(count => $"{count}"))),
        Yaml.Sometimes(30, Yaml.Entry("subflows", Gen.Int[0, 8].Select(count => $"{count}"))),
        Yaml.Sometimes(30, Yaml.Entry("unreserved", Yaml.OneOf("{ sessions: 0 }", "{ subflows: 2 }", "{ sessions: 1, subflows: 3 }"))),
        Yaml.Switch("partial", 20),
        Yaml.Sometimes(60, Yaml.Entry("lifetime", Gen.Int[200, 20_000].Select(time => $"{time} ms"))),
        Yaml.Sometimes(50, Yaml.Entry("delay", Gen.Int[0, 2_000].Select(time => $"{time} ms"))),
        Yaml.Sometimes(50, Yaml.Entry("loss", Gen.Int[0, 100].Select(part => $"{part} %"))),
        Yaml.Sometimes(50, Yaml.Entry("repeat", Gen.Int[50, 3_000].Select(time => $"{time} ms")))));

    private static string[] Links(RandomScenario scenario) => [.. new[] { "lte", "wlan", "dsl" }.Where(link => scenario.Text.Contains($"\n  {link}: {{", StringComparison.Ordinal))];

    private static Gen<string> Reserve(RandomScenario scenario)
    {
        var links = Links(scenario);
        var request = Gen.OneOf(
            Gen.Select(Gen.Int[1, 4], Gen.Int[1, 4], Gen.Int[0, 5], (sessions, subflows, at) => $"{{ level: subscriber, sessions: {sessions}, subflows: {subflows}, at: {at} s }}"),
            Gen.Int[0, 5].Select(at => $"{{ level: subscriber, subflows: 2, at: {at} s, until: {at + 3} s }}"),
            Gen.Int[1, 4].Select(subflows => $"{{ level: session, subflows: {subflows} }}"),
            Yaml.OneOf(links).Select(link => $"{{ level: subflow, link: {link} }}"));
        return request.Array[1, 3].Select(requests => $"reserve: {{ requests: {Yaml.List(requests)} }}");
    }
}
