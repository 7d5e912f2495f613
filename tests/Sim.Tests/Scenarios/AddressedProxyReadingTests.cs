using Mpsim.Scenarios;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Sim.Tests.Scenarios;

/// <summary>The keys of proxies that UEs address, and what can be wrong with them.</summary>
public sealed class AddressedProxyReadingTests
{
    private const string Flow = "download: { from: server, to: phone, transfer: bulk }";

    [Fact]
    public void Protocol_alone_means_the_only_proxy()
    {
        var proxy = FlowWith("proxy: socks5")!;

        Assert.Equal(("gateway", ProxyProtocol.Socks5, true, true, true), (proxy.Proxy, proxy.Protocol, proxy.DataInSyn, proxy.Bypass, proxy.Fallback));
    }

    [Fact]
    public void Flow_says_otherwise_than_the_ue()
    {
        var text = Replace("phone: { kind: ue, mptcp: true }", "phone: { kind: ue, mptcp: true, proxy: { protocol: plain-mode, fallback: false } }");

        var ofUe = SampleScenario.Plan(text).Base.Flows[0].Proxy!;
        Assert.Equal((ProxyProtocol.PlainMode, false), (ofUe.Protocol, ofUe.Fallback));
        Assert.Null(SampleScenario.Plan(text, "flows.download.proxy=none").Base.Flows[0].Proxy);
        Assert.Equal(ProxyProtocol.Convert, SampleScenario.Plan(text, "flows.download.proxy=convert").Base.Flows[0].Proxy!.Protocol);
    }

    [Fact]
    public void Override_of_one_key_keeps_the_others()
    {
        var text = Replace(Flow, "download: { from: server, to: phone, proxy: { name: gateway, fallback: false } }");

        var plan = SampleScenario.Plan(text, "flows.download.proxy=socks5").Base.Flows[0].Proxy!;
        Assert.Equal((ProxyProtocol.Socks5, false), (plan.Protocol, plan.Fallback));
        Assert.Equal(ProxyProtocol.Socks5, SampleScenario.Plan(text, "flows.download.proxy.protocol=socks5").Base.Flows[0].Proxy!.Protocol);
    }

    [Theory]
    [InlineData("proxy: convrt", "flows.download.proxy", "there is no protocol 'convrt'")]
    [InlineData("proxy: { name: gatewy }", "flows.download.proxy.name", "there is no proxy 'gatewy'")]
    [InlineData("proxy: { name: server }", "flows.download.proxy.name", "'server' is no proxy")]
    [InlineData("proxy: { protocol: socks5, bypass: false }", "flows.download.proxy.bypass", "only a flow with 'protocol: convert' has this key")]
    [InlineData("proxy: { data_in_syn: false }", "flows.download.proxy", "the converter 'gateway' ignores SYNs without a message")]
    [InlineData("proxy: convert, opened_by: server", "flows.download.proxy", "only a UE addresses a proxy")]
    public void Mistake_in_a_flow_is_located(string keys, string path, string message)
    {
        var error = SampleScenario.OnlyError(ReadWith(Flow, $"download: {{ from: server, to: phone, {keys} }}"));

        Assert.Equal((path, 12), (error.KeyPath, error.Line));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Variant_without_a_proxy_must_not_address_one()
    {
        var text = SampleScenario.Replace(Flow, "download: { from: server, to: phone, proxy: convert }");

        Assert.Contains("there is no proxy to address", SampleScenario.OnlyError(SampleScenario.Read(text)).Message, StringComparison.Ordinal);
        Assert.Empty(SampleScenario.Read(text.Replace("{ nodes.gateway.kind: router }", "{ nodes.gateway.kind: router, flows.download.proxy: none }", StringComparison.Ordinal)).Errors);
    }

    [Fact]
    public void Key_of_ues_and_of_proxies_are_theirs()
    {
        Assert.Contains("only a UE has this key", SampleScenario.OnlyError(ReadWith("server: { kind: server }", "server: { kind: server, proxy: convert }")).Message, StringComparison.Ordinal);
        Assert.Contains("only a proxy has this key", SampleScenario.OnlyError(ReadWith("server: { kind: server }", "server: { kind: server, services: { convert_cookies: true } }")).Message, StringComparison.Ordinal);
        Assert.Contains("already that of the converter", SampleScenario.OnlyError(ReadWith("mode: take-over }", "mode: take-over, services: { socks_port: 5124 } }")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plain_mode_over_ipv6_needs_the_room_of_timestamps()
    {
        var text = "ip: v6\n" + Replace(Flow, "download: { from: server, to: phone, proxy: plain-mode }");

        Assert.Contains("no room in a SYN", SampleScenario.OnlyError(SampleScenario.Read(text)).Message, StringComparison.Ordinal);
        Assert.Empty(SampleScenario.Read(text, "nodes.phone.tcp.timestamps=false").Errors);
    }

    /// <summary>The sample, whose variant keeps the proxy.</summary>
    private static string Replace(string old, string replacement) =>
        SampleScenario.Replace(old, replacement).Replace("{ nodes.gateway.kind: router }", "{ links.lte.rate: 1 Mbit/s }", StringComparison.Ordinal);

    private static ScenarioReading ReadWith(string old, string replacement) => SampleScenario.Read(Replace(old, replacement));

    private static AddressedProxyPlan? FlowWith(string keys) =>
        SampleScenario.Plan(Replace(Flow, $"download: {{ from: server, to: phone, {keys} }}")).Base.Flows[0].Proxy;
}
