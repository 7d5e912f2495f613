using CsCheck;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>Random reports of what accesses are, and changes of what they are.</summary>
internal static class AccessReportGenerator
{
    public static readonly Gen<string> Reports = Yaml.Sometimes(20, Yaml.Entry("access_reports", Yaml.Mapping(
        Yaml.Entry("from", Yaml.OneOf("network", "ue")),
        Yaml.Sometimes(70, Yaml.Entry("delay", Gen.Int[0, 3_000].Select(time => $"{time} ms"))),
        Yaml.Sometimes(50, Yaml.Entry("loss", Gen.Int[0, 100].Select(part => $"{part} %"))),
        Yaml.Sometimes(50, Yaml.Entry("error", Gen.Int[0, 100].Select(part => $"{part} %"))),
        Yaml.Entry("repeat", Gen.Int[1, 60].Select(time => $"{time} s")))));

    /// <param name="link">Name of the link.</param>
    public static Gen<string[]> Changes(string link) => Gen.Frequency(
        (6, Gen.Const(Array.Empty<string>())),
        (1, Gen.Select(Gen.Int[0, 8_000], Yaml.OneOf("wlan", "lte", "third-party-wlan"), (at, type) => new[] { $"{{ at: {at} ms, link: {link}, access: {type} }}" })));
}
