using Mpsim.Assembly;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Codec;
using Mpsim.Results;
using Mpsim.Scenarios.Plan;
using Mpsim.Sim.Tests.Captures;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Assembly;

/// <summary>A proxy off both paths, to which gateways lead their subscribers by tunnels.</summary>
public sealed class TunnelScenarioTests
{
    private const string Text = """
        name: Tunnels
        duration: 5 s
        nodes:
          phone: { kind: ue, mptcp: true }
          cellular: { kind: router }
          fixed: { kind: router }
          core: { kind: router }
          proxy: { kind: proxy, mss_clamp: 1440 B }
          server: { kind: server }
        links:
          lte: { between: [phone, cellular], rate: 10 Mbit/s, delay: 20 ms }
          wlan: { between: [phone, fixed], rate: 20 Mbit/s, delay: 5 ms }
          mobile: { between: [cellular, core], rate: 100 Mbit/s, delay: 2 ms }
          metro: { between: [fixed, core], rate: 100 Mbit/s, delay: 2 ms }
          rack: { between: [core, proxy], rate: 1 Gbit/s, delay: 1 ms }
          transit: { between: [core, server], rate: 1 Gbit/s, delay: 5 ms }
        tunnels:
          first: { between: [cellular, proxy] }
          second: { between: [fixed, proxy] }
        flows:
          download: { from: server, to: phone, size: 4 MB, via: [lte, wlan] }
        """;

    private const string BothInIpv6 = "links.mobile.ip=[v4, v6]";

    [Theory]
    [InlineData]
    [InlineData("tunnels.first.oversize=fragment", "tunnels.second.oversize=fragment", "nodes.proxy.mss_clamp=null")]
    [InlineData("tunnels.first.steers=up", "tunnels.second.steers=up", "nodes.proxy.steering={ toward_server: rewrite }")]
    [InlineData("tunnels.second=null", "nodes.proxy.steering={ announce: rack }")]
    [InlineData("nodes.proxy.mode=transparent")]
    [InlineData("nodes.proxy.standby=hot", "events=[{ at: 1 s, node: proxy, state: crash }]")]
    [InlineData("tunnels.first.carries=[lte]", "tunnels.second.carries=[10.2.0.0/30]", "tunnels.first.toward=[server]")]
    [InlineData(BothInIpv6, "links.metro.ip=[v4, v6]", "links.rack.ip=[v4, v6]", "tunnels.first.ip=v6", "tunnels.second.ip=v6", "nodes.proxy.mss_clamp=1420 B")]
    public void Tunnels_put_the_proxy_on_the_path_of_all_subflows_both_ways(params string[] changes)
    {
        var run = Run(changes);

        var flow = Assert.Single(run.Flows);
        Assert.Equal((1, 1), (flow.ConnectionsCompleted, flow.Sessions!.TakenOver));
        Assert.All(new[] { flow.SharesUp, flow.SharesDown }, shares => Assert.InRange(Assert.Single(shares, share => share.Path == "wlan").Ratio, 0.4, 0.8));
        Assert.Contains(run.Events, e => e is { Entity: "proxy", Kind: "subflow-steered" } && e.Detail.EndsWith("by the tunnel first", StringComparison.Ordinal));
        Assert.Contains(run.Events, e => e is { Entity: "first", Kind: "tunnel-totals" });
    }

