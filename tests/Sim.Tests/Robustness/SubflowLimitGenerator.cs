using CsCheck;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>Lets the gateway of some scenarios grant its sessions one subflow or two.</summary>
internal static class SubflowLimitGenerator
{
    private const string Proxy = "\n  gateway: { kind: proxy, ";

    public static Gen<RandomScenario> AddTo(RandomScenario scenario) =>
        !scenario.Text.Contains(Proxy, StringComparison.Ordinal) || scenario.Text.Contains("limits: [", StringComparison.Ordinal) || scenario.Text.Contains("mode: forward", StringComparison.Ordinal)
            ? Gen.Const(scenario)
            : Gen.Frequency((3, Gen.Const(scenario)), (1, Gen.Int[1, 2].Select(subflows => scenario with
            {
                Text = scenario.Text.Replace(Proxy, $"{Proxy}limits: [{{ subflows_per_session: {subflows} }}], ", StringComparison.Ordinal),
            })));
}
