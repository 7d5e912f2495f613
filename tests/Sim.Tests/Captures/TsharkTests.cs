using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Scenarios;
using Mpsim.Scenarios.Plan;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>
/// Another implementation reads the captures of every shipped scenario and every variant of it: what it dissects, verifies and follows agrees with the
/// simulator's own records, at every end of every connection. Each scenario is looked at twice: for a moment with whole packets, so that checksums are
/// verified, and for longer with headers only. MPSIM_TSHARK=whole looks at the scenarios as they are, in place of a hurried form of them; MPSIM_TSHARK_ONLY names those
/// that are wanted, or their variants: "quickstart,failover/cold standby".
/// </summary>
public sealed class TsharkTests(ITestOutputHelper output)
{
    private const int Hurry = 25;

    private static readonly bool IsWhole = Environment.GetEnvironmentVariable("MPSIM_TSHARK") == "whole";

    private static readonly string[]? Only = Environment.GetEnvironmentVariable("MPSIM_TSHARK_ONLY")?.Split(',');

    public static TheoryData<string> Scenarios() =>
    [
        .. new[] { "", "validation" }.SelectMany(folder => Directory.GetFiles(Repository.PathTo("scenarios", folder), "*.yaml"))
            .Where(file => Only is null || Only.Any(wanted => wanted.Split('/')[0] == Path.GetFileNameWithoutExtension(file)))
            .Select(file => Path.GetRelativePath(Repository.PathTo("scenarios"), file)).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Captures_of_every_scenario_are_read_by_tshark_without_complaint(string scenario)
    {
        Tshark.IsNeeded();
        var plan = ScenarioReader.Read(Repository.PathTo("scenarios", scenario), [], PluginNames.BuiltIn).Plan!;
        using var folder = new TemporaryFolder();
        VariantPlan[] variants = [.. plan.Variants.Where(variant => IsWanted(Path.GetFileNameWithoutExtension(scenario), variant.Name))];
        (VariantPlan, CaptureExtent)[] looks =
        [
            .. variants.Select(variant => (Timed(variant, Duration.FromMilliseconds(IsWhole ? 1500 : 200)), CaptureExtent.Everything)),
            .. variants.Select(variant => (Timed(variant, null), new CaptureExtent(0))),
        ];
        new CaptureComparison(new DissectedScenario(plan, looks, folder.Path), folder.Path, output).Check();
    }

    private static bool IsWanted(string scenario, string variant) => Only is null || Only.Contains(scenario) || Only.Contains($"{scenario}/{variant}");

    /// <summary>SYNs vanish until they come without MPTCP, after 7 s.</summary>
    private static bool IsSilentAtFirst(VariantPlan variant) => variant.Links.Any(link => link.Middleboxes.Any(box => box.Settings.Box == "drop-mptcp") && variant.Flows.Any(flow => flow.Via[0] == link.Id));

    /// <summary>The variant for as long as it is looked at: in haste until what happens is over and some round trips longer, or as it is.</summary>
    private static VariantPlan Timed(VariantPlan variant, Duration? duration)
    {
        var factor = IsWhole ? 1 : Hurry;
        var after = Duration.FromSeconds(IsSilentAtFirst(variant) ? 7.5 : IsWhole ? 5 : 0.45);
        var last = Haste.LastHappening(variant);
        var wanted = duration ?? new Duration(last.Nanoseconds / factor) + after;
        return Haste.Hurry(variant, factor, Duration.Min(wanted, variant.Duration));
    }
}
