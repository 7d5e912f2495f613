using CsCheck;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>Random ways to share public addresses, some with fewer ports than there are sessions.</summary>
internal static class SharingGenerator
{
    private const string TakeOver = "mode: take-over";

    private static readonly Gen<string> Limits = Yaml.Joined(
        Yaml.Sometimes(30, Yaml.Entry("ports_per_subscriber", Gen.Int[1, 6].Select(count => $"{count}"))),
        Yaml.Sometimes(40, Yaml.Entry("hold", Yaml.Milliseconds(0, 5_000))));

    private static readonly Gen<string> OfProxy = Yaml.Mapping(
        Yaml.OneOf("ports: 2000-2999", "ports: 2000-2999", "ports: 2000-2007"),
        Yaml.OneOf("", "blocks: deterministic, block_size: 2", "blocks: dynamic, block_size: 2, blocks_per_subscriber: 3"),
        Yaml.OneOf("addresses: [198.51.100.7, 198.51.100.8]", "addresses: [198.51.100.7, 198.51.100.8], pooling: arbitrary"),
        Limits,
        Yaml.Sometimes(60, Yaml.Entry("when_exhausted", Yaml.OneOf("drop", "reset", "pass"))));

    /// <summary>What a NAPT that forwards to the phone may settle.</summary>
    public static readonly Gen<string> OfNapt = Yaml.Sometimes(25, Yaml.Entry("sharing", Yaml.Mapping(Limits, Yaml.Sometimes(50, Yaml.Entry("when_exhausted", Yaml.OneOf("drop", "reset"))))));

    /// <summary>The nodes as they are, or with a gateway that lends sessions addresses of its own.</summary>
    public static Gen<string> Of(string nodes) => !nodes.Contains(TakeOver, StringComparison.Ordinal) || nodes.Contains("steering:", StringComparison.Ordinal) ? Gen.Const(nodes) : Gen.Frequency(
        (3, Gen.Const(nodes)),
        (1, OfProxy.Select(sharing => nodes.Replace(TakeOver, $"{TakeOver}, steering: {{ toward_server: rewrite }}, sharing: {sharing}", StringComparison.Ordinal))));
}
