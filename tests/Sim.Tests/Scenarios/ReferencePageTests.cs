using Mpsim.Scenarios;
using Mpsim.Scenarios.Reading;
using Mpsim.Scenarios.Templates;

namespace Mpsim.Sim.Tests.Scenarios;

public class ReferencePageTests
{
    /// <summary>Set it to rewrite the page instead of comparing with it.</summary>
    private const string UpdateSwitch = "MPSIM_UPDATE_REFERENCE";

    [Fact]
    public void Reference_page_is_in_step_with_the_keys() => Compare("scenario.md", page => ScenarioReference.Update(page, PluginNames.BuiltIn));

    [Fact]
    public void Page_of_templates_is_in_step_with_the_templates() => Compare("templates.md", TemplateReference.Update);

    [Fact]
    public void Reference_page_has_every_metric_that_can_be_expected()
    {
        var page = File.ReadAllText(Repository.PathTo("docs", "reference", "scenario.md"));

        Assert.All(MetricNames.Form.Values, metric => Assert.Contains($"`{MetricNames.Form.Write(metric)}(", page, StringComparison.Ordinal));
    }

    private static void Compare(string name, Func<string, string> update)
    {
        var file = Repository.PathTo("docs", "reference", name);
        var page = File.ReadAllText(file);
        var updated = update(page);
        if (Environment.GetEnvironmentVariable(UpdateSwitch) == "1")
        {
            File.WriteAllText(file, updated);
        }
        else
        {
            Assert.True(page == updated, $"docs/reference/{name} is out of step: run the tests with {UpdateSwitch}=1");
        }
    }
}
