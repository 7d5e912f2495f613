using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Conversion;
using Mpsim.Models.Wire.Tcp;
using Mpsim.Results;
using Mpsim.Sim.Tests.Captures;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Assembly;

/// <summary>Proxies that UEs address themselves, in scenarios.</summary>
public sealed class AddressedProxyScenarioTests
{
    /// <summary>Links so fast that times are those of light: 20 ms from the phone to the proxy (a = 40 ms), 25 ms from there to the server (b = 50 ms).</summary>
    private const string Text = """
        name: Addressed
        duration: 5 s
        variant: all
        nodes:
          phone:     { kind: ue, mptcp: true, proxy: { name: converter, protocol: convert } }
          gateway:   { kind: router }
          internet:  { kind: router }
          converter: { kind: proxy, services: { late_messages: true } }
          server:    { kind: server }
        links:
          lte:    { between: [phone, gateway],     rate: 10 Gbit/s, delay: 15 ms }
          wlan:   { between: [phone, internet],    rate: 10 Gbit/s, delay: 35 ms }
          centre: { between: [gateway, converter], rate: 10 Gbit/s, delay: 5 ms }
          isp:    { between: [gateway, internet],  rate: 10 Gbit/s, delay: 10 ms }
          net:    { between: [internet, server],   rate: 10 Gbit/s, delay: 10 ms }
        flows:
          requests: { from: server, to: phone, transfer: request-response, request: 400 B, response: 2 kB, via: [lte, wlan] }
        """;

    private const double A = 40;
    private const double B = 50;

    /// <summary>Round trip between phone and server without the detour to the proxy.</summary>
    private const double Direct = 70;

    [Theory]
    [InlineData("convert", A + B, (A / 2) + (1.5 * B))]
    [InlineData("socks5", (3 * A) + B, (3.5 * A) + (1.5 * B))]
    [InlineData("plain-mode", A + B, 1.5 * (A + B))]
    [InlineData("none", Direct, 1.5 * Direct)]
    [InlineData("convert", (2 * A) + B, (2.5 * A) + (1.5 * B), "nodes.phone.proxy.data_in_syn=false")]
    [InlineData("convert", A + B, (A / 2) + (1.5 * B), "nodes.phone.mptcp=false")]
    [InlineData("socks5", (4 * A) + B, (4.5 * A) + (1.5 * B), "nodes.converter.services.socks_password=true")]
    public void Set_up_takes_the_round_trips_that_each_protocol_needs(string protocol, double connected, double firstByte, params string[] overrides)
    {
        var flow = Run([$"nodes.phone.proxy.protocol={protocol}", .. overrides]).Flows[0];

        // 1500 octets take 12 us at 1 Gbit/s.
        Assert.InRange(flow.HandshakeTime!.Value.Milliseconds, connected, connected + 0.012);
        Assert.InRange(flow.FirstByteTime!.Value.Milliseconds, firstByte, firstByte + 0.012);
        Assert.Equal(1, flow.ConnectionsCompleted);
    }

    [Theory]
    [InlineData("convert")]
    [InlineData("socks5")]
    [InlineData("plain-mode")]
    public void Download_uses_both_accesses_though_the_proxy_is_on_the_path_of_neither(string protocol)
    {
        string[] overrides = [$"nodes.phone.proxy.protocol={protocol}", "links.lte.rate=20 Mbit/s", "links.wlan.rate=30 Mbit/s", "flows={ download: { from: server, to: phone, via: [lte, wlan] } }"];
        var by = Run(overrides).Flows[^1];
        var direct = Run([.. overrides, "nodes.phone.proxy=none"]).Flows[^1];

        Assert.True(by.ShareOf("lte") > 0.2 && by.ShareOf("wlan") > 0.2);
        Assert.Equal(1, direct.ShareOf("lte"));
        Assert.Equal(1, by.Sessions!.TakenOver);
        Assert.True(by.GoodputMbps > direct.GoodputMbps * 1.5);
    }

    [Fact]
    public void Captures_have_the_bytes_of_the_message_and_of_the_data_behind_it()
    {
        using var run = new CapturedRun(SampleScenario.Plan(Text));
        var syn = run.Read("all", "converter").Packets.Select(CapturedRun.Decode).First();
        var octets = run.Read("all", "converter").Packets[0].Octets.AsSpan(^syn.Segment.PayloadLength..);

        Assert.True(syn.Segment.IsOpeningSyn);
        Assert.Equal(ConvertFault.None, ConvertReader.Read(octets, out var message));
        Assert.Equal(5001, message.Connect!.Server.Port);
        Assert.Equal(400, octets.Length - ConvertReader.LengthOf(octets));

        // What the server gets is what stood behind the message.
        var first = run.Read("all", "server").Packets.First(packet => CapturedRun.Decode(packet).Segment.PayloadLength > 0);
        Assert.Equal(octets[ConvertReader.LengthOf(octets)..].ToArray(), first.Octets[^400..]);
    }

