using CsCheck;
using Mpsim.Models.Kernel;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>
/// Whole scenarios made up at random: they validate, break no invariant, leave no transfer stuck that the network would let end, and
/// give the same run again. A failure prints the seed of the generator, the scenario and the command that replays it.
/// </summary>
public sealed class RandomScenarioTests
{
    /// <summary>One in so many is run twice.</summary>
    private const int Repeated = 10;

    private static long Cases => long.TryParse(Environment.GetEnvironmentVariable("MPSIM_SOAK"), out var count) ? count : 1_000;

    [Fact]
    public void Random_scenario_ends_as_the_network_allows() => ScenarioGenerator.Scenarios.Sample(Keep, iter: Cases);

    private static void Keep(RandomScenario scenario)
    {
        try
        {
            Run(scenario);
        }
        catch (Exception e)
        {
            var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "failures", $"{NameHash.Of(scenario.Text):x16}")).FullName;
            var file = scenario.WriteTo(folder);
            throw new InvalidOperationException($"{e.Message}\nreplay: dotnet run -c Release --project src/Sim -- run {file}\n{scenario.Text}", e);
        }
    }

    private static void Run(RandomScenario scenario)
    {
        if (NameHash.Of(scenario.Text) % Repeated == 0)
        {
            ScenarioTrial.RunTwice(scenario);
        }
        else
        {
            ScenarioTrial.Run(scenario);
        }
    }
}
