using Mpsim.Scenarios;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Templates;

namespace Mpsim.Sim.Tests.Scenarios;

/// <summary>A scenario that names a template and overrides what is in it.</summary>
public sealed class TemplateTests
{
    private const string Text = """
        template: isp-gateway
        name: Slower
        links.lte.rate: 5 Mbit/s
        nodes.proxy: { mode: transparent }
        variants:
          no proxy: { nodes.proxy.kind: router }
          data centre: { template: data-centre, links.lte.delay: 40 ms }
        """;

    public static TheoryData<string> Names => [.. ScenarioTemplate.All.Select(template => template.Name)];

    [Fact]
    public void Templates_are_those_of_the_folder() =>
        Assert.Equal(Directory.EnumerateFiles(Repository.PathTo("scenarios/templates")).Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal), ScenarioTemplate.All.Select(template => template.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Template_is_a_sound_scenario_with_the_names_that_all_have(string name)
    {
        var template = ScenarioTemplate.Find(name)!;
        var reading = SampleScenario.Read(template.Text);

        Assert.Empty(reading.Errors);
        Assert.Empty(reading.Warnings);
        Assert.NotEmpty(reading.Plan!.Description);
        Assert.Equal(File.ReadAllText(Repository.PathTo("scenarios/templates", name + ".yaml")), template.Text);
        Assert.Equal(NodeKind.Ue, reading.Plan.Base.Node("ue").Kind);
        Assert.Equal(NodeKind.Server, reading.Plan.Base.Node("server").Kind);
        Assert.True(reading.Plan.Base.Nodes.Where(node => node.Proxy is { Mode: not ProxyMode.Cpe }).All(node => node.Id == "proxy"));
        Assert.Equal("download", Assert.Single(reading.Plan.Base.Flows).Id);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void File_that_says_nothing_else_is_the_template(string name)
    {
        var alone = SampleScenario.Plan(ScenarioTemplate.Find(name)!.Text).Base;
        var named = SampleScenario.Plan($"template: {name}").Base;

        Assert.Equal(ResolvedParameters.Of(alone), ResolvedParameters.Of(named).Skip(1));
        Assert.Equal(new KeyValuePair<string, string>("template", name), ResolvedParameters.Of(named)[0]);
    }

    [Fact]
    public void What_the_file_says_is_laid_over_the_template_and_what_it_does_not_say_stays()
    {
        var plan = SampleScenario.Plan(Text);

        Assert.Equal("Slower", plan.Name);
        Assert.Equal(5, plan.Base.Link("lte").Up.Rate.MegabitsPerSecond);
        Assert.Equal(25, plan.Base.Link("lte").Up.Delay.Milliseconds);
        Assert.Equal(ProxyMode.Transparent, plan.Base.Node("proxy").Proxy!.Mode);
        Assert.Equal(10, plan.Base.Duration.Seconds);
    }

    [Fact]
    public void Variant_has_a_template_of_its_own_under_the_overrides_of_the_file()
    {
        var plan = SampleScenario.Plan(Text).Variants[2];

        Assert.Equal("data-centre", plan.Template);
        Assert.Equal(["ue", "pgw", "isp", "internet", "proxy", "server"], plan.Nodes.Select(node => node.Id));
        Assert.Equal((5.0, 40.0), (plan.Link("lte").Down.Rate.MegabitsPerSecond, plan.Link("lte").Down.Delay.Milliseconds));
        Assert.Equal(ProxyMode.Transparent, plan.Node("proxy").Proxy!.Mode);
    }

    [Fact]
    public void Override_of_a_variant_excuses_what_the_file_and_the_template_have_said()
    {
        var plan = SampleScenario.Plan(Text).Variants[1];

        Assert.Equal(NodeKind.Router, plan.Node("proxy").Kind);
    }

    [Fact]
    public void Command_line_lies_over_the_file_and_names_another_template()
    {
        var plan = SampleScenario.Plan(Text, "template=sgi", "links.lte.rate=7 Mbit/s", "links.wlan.delay=1 ms").Base;

        Assert.Equal("sgi", plan.Template);
        Assert.Equal((7.0, 1.0), (plan.Link("lte").Down.Rate.MegabitsPerSecond, plan.Link("wlan").Down.Delay.Milliseconds));
    }

    [Fact]
    public void Null_removes_what_the_template_has()
    {
        var plan = SampleScenario.Plan("template: isp-gateway-add-addr\nnodes.proxy.steering: null").Base;

        Assert.Empty(plan.Node("proxy").Proxy!.Steering.Announce);
    }

    [Fact]
    public void Variant_removes_what_the_file_adds_and_its_template_lacks()
    {
        var plan = SampleScenario.Plan("template: sgi\nlinks.wlan.loss: 1 %\nvariants: { cpe: { template: cpe, links: { wlan: null, dsl.loss: 1 % }, nodes.proxy.accept: after-server } }");

        Assert.Equal(["lan", "dsl", "lte", "net"], plan.Variants[1].Links.Select(link => link.Id));
        Assert.NotNull(plan.Variants[1].Link("dsl").Up.Loss);
        Assert.NotNull(plan.Base.Link("wlan").Up.Loss);
    }

    [Theory]
    [InlineData("template: isp-gatway", "sample.yaml", 1, "template", "there is no template 'isp-gatway'", "isp-gateway")]
    [InlineData("template: sgi\nlinks.lte.rate: 5", "sample.yaml", 2, "links.lte.rate", "'5' has no unit", "5 Mbit/s")]
    [InlineData("template: sgi\nnodes: { prxy: { mode: hybrid } }", "sample.yaml", 2, "nodes.prxy", "there is no node 'prxy' to change", "proxy")]
    [InlineData("template: sgi\nlinks:\n  lte: { quue: 5 packets }", "sample.yaml", 3, "links.lte.quue", "unknown key 'quue'", "queue")]
    [InlineData("template: sgi\nnodes.ue.kind: router", "scenarios/templates/sgi.yaml", 25, "flows.download.to", "'ue' is neither a UE nor a server", null)]
    [InlineData("template: sgi\nlinks.lan: null\nlinks.sgi: null", "scenarios/templates/sgi.yaml", 25, "flows.download", "there is no way from", null)]
    [InlineData("template: sgi\nlinks.wlna: null", "sample.yaml", 2, "links.wlna", "there is nothing to remove here", "wlan")]
    [InlineData("template: sgi\nduration: 5 s\nflows.download.start: 6 s", "sample.yaml", 3, "flows.download.start", "6 s is not before the end of the run", null)]
    public void Error_is_told_where_it_is_written(string text, string file, int line, string path, string message, string? nearest)
    {
        var errors = SampleScenario.Read(text).Errors;

        Assert.Contains(errors, error => error.File == file && error.Line == line && error.KeyPath.StartsWith(path, StringComparison.Ordinal)
            && error.Message.StartsWith(message, StringComparison.Ordinal) && error.Nearest == nearest);
    }

    [Fact]
    public void Unknown_template_is_the_only_thing_told_of_what_is_laid_over_it() =>
        Assert.Equal("template", SampleScenario.OnlyError(SampleScenario.Read("template: nowhere\nlinks.lte.rate: 5 Mbit/s")).KeyPath);

    [Fact]
    public void Distribution_over_that_of_a_template_replaces_it_with_full_stops_in_its_values()
    {
        var plan = SampleScenario.Plan("template: sgi\nflows.download: { size: { cdf: { 1.5 MB: 50 %, 2.5 MB: 100 % } }, arrivals: { every: 1 s, count: 3 } }");

        Assert.NotNull(plan.Base.Flow("download"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Merged_scenario_is_the_variant_when_it_is_read_again(int index)
    {
        var plan = SampleScenario.Plan(Text, "links.wlan.delay=1 ms");
        var variant = plan.Variants[index];

        var again = SampleScenario.Plan(MergedScenario.Of(plan, variant.Name));

        Assert.Equal(variant.Name, Assert.Single(again.Variants).Name);
        Assert.Equal(ResolvedParameters.Of(variant).Where(parameter => parameter.Key != "template"), ResolvedParameters.Of(again.Base));
    }

    public static TheoryData<string> Shipped => [.. Directory.EnumerateFiles(Repository.PathTo("scenarios"), "*.yaml").Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Every_variant_of_a_shipped_scenario_survives_being_printed(string file)
    {
        var plan = ScenarioReader.Read(file, [], PluginNames.BuiltIn).Plan!;
        Assert.All(plan.Variants, variant =>
        {
            var again = ScenarioReader.ReadText(MergedScenario.Of(plan, variant.Name), file, [], PluginNames.BuiltIn);
            Assert.Empty(again.Errors);
            Assert.Equal(ResolvedParameters.Of(variant).Where(parameter => parameter.Key != "template"), ResolvedParameters.Of(again.Plan!.Base));
        });
    }
}
