using CsCheck;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>Random attacks on whatever is at the gateway, slow enough that everything has time to end beside them.</summary>
internal static class AttackGenerator
{
    private const string Flows = "\nflows:\n";

    /// <summary>Adds an attacker at the gateway to some of the scenarios that have one and speak IPv4 only.</summary>
    public static Gen<RandomScenario> AddTo(RandomScenario scenario) =>
        !scenario.Text.Contains("\n  gateway:", StringComparison.Ordinal) || scenario.Text.Contains("v6", StringComparison.Ordinal)
            ? Gen.Const(scenario)
            : Gen.Frequency((5, Gen.Const(scenario)), (1, Attack.Select(attack => scenario with { Text = With(scenario.Text, attack) })));

    private static readonly Gen<string> Attack = Yaml.Mapping(
        Gen.Frequency(
            (1, Yaml.OneOf("kind: syn-flood", "kind: capable-flood", "kind: token-guess").Select(kind => kind + ", sources: 198.18.0.0/15")),
            (1, Yaml.OneOf("kind: capable-flood", "kind: token-guess")),
            (2, Yaml.OneOf("kind: bad-hmac", "kind: replay", "kind: forged-address", "kind: blind-reset").Select(kind => $"{kind}, sees: lte"))),
        Yaml.Entry("from", "mallory"),
        Yaml.Entry("flow", "flow1"),
        Yaml.Entry("rate", Gen.Int[1, 100].Select(rate => $"{rate} per second")),
        Yaml.Entry("start", Gen.Int[0, 3].Select(time => $"{time} s")),
        Yaml.Entry("until", Gen.Int[4, 9].Select(time => $"{time} s")));

    private static string With(string text, string attack) => text
        .Replace("\nnodes:\n", "\nnodes:\n  mallory: { kind: attacker }\n", StringComparison.Ordinal)
        .Replace("\nlinks:\n", "\nlinks:\n  air: { between: [mallory, gateway], rate: 10 Mbit/s, delay: 5 ms }\n", StringComparison.Ordinal)
        .Replace(Flows, $"\nattacks:\n  harm: {attack}{Flows}", StringComparison.Ordinal);
}
