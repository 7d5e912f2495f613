using System.Text.RegularExpressions;
using CsCheck;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>
/// Moves the gateway of some scenarios: into a pool, off the path behind a tunnel, onto the path of one access alone, or in front of a network that silently drops
/// large packets.
/// </summary>
internal static partial class PlacementGenerator
{
    public static Gen<RandomScenario> Move(RandomScenario scenario)
    {
        var gateway = Gateway().Match(scenario.Text);
        // Where one of several proxies is chosen, a second one has a place of its own behind the gateway already.
        if (!gateway.Success || scenario.Text.Contains("selection:", StringComparison.Ordinal))
        {
            return Gen.Const(scenario);
        }

        var isFree = !AccessName().IsMatch(gateway.Groups[1].Value);
        return Gen.Frequency(
            (12, Gen.Const(scenario)),
            (isFree && !scenario.Text.Contains("provision:", StringComparison.Ordinal) && !scenario.Text.Contains("198.51.100.", StringComparison.Ordinal) ? 2 : 0, PoolGenerator.PutInto(scenario, gateway.Groups[1].Value)),
            (isFree && TunnelGenerator.Fits(scenario.Text) ? 2 : 0, TunnelGenerator.PutInto(scenario, gateway.Groups[1].Value)),
            (OffPathGenerator.Fits(scenario.Text) ? 2 : 0, OffPathGenerator.PutInto(scenario)),
            (NarrowGenerator.Fits(scenario.Text) ? 1 : 0, NarrowGenerator.PutInto(scenario)));
    }

    [GeneratedRegex(@"\n  gateway: (\{ kind: proxy.*\})\n")]
    private static partial Regex Gateway();

    /// <summary>Endpoints and weights of a gateway name links that end there, and not where it is moved to.</summary>
    [GeneratedRegex(@"\b(lte|wlan|dsl)\b")]
    private static partial Regex AccessName();
}
