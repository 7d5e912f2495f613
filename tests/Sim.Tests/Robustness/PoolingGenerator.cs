using CsCheck;
using Mpsim.Scenarios;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>Random rules by which a proxy pools accesses: of one flow, of the phone, or of all.</summary>
internal static class PoolingGenerator
{
    private static readonly Gen<string> Scheduler = Yaml.Entry("scheduler", Yaml.OneOf([.. PluginNames.BuiltIn.Schedulers]));

    public static readonly Gen<string> Rules = Yaml.Sometimes(20, Yaml.Entry("pooling", Gen.OneOf(
        Yaml.Mapping(Scheduler).Select(all => $"[{all}]"),
        Gen.Select(Yaml.Mapping(Yaml.Entry("flows", "[flow1]"), Scheduler), Yaml.Mapping(Scheduler), (first, others) => $"[{first}, {others}]"),
        Yaml.Mapping(Yaml.Entry("ports", "5001-5002"), Scheduler, Yaml.Sometimes(30, Yaml.Entry("stale_loss_cnt", Gen.Int[0, 6].Select(count => $"{count}")))).Select(some => $"[{some}]"))));
}
