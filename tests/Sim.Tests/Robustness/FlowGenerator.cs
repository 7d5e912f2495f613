using CsCheck;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>Random flows, all of which end by themselves: after a number of bytes or after a while.</summary>
internal static class FlowGenerator
{
    private static readonly Gen<string> Size = Gen.Frequency(
        (2, Gen.Int[1, 3_000].Select(octets => $"{octets} B")),
        (5, Gen.Int[3, 100].Select(size => $"{size} kB")),
        (3, Gen.Int[100, 800].Select(size => $"{size} kB")),
        (1, Gen.Int[1, 100].Select(mean => $"{{ exponential: {mean} kB }}")),
        (1, Gen.Select(Gen.Int[1, 3_000], Gen.Int[3, 100], (least, most) => $"{{ uniform: [{least} B, {most} kB] }}")));

    private static readonly Gen<string> Arrivals = Yaml.Mapping(
        Gen.OneOf(
            Yaml.Entry("poisson", Yaml.Number(0.2, 4, "per second")),
            Yaml.Entry("every", Yaml.Milliseconds(50, 3_000))),
        Yaml.Entry("until", Yaml.Milliseconds(3_001, 8_000)),
        Yaml.Entry("count", Gen.Int[1, 8].Select(count => $"{count}")));

    public static Gen<string> Flow(int links, RandomFamilies families) => Gen.Frequency((7, Bulk(links, families)), (3, RequestResponse(links, families)));

    private static Gen<string> Bulk(int links, RandomFamilies families) => Yaml.Mapping(
        Yaml.OneOf("from: server, to: phone", "from: server, to: phone", "from: phone, to: server"),
        Gen.Frequency((5, Yaml.Entry("size", Size)), (1, Yaml.Entry("time", Yaml.Milliseconds(1, 2_000)))),
        Yaml.Sometimes(15, Yaml.Entry("opened_by", "server")),
        When(links, families));

    private static Gen<string> RequestResponse(int links, RandomFamilies families) => Yaml.Mapping(
        Yaml.OneOf("from: server, to: phone", "from: server, to: phone", "from: server, to: phone", "from: phone, to: server"),
        Yaml.Entry("transfer", "request-response"),
        Yaml.Sometimes(50, Yaml.Entry("request", Size)),
        Yaml.Entry("response", Size),
        When(links, families));

    private static Gen<string> When(int links, RandomFamilies families) => Yaml.Joined(
        Yaml.Sometimes(50, Yaml.Entry("start", Yaml.Milliseconds(0, 3_000))),
        Yaml.Sometimes(20, Yaml.Entry("connections", Gen.Int[2, 4].Select(count => $"{count}"))),
        Yaml.Sometimes(20, Yaml.Entry("arrivals", Arrivals)),
        Yaml.Sometimes(50, Yaml.Entry("via", Gen.Shuffle(ScenarioGenerator.Accesses(links), 1, links).Select(Yaml.List))),
        families.OfFlow,
        HandoverGenerator.Persistence,
        Yaml.Switch("mptcp", 10));
}
