using Mpsim.Models.Wire;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Sim.Tests.Scenarios;

/// <summary>IP versions, addresses and the choice of the initial path, as a scenario gives them.</summary>
public sealed class DualStackReadingTests
{
    private const string Text = """
        name: Sample
        duration: 20 s
        ip: [v4, v6]
        nodes:
          phone: { kind: ue, mptcp: true }
          gateway: { kind: router }
          server: { kind: server, mptcp: true }
        links:
          lte: { between: [phone, gateway], rate: 20 Mbit/s }
          wlan: { between: [phone, gateway], rate: 30 Mbit/s }
          core: { between: [gateway, server], rate: 1 Gbit/s }
        flows:
          download: { from: server, to: phone }
        """;

    [Fact]
    public void Scenario_that_names_no_version_has_ipv4_only()
    {
        var plan = SampleScenario.Plan(SampleScenario.Text).Base;

        Assert.All(plan.Nodes.SelectMany(node => node.Interfaces), face => Assert.Equal(IpFamilies.V4, face.Families));
        Assert.Equal(IpFamilies.V4, plan.Flow("download").Family);
    }

    [Fact]
    public void Addresses_of_ipv6_are_assigned_within_the_documentation_prefix()
    {
        var plan = SampleScenario.Plan(Text).Base;

        Assert.Equal("2001:db8:2::1", plan.Node("phone").InterfaceOn("wlan").V6.ToString());
        Assert.Equal("2001:db8:3::2", plan.Node("server").InterfaceOn("core").V6.ToString());
        Assert.Equal("10.3.0.2", plan.Node("server").InterfaceOn("core").V4.ToString());
    }

    [Fact]
    public void Every_link_of_a_large_scenario_has_a_network_of_its_own()
    {
        var addresses = Enumerable.Range(0, 2_000).Select(link => Mpsim.Scenarios.Reading.AutomaticAddress.V6(link, 1)).ToArray();

        Assert.Equal(2_000, addresses.Select(address => address.Prefix(64)).Distinct().Count());
        Assert.All(addresses, address => Assert.Equal("2001:db8::", address.Prefix(32).ToString()));
    }

    [Fact]
    public void Address_that_is_taken_is_located_where_it_is_written()
    {
        var error = SampleScenario.OnlyError(SampleScenario.ReadWith("server: { kind: server }", "server: { kind: server, addresses: { core: 10.3.0.1 } }"));

        Assert.Equal("10.3.0.1", error.SourceLine!.Substring(error.Column - 1, error.Length));
    }

    [Theory]
    [InlineData("addresses: { core: 2001:db8:f::9 }", "10.3.0.2", "2001:db8:f::9")]
    [InlineData("addresses: { core: [2001:DB8:f:0:0:0:0:9, 192.0.2.9] }", "192.0.2.9", "2001:db8:f::9")]
    [InlineData("ip: v6", "::", "2001:db8:3::2")]
    [InlineData("ip: v4, addresses: { core: 192.0.2.9 }", "192.0.2.9", "::")]
    public void Node_says_which_addresses_it_has(string keys, string v4, string v6)
    {
        var face = SampleScenario.Plan(Text.Replace("server: { kind: server", "server: { kind: server, " + keys, StringComparison.Ordinal)).Base.Node("server").InterfaceOn("core");

        Assert.Equal((v4, v6), (face.V4.ToString(), face.V6.ToString()));
    }

    [Fact]
    public void Link_says_which_versions_it_carries()
    {
        var plan = SampleScenario.Plan(Text, "links.wlan.ip=v4", "links.lte.ip=[v6]").Base;

        Assert.Equal([IpFamilies.V6, IpFamilies.V4], plan.Node("phone").Interfaces.Select(face => face.Families));
        Assert.Equal([IpFamilies.V6, IpFamilies.V4, IpFamilies.Both], plan.Node("gateway").Interfaces.Select(face => face.Families));
    }

