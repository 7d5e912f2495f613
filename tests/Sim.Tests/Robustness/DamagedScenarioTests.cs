using System.Globalization;
using Mpsim.Assembly;
using Mpsim.Scenarios;
using Mpsim.Scenarios.Errors;
using Mpsim.Scenarios.Plan;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>
/// Shipped scenarios, each with one or two entries damaged at random, are read and, where they are accepted, made but not run: that never throws, and every error and warning has a place. The same ones every time;
/// <c>MPSIM_DAMAGE=20000</c> reads as many, and <c>MPSIM_DAMAGE_FROM=17</c> begins with the number that a failure names.
/// </summary>
public sealed class DamagedScenarioTests
{
    private const int Usual = 600;

    /// <summary>More take longer to be made than all the rest.</summary>
    private const int MostSubscribers = 200;

    private static readonly (string Name, string Text)[] Scenarios =
        [.. Directory.GetFiles(Repository.PathTo("scenarios"), "*.yaml").Order(StringComparer.Ordinal).Select(file => (file, File.ReadAllText(file)))];

    [Fact]
    public void Damaged_scenario_is_told_with_places_and_never_throws()
    {
        var first = Number("MPSIM_DAMAGE_FROM", 0);
        for (var number = first; number < first + Number("MPSIM_DAMAGE", Usual); number++)
        {
            var random = new Random(number);
            var (name, text) = Scenarios[number % Scenarios.Length];
            text = ScenarioDamage.Of(text, random, out var told);
            if (random.Next(3) == 0)
            {
                text = ScenarioDamage.Of(text, random, out var more);
                told += ", " + more;
            }

            var problem = ProblemOf(text, name);
            Assert.True(problem is null, $"number {number}, {Path.GetFileName(name)}, {told}: {problem}");
        }
    }

    private static string? ProblemOf(string text, string name)
    {
        try
        {
            var reading = ScenarioReader.ReadText(text, name, [], PluginNames.BuiltIn);
            if ((reading.Plan is null) != (reading.Errors.Count > 0))
            {
                return "there is neither a plan nor an error, or both";
            }

            // What is accepted can be told in full, and made.
            foreach (var variant in reading.Plan?.Variants ?? [])
            {
                _ = ResolvedParameters.Of(variant);
            }

            if (reading.Plan is { } plan && plan.Base.Population.Sum(group => group.Count) <= MostSubscribers)
            {
                _ = new Simulation(plan.Base, TraceLibrary.Load(plan), plan.Seed, run: 1, sampleInterval: null);
            }

            return reading.Errors.Concat(reading.Warnings).FirstOrDefault(error => !IsLocated(error)) is { } lost ? $"without a place: {lost}" : null;
        }
#pragma warning disable CA1031 // Whatever is thrown is what this looks for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return e.ToString();
        }
    }

    private static bool IsLocated(ScenarioError error) =>
        error is { Line: > 0, Column: > 0, Length: > 0, SourceLine: not null } && error.Message.Length > 0 && error.Column <= error.SourceLine.Length + 1 && error.Expected != "one of ";

    private static int Number(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : usual;
}
