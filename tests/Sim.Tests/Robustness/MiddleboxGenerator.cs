using CsCheck;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>
/// Random middleboxes of a link. None makes a network in which nothing can get through: a firewall that drops SYNs does so in both
/// directions, so that their sender tries without MPTCP, and a NAPT forwards to the phone.
/// </summary>
internal static class MiddleboxGenerator
{
    private static readonly Gen<string> Direction = Yaml.Sometimes(50, Yaml.Entry("direction", Yaml.OneOf("up", "down")));

    private static readonly Gen<string> When = Yaml.Joined(
        Yaml.Sometimes(25, Yaml.Entry("from", Yaml.Milliseconds(0, 5_000))),
        Yaml.Sometimes(15, Yaml.Entry("until", Yaml.Milliseconds(5_001, 20_000))));

    private static readonly Gen<string> Options = Yaml.Sometimes(30, Yaml.Entry("options",
        Yaml.OneOf("dss", "mp-join", "mp-capable", "[mp-capable, mp-join]", "[add-addr, mp-prio]", "[mp-fastclose, mp-tcprst, remove-addr, mp-fail]")));

    private static readonly Gen<string> Dss = Yaml.Sometimes(40, Yaml.Entry("dss", "lost"));

    private static readonly Gen<string> Harmless = Gen.OneOf(
        Yaml.Mapping(Yaml.Entry("box", "rewrite-sequence"), Direction),
        Yaml.Mapping(Yaml.Entry("box", "split"), Yaml.Entry("size", Gen.Int[200, 1_400].Select(size => $"{size} B")), Dss, Direction, When),
        Yaml.Mapping(Yaml.Entry("box", "add-option"), Yaml.Entry("option_length", Gen.Int[2, 40].Select(size => $"{size} B")), Yaml.Sometimes(30, Yaml.Entry("option_kind", "29")), Direction, When),
        Yaml.Mapping(Yaml.Entry("box", "set-ttl"), Yaml.Entry("ttl", Gen.Int[5, 255].Select(ttl => $"{ttl}")), Direction, When));

    private static readonly Gen<string> Harmful = Gen.OneOf(
        Yaml.Mapping(Yaml.Entry("box", "strip-mptcp"), Yaml.Sometimes(70, Yaml.Entry("on", Yaml.OneOf("syn", "not-syn", "data"))), Options, Direction, When),
        Yaml.Mapping(Yaml.Entry("box", "drop-mptcp"), Yaml.Entry("on", "syn"), Yaml.Sometimes(50, Yaml.Entry("direction", "both"))),
        Yaml.Mapping(
            Yaml.Entry("box", "coalesce"),
            Yaml.Sometimes(60, Yaml.Entry("size", Gen.Int[300, 3_000].Select(size => $"{size} B"))),
            Yaml.Sometimes(60, Yaml.Entry("hold", Yaml.Number(0.1, 30, "ms"))),
            Dss, Direction, When),
        Yaml.Mapping(
            Yaml.Entry("box", "rewrite-payload"),
            Yaml.Entry("offset", Gen.Int[0, 50_000].Select(offset => $"{offset} B")),
            Yaml.Sometimes(30, Yaml.Entry("every", Gen.Int[1, 100].Select(every => $"{every} kB"))),
            Yaml.Entry("replace", Gen.Int[1, 60].Select(count => $"{count} B")),
            Yaml.Sometimes(50, Yaml.Entry("by", Gen.Int[0, 60].Select(count => $"{count} B"))),
            Direction));

    private static readonly Gen<string> Napt = Yaml.Mapping(
        Yaml.Entry("box", "napt"),
        Yaml.Entry("forward", "phone"),
        Yaml.Sometimes(40, Yaml.Entry("mapping", Behaviour)),
        Yaml.Sometimes(40, Yaml.Entry("filtering", Behaviour)),
        Yaml.Sometimes(30, Yaml.Entry("ports", "2000-9999")),
        SharingGenerator.OfNapt,
        Yaml.Sometimes(30, Yaml.Entry("reset", "true")));

    /// <param name="mayTranslate">A NAPT may be among the boxes.</param>
    public static Gen<string> Boxes(bool mayTranslate) => Gen.Frequency((3, Harmless), (4, Harmful), (mayTranslate ? 3 : 0, Napt))
        .Array[1, 2].Select(boxes => Yaml.List(boxes.Count(box => box.Contains("napt", StringComparison.Ordinal)) > 1 ? boxes[..1] : boxes));

    private static Gen<string> Behaviour => Yaml.OneOf("endpoint-independent", "address-dependent", "address-and-port-dependent");
}