    [Theory]
    [InlineData("", "v6", "lte")]
    [InlineData("flows.download.ip=v4", "v4", "lte")]
    [InlineData("links.lte.ip=v4", "v4", "lte")]
    [InlineData("nodes.server.ip=v4", "v4", "lte")]
    [InlineData("nodes.gateway.ip=v4", "v4", "lte")]
    [InlineData("links.lte.ip=v4 flows.download.ip=v6", "v6", "wlan")]
    [InlineData("links.wlan.ip=v4 flows.download.via=wlan", "v4", "wlan")]
    public void Flow_opens_in_ipv6_where_both_ends_have_it_unless_told_otherwise(string overrides, string family, string link)
    {
        var flow = SampleScenario.Plan(Text, overrides.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Base.Flow("download");

        Assert.Equal((family, link), (flow.Family == IpFamilies.V6 ? "v6" : "v4", flow.Via[0]));
    }

    [Fact]
    public void Link_that_leads_to_the_server_only_by_a_proxy_of_the_other_version_belongs_to_the_flow()
    {
        string[] versions = ["links.lte.ip=v6", "links.wlan.ip=v4", "links.core.ip=v6"];

        Assert.Equal(["lte"], SampleScenario.Plan(Text, versions).Base.Flow("download").Via);
        Assert.Equal(["lte", "wlan"], SampleScenario.Plan(Text, [.. versions, "nodes.gateway={ kind: proxy, mode: take-over }"]).Base.Flow("download").Via);
        Assert.Equal(["lte"], SampleScenario.Plan(Text, [.. versions, "nodes.gateway={ kind: proxy, mode: forward }"]).Base.Flow("download").Via);
    }

    [Theory]
    [InlineData("{ link: lte }", "10.1.0.1 2001:db8:1::1")]
    [InlineData("{ link: lte, ip: v6 }", "2001:db8:1::1")]
    [InlineData("{ address: \"2001:db8:2::1\" }", "2001:db8:2::1")]
    [InlineData("{ link: wlan, ip: v4 }", "10.2.0.1")]
    public void Endpoint_stands_for_the_addresses_of_its_link(string endpoint, string addresses)
    {
        var mptcp = SampleScenario.Plan(Text.Replace("kind: ue, mptcp: true", $"kind: ue, mptcp: {{ endpoints: [{endpoint}] }}", StringComparison.Ordinal)).Base.Node("phone").Mptcp;

        Assert.Equal(addresses, string.Join(' ', mptcp.Endpoints.Select(each => each.Address)));
    }

    [Fact]
    public void Ue_has_an_endpoint_for_every_address()
    {
        var endpoints = SampleScenario.Plan(Text).Base.Node("phone").Mptcp.Endpoints;

        Assert.Equal(["10.1.0.1", "2001:db8:1::1", "10.2.0.1", "2001:db8:2::1"], endpoints.Select(each => each.Address.ToString()));
        Assert.All(endpoints, each => Assert.Equal(EndpointFlags.Subflow, each.Flags));
    }

    [Theory]
    [InlineData("ip: [v4, v6]", "ip: v5", "ip", "there is no IP version 'v5'", "v4")]
    [InlineData("ip: [v4, v6]", "ip: []", "ip", "the list is empty", null)]
    [InlineData("wlan: { between", "wlan: { mtu: 1279, between", "links.wlan.mtu", "a link with an MTU of 1279 cannot carry IPv6", null)]
    [InlineData("rate: 1 Gbit/s", "rate: 1 Gbit/s, ip: ipv6", "links.core.ip", "there is no IP version 'ipv6'", "v6")]
    [InlineData("kind: server,", "kind: server, adresses: { core: 192.0.2.1 },", "nodes.server.adresses", "unknown key", "addresses")]
    [InlineData("kind: server,", "kind: server, addresses: { core: [192.0.2.1, 192.0.2.2] },", "nodes.server.addresses.core", "two v4 addresses", null)]
    [InlineData("kind: server,", "kind: server, addresses: { core: 2001:db8::g },", "nodes.server.addresses.core", "'2001:db8::g' is not an address", null)]
    [InlineData("kind: server,", "kind: server, addresses: { core: \"2001:db8:1::1\" },", "nodes.server.addresses.core", "is already that of phone on lte", null)]
    [InlineData("kind: server,", "kind: server, ip: v4, addresses: { core: \"2001:db8::1\" },", "nodes.server.addresses.core", "'server' has no v6 on the link 'core'", null)]
    [InlineData("rate: 1 Gbit/s", "rate: 1 Gbit/s, middleboxes: { box: napt, address: \"2001:db8::1\" }", "links.core.middleboxes.address", "not an IPv4 address", null)]
    [InlineData("to: phone", "to: phone, ip: v7", "flows.download.ip", "there is no IP version 'v7'", "v4")]
    public void Mistake_gives_one_error_at_its_place(string old, string mistake, string key, string message, string? nearest)
    {
        var error = SampleScenario.OnlyError(SampleScenario.Read(Text.Replace(old, mistake, StringComparison.Ordinal)));

        Assert.Equal(key, error.KeyPath);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(nearest, error.Nearest);
    }

    [Theory]
    [InlineData("nodes.server.ip=v6 links.core.ip=v4", "nodes.server.ip", "the link 'core' of 'server' carries v4 only", "[v4, v6], or links.core.ip: v6")]
    [InlineData("links.core.ip=v6 links.lte.ip=v4 links.wlan.ip=v4", "flows.download", "there is no way from 'phone' to 'server'", null)]
    [InlineData("links.core.ip=v6 flows.download.ip=v4", "flows.download.ip", "there is no way in v4 all along from 'phone' to 'server'", "ip: v6 via lte, or ip: v6 via wlan")]
    [InlineData("links.lte.ip=v4 flows.download.ip=v6 flows.download.via=lte", "flows.download.ip", "no way in v6 all along from 'phone' over 'lte'", "ip: v4 via lte")]
    public void What_has_no_version_in_common_is_an_error_that_says_what_to_do(string overrides, string key, string message, string? expected)
    {
        var error = SampleScenario.OnlyError(SampleScenario.Read(Text, overrides.Split(' ')));

        Assert.Equal(key, error.KeyPath);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(expected ?? error.Expected, error.Expected);
    }

    [Fact]
    public void Variant_changes_the_version_of_all_links_in_one_line()
    {
        var plan = SampleScenario.Plan(Text + "\nvariants:\n  new: { ip: v6 }\n");

        Assert.All(plan.Variants[1].Links, link => Assert.Equal(IpFamilies.V6, link.Families));
    }
}