    [Fact]
    public void Session_of_an_n_ue_passes_through_the_tunnel_and_the_proxy_both_ways()
    {
        var run = Run("nodes.phone.mptcp=false");

        Assert.Equal(1, Assert.Single(run.Flows).ConnectionsCompleted);
        Assert.Equal((1, 1), (run.Flows[0].Sessions!.NotOffered, run.Flows[0].Sessions!.All));
        Assert.Contains(run.Events, e => e is { Kind: "tunnel-totals" } && e.Detail.StartsWith("cellular", StringComparison.Ordinal) && !e.Detail.Contains(" 0 packets in", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("tunnels.first.steers=up")]
    [InlineData("nodes.proxy.mss_clamp=null")]
    [InlineData("tunnels.first.oversize=drop", "nodes.proxy.mss_clamp=null")]
    public void Where_the_server_s_answers_go_past_the_proxy_or_do_not_fit_nothing_arrives(params string[] changes)
    {
        var flow = Assert.Single(Run(changes).Flows);

        Assert.Equal((0, 0L), (flow.ConnectionsCompleted, flow.Bytes));
    }

    [Theory]
    [InlineData("hot", "drop", 1)]
    [InlineData("cold", "drop", 0)]
    [InlineData("none", "drop", 0)]
    [InlineData("none", "forward", 0)]
    public void Proxy_where_tunnels_end_may_crash(string standby, string whileDown, int kept)
    {
        var run = Run($"nodes.proxy.standby={standby}", $"nodes.proxy.while_down={whileDown}", "events=[{ at: 600 ms, node: proxy, state: crash }, { at: 1500 ms, node: proxy, state: up }]",
            "flows.download.give_up_after=2 s", "flows.download.retries=3");

        // With a standby, or when the box is up again, the tunnels go on.
        var flow = Assert.Single(run.Flows);
        Assert.Equal((1, kept), (flow.ConnectionsCompleted, run.Events.Count(e => e.Kind == "proxy-takeover" && e.Detail.StartsWith("1 sessions", StringComparison.Ordinal))));
        Assert.Contains(run.Events, e => e is { Entity: "proxy", Kind: "subflow-steered" } && e.Detail.EndsWith("by the tunnel second", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{ kind: proxy, standby: hot }")]
    [InlineData("{ kind: proxy, standby: hot, costs: { cores: 1 } }")]
    public void Standby_of_a_proxy_on_the_way_of_a_tunnel_takes_nothing_that_is_inside_for_its_own(string core)
    {
        var run = Run($"nodes.core={core}", "tunnels.first.oversize=fragment", "nodes.proxy.mss_clamp=null", "tunnels.second.oversize=fragment", "events=[{ at: 600 ms, node: core, state: crash }]");

        Assert.Equal((1, 1), (Assert.Single(run.Flows).ConnectionsCompleted, run.Events.Count(e => e is { Entity: "core", Kind: "proxy-takeover" })));
    }

    [Fact]
    public void Header_costs_what_it_takes_of_the_bottleneck()
    {
        string[] narrow = ["links.mobile.rate=10 Mbit/s", "links.lte.rate=100 Mbit/s", "flows.download.via=[lte]", "flows.download.size=null"];

        // With the server's answers to the proxy's own address they do not pass the gateway on their way to the proxy.
        var inTunnel = Assert.Single(Run([.. narrow, "nodes.proxy.steering={ toward_server: rewrite }"]).Flows).GoodputMbps;
        var onPath = Assert.Single(Run([.. narrow, "tunnels=null", "nodes.core={ kind: proxy, mode: take-over, mss_clamp: 1440 B }", "nodes.proxy={ kind: router, mss_clamp: null }"]).Flows).GoodputMbps;

        // 1,480 octets of 1,500 on the wire are the packet, of a second in which the queue fills and of four in which it is full.
        Assert.InRange(inTunnel / onPath, 0.975, 0.995);
    }

    [Theory]
    [InlineData("nodes.gateway.mss_clamp=1360 B", true)]
    [InlineData("links.narrow.mtu_discovery=true", true)]
    [InlineData("nodes.gateway.mode=take-over", false)]
    public void Link_whose_mtu_nobody_tells_of_is_a_black_hole_for_large_packets(string change, bool passes)
    {
        const string Narrow = """
            name: Narrow
            duration: 3 s
            nodes:
              phone: { kind: ue, mptcp: true }
              gateway: { kind: proxy }
              border: { kind: router }
              peer: { kind: router }
              server: { kind: server }
            links:
              lte: { between: [phone, gateway], rate: 10 Mbit/s, delay: 20 ms }
              core: { between: [gateway, border], rate: 100 Mbit/s, delay: 5 ms }
              narrow: { between: [border, peer], rate: 100 Mbit/s, delay: 5 ms, mtu: 1400, mtu_discovery: false }
              hall: { between: [peer, server], rate: 100 Mbit/s, delay: 5 ms }
            flows:
              download: { from: server, to: phone, size: 200 kB }
              upload: { from: phone, to: server, size: 200 kB }
            """;
        var plan = SampleScenario.Plan(Narrow, change);
        var run = new Simulation(plan.Base, TraceLibrary.Load(plan), plan.Seed, run: 1, sampleInterval: null).Run();

        Assert.All(run.Flows, flow => Assert.Equal(passes ? (1, 200_000L) : (0, 0L), (flow.ConnectionsCompleted, flow.Bytes)));
    }

    [Theory]
    [InlineData("v4", "eth:ip:ip:tcp", 1500)]
    [InlineData("v6", "eth:ipv6:ip:tcp", 1500)]
    public void Captures_show_the_outer_header(string ip, string protocols, int largest)
    {
        var plan = SampleScenario.Plan(Text, BothInIpv6, "links.metro.ip=[v4, v6]", "links.rack.ip=[v4, v6]", $"tunnels.first.ip={ip}", $"tunnels.second.ip={ip}", $"nodes.proxy.mss_clamp={(ip == "v4" ? 1440 : 1420)} B");
        using var run = new CapturedRun(plan, Duration.FromMilliseconds(400));
        var packets = run.Read(plan.Base.Name, "cellular").Packets;
        var inside = packets.Where(packet => packet.Interface == "mobile").Select(CapturedRun.Decode).Where(packet => packet.Outer is not null).ToArray();

        Assert.True(inside.Length > 100, $"{inside.Length}");
        Assert.Equal(largest, inside.Max(packet => packet.WireLength));
        Assert.All(inside, packet => Assert.Equal(ip == "v4" ? 20 : 40, packet.Outer!.Length));
        Tshark.IsNeeded();

        var rows = Tshark.Fields(run.FileOf(plan.Base.Name, "cellular"), "frame.protocols", "_ws.malformed", "tcp.checksum.status", "ip.checksum.status");
        Assert.Equal(packets.Count, rows.Length);
        var dissected = rows.Where(row => row[0].Contains(protocols[4..], StringComparison.Ordinal)).ToArray();
        Assert.Equal(inside.Length, dissected.Length);
        Assert.All(dissected, row => Assert.Equal(("", "1", ip == "v4" ? $"1{Tshark.Between}1" : "1"), (row[1], row[2], row[3])));
    }

    [Fact]
    public void Captures_without_payload_hold_fragments_as_well()
    {
        var plan = SampleScenario.Plan(Text, "tunnels.first.oversize=fragment", "tunnels.second.oversize=fragment", "nodes.proxy.mss_clamp=null");
        using var run = new CapturedRun(plan, Duration.FromMilliseconds(400), new CaptureExtent(0));
        var packets = run.Read(plan.Base.Name, "cellular").Packets;

        Assert.Contains(packets, packet => PacketDecoder.DecodeCut(packet.Octets, new Packet()).Fault == DecodeFault.Fragment);
        Assert.All(packets, packet => Assert.InRange(packet.Octets.Length, 20, 140));
    }

    [Theory]
    [InlineData("tunnels.first.between=[cellular, prox]", "there is no router or proxy 'prox'")]
    [InlineData("tunnels.first.between=[cellular, server]", "'server' passes no packets on, so that no tunnel ends there")]
    [InlineData("tunnels.first.between=[core, proxy]", "no UE has a link to 'core', so that it is open whose packets the tunnel carries")]
    [InlineData("tunnels.first.carries=[lt]", "there is no link, UE or class 'lt'")]
    [InlineData("tunnels.first.carries=[wlan]", "what 'phone' sends over 'wlan' gets to servers without passing 'cellular'")]
    [InlineData("tunnels.first.carries=[10.0.0.0/8]", "the tunnel would carry its own packets, since 10.3.0.1 is one of its ends")]
    [InlineData("tunnels.first.mtu=580", "with 580 B in the tunnel, 560 B are left for a packet inside, too few for IPv4")]
    [InlineData("tunnels.first.mtu=1600", "packets of 1600 B do not pass the link 'mobile' on the way, whose MTU is 1500")]
    [InlineData("tunnels.first.ip=v6", "there is no way in v6 from 'cellular' to 'proxy'")]
    [InlineData("links.mobile.middleboxes=napt", "the NAPT of 'mobile' on the way cannot translate packets that have no ports")]
    [InlineData("tunnels.third.mtu=1400", "there is no tunnel 'third' to change")]
    [InlineData("tunnels.rack={ between: [cellular, proxy] }", "there is a link 'rack' as well")]
    public void Tunnel_that_cannot_be_is_a_located_error(string change, string message) =>
        Assert.Contains(SampleScenario.Read(Text, change).Errors, error => error.Message == message && error.KeyPath.StartsWith("tunnels.", StringComparison.Ordinal));

    private static RunResult Run(params string[] changes)
    {
        var plan = SampleScenario.Plan(Text, changes);
        return new Simulation(plan.Base, TraceLibrary.Load(plan), plan.Seed, run: 1, sampleInterval: null).Run();
    }
}
