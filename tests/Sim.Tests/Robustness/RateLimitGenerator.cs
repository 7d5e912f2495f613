using CsCheck;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>Random limits of rates at a proxy, of sessions and of the phone, in both directions or one.</summary>
internal static class RateLimitGenerator
{
    private static readonly Gen<string> Rate = Gen.OneOf(
        Yaml.Number(0.3, 20, "Mbit/s"),
        Yaml.Entry("{ down", Yaml.Number(0.3, 20, "Mbit/s")).Select(text => $"{text} }}"),
        Gen.Select(Yaml.Number(0.3, 20, "Mbit/s"), Yaml.Number(0.3, 20, "Mbit/s"), (up, down) => $"{{ up: {up}, down: {down} }}"));

    public static readonly Gen<string> Limits = Yaml.Sometimes(20, Yaml.Entry("limits", Gen.OneOf(
        Limit(Yaml.Entry("rate_per_session", Rate)),
        Limit(Yaml.Entry("rate_per_ue", Rate)),
        Limit(Yaml.Joined(Yaml.Entry("rate_per_session", Rate), Yaml.Entry("rate_per_ue", Rate))))));

    private static Gen<string> Limit(Gen<string> rates) => Yaml.Mapping(
        Yaml.Sometimes(30, Yaml.Entry("flows", "[flow1]")), rates, Yaml.Sometimes(50, Yaml.Entry("burst", Gen.Int[1_460, 200_000].Select(octets => $"{octets} B")))).Select(limit => $"[{limit}]");
}
