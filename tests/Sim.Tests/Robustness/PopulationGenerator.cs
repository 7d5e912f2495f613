using CsCheck;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>Random populations of a few subscribers in two classes, behind a gateway of any kind.</summary>
internal static class PopulationGenerator
{
    private static readonly Gen<string> Gateway = Gen.Frequency(
        (1, Gen.Const("{ kind: router }")),
        (4, Yaml.Mapping(
            Yaml.Entry("kind", "proxy"), Yaml.Entry("mode", Yaml.OneOf("take-over", "take-over", "transparent")), Yaml.Entry("accept", Yaml.OneOf("at-once", "after-server")),
            ProxyLoadGenerator.Costs, ProxyLoadGenerator.Protection, RateLimitGenerator.Limits)));

    private static readonly Gen<string> Rate = Gen.OneOf(
        Yaml.Number(0.5, 100, "Mbit/s"),
        Yaml.Mapping(Yaml.Entry("down", Yaml.Number(1, 100, "Mbit/s")), Yaml.Entry("up", Yaml.OneOf("{ uniform: [1 Mbit/s, 20 Mbit/s] }", "{ cdf: { 1 Mbit/s: 30 %, 10 Mbit/s: 100 % } }"))));

    private static readonly Gen<string> Size = Gen.OneOf(
        Gen.Int[1, 300].Select(size => $"{size} kB"), Gen.Int[1, 100].Select(mean => $"{{ exponential: {mean} kB }}"), Gen.Const("{ cdf: { 1 kB: 10 %, 10 kB: 60 %, 300 kB: 100 % } }"));

    public static readonly Gen<RandomScenario> Scenarios = Gen.Select(
        Gen.Select(Gateway, Yaml.OneOf("true", "false", "false"), Yaml.Number(1, 1_000, "Mbit/s"), Yaml.Milliseconds(0, 100)),
        Gen.Select(Gen.Int[1, 12], Gen.Int[0, 100], Class("dsl", "lte"), Class("fibre", "umts")),
        Gen.Select(Flow("homes"), Flow("offices")),
        (network, people, flows) => new RandomScenario($$"""
            name: Random
            duration: 900 s
            sample_interval: 2 s
            seed: {{ScenarioGenerator.Seed}}
            nodes:
              gateway: {{network.Item1}}
              server: { kind: server, mptcp: {{network.Item2}} }
            links:
              core: { between: [gateway, server], rate: {{network.Item3}}, delay: {{network.Item4}}, queue: 1000 packets }
            population:
              subscribers: {{people.Item1}}
              attach: gateway
              classes:
                homes: { share: {{people.Item2}} %, {{people.Item3}} }
                offices: { share: {{100 - people.Item2}} %, {{people.Item4}} }
            flows:
              flow1: {{flows.Item1}}
              flow2: {{flows.Item2}}

            """));

    /// <summary>A class of which everybody has one access, and a part another.</summary>
    private static Gen<string> Class(string first, string second) => Yaml.Joined(
        Yaml.Sometimes(50, Yaml.Entry("mptcp_share", Gen.Int[0, 100].Select(share => $"{share} %"))),
        Yaml.Entry("access", Yaml.Mapping(Yaml.Entry(first, Access("")), Yaml.Sometimes(70, Yaml.Entry(second, Gen.Int[1, 100].SelectMany(share => Access($"share: {share} %")))))));

    private static Gen<string> Access(string share) => Yaml.Mapping(
        Gen.Const(share), Yaml.Entry("rate", Rate), Yaml.Entry("delay", Yaml.Milliseconds(1, 100)), Yaml.Sometimes(50, Yaml.Entry("queue", Gen.Int[20, 300].Select(packets => $"{packets} packets"))));

    private static Gen<string> Flow(string people) => Yaml.Mapping(
        Gen.OneOf(
            Yaml.Entry($"from: server, to: {people}, size", Size),
            Yaml.Entry($"from: {people}, to: server, size", Size),
            Yaml.Entry($"from: server, to: {people}, transfer: request-response, response", Size)),
        Yaml.Entry("arrivals", Yaml.Mapping(Yaml.Entry("poisson", Yaml.Number(0.2, 4, "per second")), Yaml.Entry("until", Yaml.Milliseconds(500, 6_000)))));
}
