using Mpsim.Output;
using Mpsim.Running;

namespace Mpsim.Commands;

/// <summary>The folders of results of the scenarios of one command, each with one owner.</summary>
/// <param name="asked"><c>--out</c>, or null.</param>
/// <param name="areSeveral">Whether there are several scenarios, which lie in folders within that one.</param>
internal sealed class RunFolders(string? asked, bool areSeveral)
{
    private const string Root = "results";

    /// <summary>Why the scenarios cannot be written, found before anything runs; null when all is well.</summary>
    public string? Obstacle(IReadOnlyList<LoadedScenario> scenarios, Func<LoadedScenario, ScenarioRunner> runner)
    {
        if (asked is null)
        {
            return ResultFolder.Obstacle(Root);
        }

        // On some systems names that differ by capitals are one.
        var shared = scenarios.GroupBy(Within, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
        if (shared is not null)
        {
            return $"'{shared.Key}' would be the folder of {string.Join(" and of ", shared.Select(scenario => scenario.Plan.SourceFile))}; expected scenarios with different file names, each once";
        }

        foreach (var scenario in scenarios)
        {
            var folder = Within(scenario);
            var captures = runner(scenario).CaptureFiles;
            var deepest = captures.Count > 0 ? Path.Combine(folder, Path.GetDirectoryName(captures[0])!) : folder;
            if ((ResultFolder.Obstacle(deepest) ?? ResultFolder.Conflict(folder, captures)) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    /// <summary>The folder of a scenario. Where none was asked for, it is a new one that no other run will take.</summary>
    /// <exception cref="Files.UnwritableException">It cannot be made.</exception>
    public string Take(LoadedScenario scenario) =>
        asked is null ? ResultFolder.Claim(Root, scenario.Plan.SourceFile, DateTimeOffset.UtcNow) : Within(scenario);

    private string Within(LoadedScenario scenario) =>
        areSeveral ? Path.Combine(asked!, Path.GetFileNameWithoutExtension(scenario.Plan.SourceFile)) : asked!;
}
