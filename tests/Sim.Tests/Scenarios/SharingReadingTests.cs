using Mpsim.Models.Network.Sharing;
using Mpsim.Scenarios;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Sim.Tests.Scenarios;

/// <summary>The keys of shared public addresses, and what can be wrong with them.</summary>
public sealed class SharingReadingTests
{
    private const string Text = """
        name: Sharing
        duration: 1 s
        nodes:
          phone: { kind: ue, mptcp: true }
          gateway: { kind: proxy, steering: { toward_server: rewrite } }
          border: { kind: router, outside: core, middleboxes: { box: napt } }
          server: { kind: server }
        links:
          lte: { between: [phone, gateway], rate: 10 Mbit/s, delay: 5 ms }
          wlan: { between: [phone, gateway], rate: 10 Mbit/s, delay: 5 ms }
          trunk: { between: [gateway, border], rate: 10 Mbit/s, delay: 5 ms }
          core: { between: [border, server], rate: 10 Mbit/s, delay: 5 ms }
        flows:
          download: { from: server, to: phone }
        """;

    [Fact]
    public void Keys_of_a_proxy_and_of_a_napt_are_read_and_written_out()
    {
        var plan = SampleScenario.Plan(Text, "nodes.gateway.sharing={ addresses: [198.51.100.7], blocks: dynamic, blocks_per_subscriber: 2, ports_per_subscriber: 9, hold: 120 s, pooling: arbitrary }", "nodes.border.middleboxes.sharing={ blocks: deterministic, block_size: 64, when_exhausted: reset }");
        var variant = plan.Base;
        var ofProxy = variant.Node("gateway").Proxy!.Sharing!;
        var ofNapt = variant.Node("border").Middleboxes[0];

        Assert.Equal((32768, 60999, 512, 2, 9, false, SharingExhaustion.Pass), ((int)ofProxy.Settings.FirstPort, (int)ofProxy.Settings.LastPort, ofProxy.Settings.BlockSize, ofProxy.Settings.BlocksPerSubscriber, ofProxy.Settings.PortsPerSubscriber ?? 0, ofProxy.Settings.IsPaired, ofProxy.WhenExhausted));
        Assert.Equal((BlockAllocation.Deterministic, 1024, SharingExhaustion.Reset), (ofNapt.Sharing!.Settings.Blocks, (int)ofNapt.Settings.Napt!.Sharing.FirstPort, ofNapt.Sharing.WhenExhausted));
        var parameters = ResolvedParameters.Of(variant);
        Assert.Contains(new KeyValuePair<string, string>("nodes.gateway.sharing.addresses", "[198.51.100.7]"), parameters);
        Assert.Contains(new KeyValuePair<string, string>("nodes.gateway.sharing.ports_per_subscriber", "9"), parameters);
        Assert.Contains(new KeyValuePair<string, string>("nodes.border.middleboxes.0.sharing.block_size", "64"), parameters);
    }

    [Fact]
    public void Population_at_no_node_does_not_hide_behind_addresses()
    {
        const string Class = "{ subscribers: 2, attach: nowhere, classes: { homes: { share: 100 %, access: { dsl: { rate: 10 Mbit/s } } } } }";

        Assert.Equal("population.attach", SampleScenario.OnlyError(SampleScenario.Read(Text, $"population={Class}", "nodes.gateway.sharing.blocks=dynamic")).KeyPath);
    }

    [Theory]
    [InlineData("nodes.gateway.sharing.block_sise=3", "nodes.gateway.sharing.block_sise", "unknown key 'block_sise'")]
    [InlineData("nodes.gateway.sharing={ blocks: dynamic, ports: 2000-2100 }", "nodes.gateway.sharing.block_size", "a block of 512 ports is larger than the 101 ports of an address")]
    [InlineData("nodes.gateway.sharing={ blocks: deterministic, ports: 2000-2010, block_size: 8 }", "nodes.gateway.sharing.blocks", "there are 1 blocks for 2 addresses of subscribers")]
    [InlineData("nodes.gateway.sharing.addresses=[10.4.0.2]", "nodes.gateway.sharing.addresses", "the address 10.4.0.2 is that of server")]
    [InlineData("nodes.gateway.sharing.addresses=[1.2.3.4, 1.2.3.4]", "nodes.gateway.sharing.addresses.1", "the address 1.2.3.4 is given twice")]
    [InlineData("nodes.border.middleboxes.sharing.when_exhausted=pass", "nodes.border.middleboxes.sharing.when_exhausted", "a NAPT cannot let an inside address pass")]
    [InlineData("nodes.border.middleboxes.sharing.ports=1-9", "nodes.border.middleboxes.sharing.ports", "a NAPT has its ports in a key of its own")]
    [InlineData("nodes.border.middleboxes={ box: napt, forward: phone, sharing: { blocks: dynamic } }", "nodes.border.middleboxes.forward", "connections from outside take ports")]
    [InlineData("nodes.gateway.sharing={ blocks: dynamic, block_size: hot }", "nodes.gateway.sharing.block_size", "'hot' is not a whole number")]
    [InlineData("nodes.server.sharing={}", "nodes.server.sharing", "only a proxy has this key")]
    public void Mistake_is_located(string change, string path, string message)
    {
        var error = SampleScenario.OnlyError(SampleScenario.Read(Text, change));

        Assert.Equal(path, error.KeyPath);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Napt_of_several_addresses_is_not_renumbered()
    {
        var error = SampleScenario.OnlyError(SampleScenario.Read(Text, "nodes.border.middleboxes.sharing.addresses=[1.2.3.4]", "events=[{ at: 0.5 s, napt: border, address: 1.2.3.5 }]"));

        Assert.Contains("several public addresses", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nodes.gateway.steering=null", true)]
    [InlineData("nodes.gateway.sharing.hold=1 s", false)]
    public void Sharing_that_nobody_does_is_a_warning(string change, bool warns) =>
        Assert.Equal(warns, SampleScenario.Read(Text, "nodes.gateway.sharing.ports=2000-3000", change).Warnings.Any(warning => warning.Message.Contains("own address", StringComparison.Ordinal)));

    [Fact]
    public void Figures_of_ports_are_those_of_places_that_share_addresses()
    {
        Assert.Empty(SampleScenario.Read(Text, "expect=['ports_peak(gateway) <= 3', 'ports_refused(border) <= 0']").Errors);
        Assert.Contains("there is no place where addresses are shared 'server'", SampleScenario.OnlyError(SampleScenario.Read(Text, "expect=['ports_peak(server) <= 3']")).Message, StringComparison.Ordinal);
    }
}
