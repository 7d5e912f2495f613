using CsCheck;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>Random changes of the address of a link's NAT, and applications that try again when something has failed.</summary>
internal static class HandoverGenerator
{
    /// <summary>Goes into a flow.</summary>
    public static readonly Gen<string> Persistence = Yaml.Sometimes(15, Yaml.Joined(
        Yaml.Sometimes(70, Yaml.Entry("give_up_after", Yaml.Milliseconds(500, 20_000))),
        Yaml.Entry("retries", Gen.Int[0, 4].Select(count => $"{count}"))));

    /// <param name="link">Name of the link.</param>
    /// <param name="text">The link, which may have a NAT.</param>
    public static Gen<string[]> Renumberings(string link, string text) => !text.Contains("napt", StringComparison.Ordinal)
        ? Gen.Const(Array.Empty<string>())
        : Gen.Frequency((2, Gen.Const(Array.Empty<string>())), (1, Gen.Select(Gen.Int[0, 5_000], Gen.Int[1, 3], Change(link)).Array[1, 3]));

    private static Func<int, int, string> Change(string link) => (at, host) => $"{{ at: {at} ms, napt: {link}, address: 10.99.0.{host} }}";
}
