using Mpsim.Scenarios;

namespace Mpsim.Sim.Tests.Scenarios;

public class ReferencePageTests
{
    /// <summary>Set it to rewrite the page instead of comparing with it.</summary>
    private const string UpdateSwitch = "MPSIM_UPDATE_REFERENCE";

    [Fact]
    public void Reference_page_is_in_step_with_the_keys()
    {
        var file = Repository.PathTo("docs", "reference", "scenario.md");
        var page = File.ReadAllText(file);
        var updated = ScenarioReference.Update(page, PluginNames.BuiltIn);
        if (Environment.GetEnvironmentVariable(UpdateSwitch) == "1")
        {
            File.WriteAllText(file, updated);
        }
        else
        {
            Assert.True(page == updated, $"docs/reference/scenario.md is out of step with the keys: run the tests with {UpdateSwitch}=1");
        }
    }
}
