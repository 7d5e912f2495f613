using System.Globalization;
using System.Text;
using Mpsim.Scenarios;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Sim.Tests.Scenarios;

public class ResolvedParametersTests
{
    public static TheoryData<string> Files => ShippedScenarioTests.Files;

    [Fact]
    public void Defaults_are_filled_in()
    {
        var parameters = ResolvedParameters.Of(SampleScenario.Plan(SampleScenario.Text).Base).ToDictionary();

        Assert.Equal("1000 packets", parameters["links.core.down.queue"]);
        Assert.Equal("cubic", parameters["nodes.server.tcp.congestion_control"]);
        Assert.Equal("[lte, wlan]", parameters["flows.download.via"]);
        Assert.Equal("40 ms", parameters["links.lte.up.delay"]);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Parameters_read_as_a_scenario_give_the_same_parameters(string file)
    {
        var plan = ScenarioReader.Read(file, [], PluginNames.BuiltIn).Plan!;
        foreach (var variant in plan.Variants)
        {
            var parameters = ResolvedParameters.Of(variant);
            var again = SampleScenario.Plan(ToYaml(parameters)).Base;
            Assert.Equal(parameters, ResolvedParameters.Of(again));
        }
    }

    private static string ToYaml(IReadOnlyList<KeyValuePair<string, string>> parameters)
    {
        var root = new Dictionary<string, object>();
        foreach (var (path, value) in parameters)
        {
            var here = root;
            var parts = path.Split('.');
            foreach (var part in parts[..^1])
            {
                here = (Dictionary<string, object>)(here.TryGetValue(part, out var next) ? next : here[part] = new Dictionary<string, object>());
            }

            here[parts[^1]] = value;
        }

        root["name"] = "again";
        var text = new StringBuilder();
        Write(root, text);
        return text.ToString();
    }

    private static void Write(object node, StringBuilder text)
    {
        if (node is string value)
        {
            text.Append(value);
            return;
        }

        var mapping = (Dictionary<string, object>)node;
        var isList = mapping.Keys.All(key => int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out _));
        text.Append(isList ? '[' : '{');
        foreach (var (key, child) in mapping)
        {
            text.Append(isList ? "" : key + ": ");
            Write(child, text);
            text.Append(", ");
        }

        text.Append(isList ? ']' : '}');
    }
}