    [Fact]
    public void Nothing_of_mptcp_reaches_a_server_that_is_not_asked_for_it()
    {
        using var run = new CapturedRun(SampleScenario.Plan(Text, "nodes.phone.proxy.bypass=false"));

        var packets = run.Read("all", "server").Packets.Select(CapturedRun.Decode).ToArray();
        Assert.NotEmpty(packets);
        Assert.All(packets, packet => Assert.False(packet.Segment.HasDss || packet.Segment.Options is { MpCapable: not null } or { MpJoin: not null }));
    }

    [Theory]
    [InlineData("links.lte.middleboxes={ box: napt }")]
    [InlineData("links.lte.middleboxes={ box: split, size: 100 B }")]
    [InlineData("links.lte.middleboxes={ box: rewrite-sequence }")]
    [InlineData("links.lte.middleboxes={ box: strip-mptcp }")]
    [InlineData("links.lte.loss=5 %", "links.wlan.loss=5 %")]
    [InlineData("nodes.phone.mptcp={ checksum: true }")]
    [InlineData("nodes.converter.limits=[{ sessions_per_ue: 1 }]")]
    [InlineData("nodes.converter.services.convert_cookies=true")]
    [InlineData("nodes.converter={ kind: proxy, mode: hybrid, policy: [{ flows: [requests], action: pass }, { action: take-over }], services: { late_messages: true } }")]
    [InlineData("ip=v6")]
    [InlineData("nodes.server.mptcp=true")]
    public void Transfers_end_whatever_is_in_the_way(params string[] overrides)
    {
        foreach (var protocol in new[] { "convert", "socks5", "plain-mode" })
        {
            string[] plainV6 = protocol == "plain-mode" && overrides[0] == "ip=v6" ? ["nodes.phone.tcp.timestamps=false"] : [];
            var flow = Run([$"nodes.phone.proxy.protocol={protocol}", "flows.requests.connections=3", "duration=60 s", .. overrides, .. plainV6]).Flows[0];
            Assert.Equal((3, 0), (flow.ConnectionsCompleted, flow.ConnectionsAborted));
        }
    }

    [Fact]
    public void Gateway_that_rewrites_payload_breaks_no_accounting()
    {
        var flow = Run("flows={ upload: { from: phone, to: server, size: 20 kB, via: [lte] } }", "links.lte.middleboxes={ box: rewrite-payload, offset: 900 B }", "nodes.phone.mptcp=false").Flows[^1];

        Assert.Equal(1, flow.ConnectionsCompleted);
    }

    [Fact]
    public void Subscribers_of_a_population_address_the_proxy_too()
    {
        var run = Run(
            "population={ subscribers: 4, attach: gateway, classes: { homes: { mptcp: true, mptcp_share: 100 %, access: { dsl: { rate: 20 Mbit/s, delay: 5 ms } } } } }",
            "flows={ web: { from: server, to: homes, transfer: request-response, response: 5 kB, proxy: { name: converter }, arrivals: { every: 200 ms, count: 3 } } }");

        Assert.Equal(12, run.Flows[^1].ConnectionsCompleted);
        Assert.Equal(12, run.Flows[^1].Sessions!.TakenOver);
    }

    [Fact]
    public void Server_with_mptcp_is_reached_without_the_converter_once_that_is_known()
    {
        var flow = Run("nodes.server.mptcp=true", "flows.requests.arrivals={ every: 500 ms, count: 4 }").Flows[0];

        Assert.Equal((4, 1), (flow.ConnectionsCompleted, flow.Sessions!.TakenOver));
        Assert.Equal((A + B + (3 * Direct)) / 4, flow.HandshakeTime!.Value.Milliseconds, 0.02);
    }

    [Fact]
    public void Converter_asks_a_server_for_mptcp_over_a_way_that_drops_it()
    {
        var run = Run("links.net.middleboxes={ box: drop-mptcp }", "nodes.phone.proxy.fallback=false", "duration=100 s");

        // A repetition without MPTCP gets through.
        Assert.Equal(1, run.Flows[0].ConnectionsCompleted);
    }

    private static RunResult Run(params string[] overrides) => SmallScenario.Make(SampleScenario.Plan(Text, overrides)).Run();
}
