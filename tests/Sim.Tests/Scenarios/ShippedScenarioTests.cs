using Mpsim.Scenarios;

namespace Mpsim.Sim.Tests.Scenarios;

public class ShippedScenarioTests
{
    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Repository.PathTo("scenarios"), "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Shipped_scenario_is_sound_and_says_what_it_answers(string file)
    {
        var reading = ScenarioReader.Read(file, [], PluginNames.BuiltIn);

        Assert.Empty(reading.Errors);
        Assert.NotEmpty(reading.Plan!.Description);
        Assert.StartsWith("# ", reading.Plan.SourceText, StringComparison.Ordinal);
    }

    [Fact]
    public void Quickstart_compares_the_proxy_with_no_proxy()
    {
        var plan = ScenarioReader.Read(Repository.PathTo("scenarios", "quickstart.yaml"), [], PluginNames.BuiltIn).Plan!;

        Assert.Equal(["with proxy", "no proxy"], plan.Variants.Select(variant => variant.Name));
        Assert.Equal(20, plan.Base.Duration.Seconds);
    }

    [Fact]
    public void Sketch_of_the_design_is_read()
    {
        const string Sketch = """
            name: LTE and WLAN through an on-path proxy
            duration: 20 s
            nodes:
              phone:   { kind: ue, mptcp: true }
              gateway: { kind: proxy, mode: take-over }
              server:  { kind: server, mptcp: false }
            links:
              lte:  { between: [phone, gateway], access: lte,  rate: 20 Mbit/s, delay: 40 ms, queue: 400 packets }
              wlan: { between: [phone, gateway], access: wlan, rate: 30 Mbit/s, delay: 10 ms, queue: 100 packets }
              core: { between: [gateway, server], rate: 1 Gbit/s, delay: 20 ms }
            flows:
              download: { from: server, to: phone, transfer: bulk }
            events:
              - { at: 10 s, link: wlan, state: down }
            variants:
              no proxy:    { nodes.gateway.kind: router }
              transparent: { nodes.gateway.mode: transparent }
            expect:
              - goodput(download) >= 45 Mbit/s
            """;

        Assert.Equal(3, SampleScenario.Plan(Sketch).Variants.Count);
    }
}
