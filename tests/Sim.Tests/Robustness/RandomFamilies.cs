using CsCheck;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>Which IP versions a random scenario has, as entries of its text; always such that each access leads to the server.</summary>
/// <param name="Top">The entry at the top, or nothing.</param>
/// <param name="Accesses">The entry of each access, or nothing.</param>
/// <param name="Core">The entry of the link behind a gateway, or nothing.</param>
/// <param name="HasV6">Some link may carry IPv6, which needs an MTU of 1280.</param>
/// <param name="IsDual">Every link carries both, so that a flow may open on either.</param>
internal sealed record RandomFamilies(string Top, string[] Accesses, string Core, bool HasV6, bool IsDual)
{
    private const string Both = "ip: [v4, v6]";

    /// <param name="links">How many accesses there are.</param>
    public static Gen<RandomFamilies> Of(int links)
    {
        var none = Enumerable.Repeat("", links).ToArray();
        return Gen.Frequency(
            (10, Gen.Const(new RandomFamilies("", none, "", false, false))),
            (3, Gen.Const(new RandomFamilies("ip: v6\n", none, "", true, false))),
            (3, Gen.Const(new RandomFamilies(Both + "\n", none, "", true, true))),
            (4, Yaml.OneOf("ip: v4", "ip: v6", Both).Array[links].Select(accesses => new RandomFamilies("", accesses, Both, true, false))));
    }

    public Gen<string> Mtu => Gen.Int[HasV6 ? 1280 : 600, 1500].Select(octets => $"{octets}");

    public Gen<string> OfFlow => IsDual ? Yaml.Sometimes(60, Yaml.Entry("ip", Yaml.OneOf("v4", "v6"))) : Gen.Const("");
}
