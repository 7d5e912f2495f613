using CsCheck;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>Random modes of a gateway on the path, and what it tells UEs and servers of its own addresses.</summary>
internal static class SteeringGenerator
{
    private static readonly Gen<string> Announced = Yaml.Joined(
        Yaml.Entry("announce", "core"),
        Yaml.Sometimes(50, Yaml.Entry("c_flag", Yaml.OneOf("true", "false"))));

    private static readonly Gen<string> Rewritten = Yaml.Entry("toward_server", "rewrite");

    public static readonly Gen<string> Mode = Gen.Frequency(
        (5, Yaml.Entry("mode", Yaml.OneOf("take-over", "take-over", "transparent"))),
        (1, With("take-over", Gen.OneOf(Announced, Rewritten, Yaml.Joined(Announced, Rewritten)))),
        (1, With("transparent", Announced)));

    private static Gen<string> With(string mode, Gen<string> steering) => Yaml.Joined(Yaml.Entry("mode", mode), Yaml.Entry("steering", Yaml.Mapping(steering)));
}
