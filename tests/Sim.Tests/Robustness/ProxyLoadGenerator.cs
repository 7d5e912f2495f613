using CsCheck;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>Random times that the work of a proxy takes: some have time enough, some fall behind and drop.</summary>
internal static class ProxyLoadGenerator
{
    public static readonly Gen<string> Protection = Yaml.Sometimes(25, Yaml.Entry("protection", Yaml.Mapping(
        Yaml.Sometimes(50, Yaml.Entry("syn_backlog", Gen.Int[0, 5].Select(count => $"{count}"))),
        Yaml.Sometimes(30, Yaml.Entry("half_open_per_ue", Gen.Int[1, 3].Select(count => $"{count}"))),
        Yaml.Sometimes(50, Yaml.Entry("pending_joins", Gen.Int[1, 20].Select(count => $"{count}"))))));

    public static readonly Gen<string> Costs = Yaml.Sometimes(25, Yaml.Entry("costs", Yaml.Mapping(
        Yaml.Entry("cores", Gen.Int[1, 3].Select(cores => $"{cores}")),
        Yaml.Sometimes(60, Yaml.Entry("terminate", Gen.Int[0, 400].Select(time => $"{time} us"))),
        Yaml.Sometimes(30, Yaml.Entry("session", Gen.Int[0, 20].Select(time => $"{time} ms"))),
        Yaml.Sometimes(30, Yaml.Entry("crypto", Gen.Int[0, 900].Select(time => $"{time} us"))),
        Yaml.Sometimes(40, Yaml.Entry("queue", Gen.Int[5, 200].Select(packets => $"{packets}"))),
        Yaml.Sometimes(20, Yaml.Entry("sessions", Gen.Int[0, 4].Select(sessions => $"{sessions}"))),
        Yaml.Sometimes(10, Yaml.Entry("memory", Gen.Int[64, 400].Select(size => $"{size} KiB"))),
        Yaml.Sometimes(20, Yaml.Entry("admit_below", Gen.Int[5, 95].Select(part => $"{part} %"))))));
}
