using CsCheck;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>Adds what operators decide beyond the path of packets: what is reserved for whom.</summary>
internal static class PolicyGenerator
{
    private const string Ue = "phone: { kind: ue, ";

    private const string Proxy = "gateway: { kind: proxy, ";

    public static Gen<RandomScenario> AddTo(RandomScenario scenario) => Negotiation(scenario);

    /// <summary>The phone asks the gateway for sessions and subflows.</summary>
    private static Gen<RandomScenario> Negotiation(RandomScenario scenario) =>
        !scenario.Text.Contains(Proxy, StringComparison.Ordinal) || !scenario.Text.Contains(Ue, StringComparison.Ordinal)
        || scenario.Text.Contains("mode: forward", StringComparison.Ordinal) || scenario.Text.Contains("mode: cpe", StringComparison.Ordinal) || scenario.Text.Contains("standby: hot", StringComparison.Ordinal)
            ? Gen.Const(scenario)
            : Gen.Frequency((5, Gen.Const(scenario)), (1, Gen.Select(Provision, Reserve(scenario), (provision, reserve) => scenario with
            {
                Text = scenario.Text.Replace(Proxy, $"{Proxy}{provision}, ", StringComparison.Ordinal).Replace(Ue, $"{Ue}{reserve}, ", StringComparison.Ordinal),
            })));

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

    private static Gen<string> Reserve(RandomScenario scenario)
    {
        string[] links = [.. new[] { "lte", "wlan", "dsl" }.Where(link => scenario.Text.Contains($"\n  {link}: {{", StringComparison.Ordinal))];
        var request = Gen.OneOf(
            Gen.Select(Gen.Int[1, 4], Gen.Int[1, 4], Gen.Int[0, 5], (sessions, subflows, at) => $"{{ level: subscriber, sessions: {sessions}, subflows: {subflows}, at: {at} s }}"),
            Gen.Int[0, 5].Select(at => $"{{ level: subscriber, subflows: 2, at: {at} s, until: {at + 3} s }}"),
            Gen.Int[1, 4].Select(subflows => $"{{ level: session, subflows: {subflows} }}"),
            Yaml.OneOf(links).Select(link => $"{{ level: subflow, link: {link} }}"));
        return request.Array[1, 3].Select(requests => $"reserve: {{ requests: {Yaml.List(requests)} }}");
    }
}
