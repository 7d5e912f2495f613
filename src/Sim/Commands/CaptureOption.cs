using System.CommandLine;
using Mpsim.Scenarios.Errors;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Commands;

/// <summary><c>--capture</c>: the links to capture, over what a scenario says.</summary>
internal sealed class CaptureOption
{
    private const string All = "all";

    public Option<string[]> Option { get; } = new("--capture")
    {
        HelpName = "link",
        Description = "Capture this link as pcapng, or 'all'; may be repeated. 'LINK=0 B' keeps headers and so much payload.",
        DefaultValueFactory = _ => [],
    };

    /// <summary>Lays the option over a plan.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public string? TryApply(ParseResult result, ref ScenarioPlan plan)
    {
        foreach (var asked in result.GetValue(Option) ?? [])
        {
            var name = asked.Split('=')[0].Trim();
            var extent = CaptureExtent.Everything;
            if (asked.Contains('=', StringComparison.Ordinal) && !Forms.Capture.TryRead(asked[(asked.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim(), out extent, out var problem))
            {
                return $"--capture {asked}: {problem.Message}; expected {Forms.Capture.Expected}";
            }

            string[] known = [.. plan.Variants.SelectMany(variant => variant.Links).Select(link => link.Id).Distinct()];
            if (name != All && !known.Contains(name))
            {
                var guess = NearestName.Find(name, known) is { } nearest ? $"; did you mean '{nearest}'?" : "";
                return $"--capture: {plan.SourceFile} has no link '{name}'; it has {string.Join(", ", known)}{guess}";
            }

            plan = plan with { Variants = [.. plan.Variants.Select(variant => With(variant, name, extent))] };
        }

        return null;
    }

    private static VariantPlan With(VariantPlan variant, string name, CaptureExtent extent) =>
        variant with { Links = [.. variant.Links.Select(link => name == All || link.Id == name ? link with { Capture = extent } : link)] };
}
