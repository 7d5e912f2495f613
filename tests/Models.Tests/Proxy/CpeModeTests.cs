using Mpsim.Models.Hosts;
using Mpsim.Models.Proxy;
using Mpsim.Models.Tests.Mptcp;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Proxy;

/// <summary>Host =TCP= CPE =MPTCP= proxy =TCP= server, and the CPE alone.</summary>
public sealed class CpeModeTests
{
    private static readonly ProxySettings Network = new();

    [Theory]
    [InlineData(ProxyAccept.AtOnce, ProxyMode.TakeOver)]
    [InlineData(ProxyAccept.AfterServer, ProxyMode.TakeOver)]
    [InlineData(ProxyAccept.AtOnce, ProxyMode.Transparent)]
    [InlineData(ProxyAccept.AfterServer, ProxyMode.Transparent)]
    public void Mptcp_is_between_the_proxies_only_and_uses_both_uplinks(ProxyAccept accept, ProxyMode network)
    {
        var pair = new CpePair(new ProxySettings { Mode = network, Accept = accept }, change: cpe => cpe with { Accept = accept });
        var (laptop, server) = pair.Connect(2_000_000, 3_000_000);
        pair.Drain();
        Assert.Equal((3_000_000, 2_000_000), (laptop.Read, server.Read));
        Assert.True(laptop.Closed && server.Closed);
        Assert.Equal((1, 1), (pair.Cpe.SessionsTakenOver, pair.Pair.Proxy!.SessionsTakenOver));
        Assert.All(pair.Lan.Trace, t => Assert.False(t.Segment.HasMptcp(), t.ToString()));
        Assert.All(pair.Pair.ServerTap.Trace.Where(t => network == ProxyMode.TakeOver || t.Segment.Flags != TcpFlags.Syn), t => Assert.False(t.Segment.HasMptcp(), t.ToString()));
        Assert.All(pair.Pair.Tap.Trace.Where(t => t.ToServer && t.Segment.Flags == TcpFlags.Syn), t => Assert.True(t.Segment.HasMptcp(), t.ToString()));
        foreach (var uplink in new[] { 0, 1 })
        {
            foreach (var up in new[] { true, false })
            {
                var octets = pair.Pair.Tap.Trace.Where(t => (up ? t.Source : t.Destination).Address == CpePair.UplinkAddress(uplink)).Sum(t => t.Segment.PayloadLength);
                Assert.True(octets > 400_000, $"{octets} octets over uplink {uplink}, up: {up}");
            }
        }
    }

    [Fact]
    public void Laptop_sees_the_server_and_the_server_sees_the_first_uplink()
    {
        var pair = new CpePair(Network);
        var (laptop, server) = pair.Connect(1_000, 1_000);
        pair.Drain();
        Assert.Equal(server.Socket!.Local, laptop.Socket!.Remote);
        Assert.Equal(CpePair.UplinkAddress(0), server.Socket.Remote.Address);
        Assert.True(pair.Cpe.TryFindUe(server.Socket.Remote, out var ue));
        Assert.Equal(laptop.Socket.Local, ue);
    }

    [Fact]
    public void Alone_it_gives_a_server_with_mptcp_both_uplinks_and_another_one_plain_tcp_on_the_first()
    {
        var pair = new CpePair(null, MptcpPair.Mptcp(0));
        var (laptop, server) = pair.Connect(100_000, 2_000_000);
        pair.Drain();
        Assert.Equal((2_000_000, 100_000, 2), (laptop.Read, server.Read, server.Connection.Subflows.Count));

        pair = new CpePair(null, MptcpPair.Plain);
        (laptop, server) = pair.Connect(100_000, 2_000_000);
        pair.Drain();
        Assert.Equal((2_000_000, 100_000), (laptop.Read, server.Read));
        Assert.DoesNotContain(pair.Pair.Tap.Trace, t => t.Source.Address == CpePair.UplinkAddress(1) || t.Destination.Address == CpePair.UplinkAddress(1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Half_close_passes_both_proxies(bool byLaptop)
    {
        var pair = new CpePair(Network);
        var (laptop, server) = pair.Connect(300_000, 300_000, l => l.ClosesAfterPeer = !byLaptop, s => s.ClosesAfterPeer = byLaptop);
        pair.Drain();
        Assert.Equal((300_000, 300_000), (laptop.Read, server.Read));
        Assert.True(laptop.Closed && server.Closed);
        Assert.Empty(pair.Cpe.Active);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Abort_of_one_end_passes_both_proxies(bool byLaptop)
    {
        var pair = new CpePair(Network);
        var (laptop, server) = pair.Connect(20_000_000, 20_000_000);
        pair.Pair.At(2, () => (byLaptop ? laptop : server).Socket!.Abort());
        pair.Pair.RunUntil(4);
        Assert.Equal(AbortReason.Reset, (byLaptop ? server : laptop).Aborted);
        Assert.Empty(pair.Cpe.Active);
        Assert.Empty(pair.Pair.Proxy!.Active);
        pair.Drain();
    }

    [Theory]
    [InlineData(ProxyAccept.AtOnce, AbortReason.Reset)]
    [InlineData(ProxyAccept.AfterServer, AbortReason.Refused)]
    public void Refusal_passes_both_proxies(ProxyAccept accept, AbortReason reason)
    {
        var pair = new CpePair(new ProxySettings { Accept = accept }, change: cpe => cpe with { Accept = accept });
        var peer = new StreamPeer(pair.Pair, "up", 0, "down");
        peer.Socket = pair.Pair.Ues[1].Connect(MptcpPair.UeAddress(0, 1), new Endpoint(MptcpPair.ServerAddress(), 9), peer);
        pair.Pair.RunUntil(5);
        Assert.Equal((reason, accept == ProxyAccept.AtOnce), (peer.Aborted, peer.Connected));
        Assert.Empty(pair.Cpe.Active);
        pair.Drain();
    }

    [Theory]
    [InlineData("mptcp", "the UE speaks MPTCP itself")]
    [InlineData("TCP-AO", "TCP-AO")]
    [InlineData("limit", "home")]
    public void What_is_not_for_the_cpe_passes_with_every_field_unchanged(string what, string reason)
    {
        var pair = new CpePair(null, MptcpPair.Mptcp(0), cpe => what == "limit" ? cpe with { Limits = [new SessionLimit { Name = "home", SessionsPerUe = 0 }] } : cpe, what == "mptcp" ? MptcpPair.Mptcp(1) : null);
        if (what == "TCP-AO")
        {
            pair.Lan.RecordsWhatLeaves = true;
            pair.Lan.Filter = p =>
            {
                p.Segment.Options = p.IsToServer() && p.Segment.Flags == TcpFlags.Syn ? p.Segment.Options! with { Authentication = new TcpAuthentication(new byte[14]) } : p.Segment.Options;
                return true;
            };
        }

        var (laptop, server) = pair.Connect(200_000, 200_000);
        pair.Drain();
        Assert.Equal((200_000, 200_000), (laptop.Read, server.Read));
        Assert.Equal(0, pair.Cpe.SessionsTakenOver);
        Assert.Contains(pair.Pair.Events.All, e => e.Entity == "cpe" && e.Detail.Contains(reason, StringComparison.Ordinal));
        Assert.Equal(pair.Lan.Trace.Where(t => t.ToServer).Select(ProxyNodeTests.AllFields), pair.Pair.Tap.Trace.Where(t => t.ToServer).Select(ProxyNodeTests.AllFields));
        Assert.Equal(pair.Pair.Tap.Trace.Where(t => !t.ToServer).Select(ProxyNodeTests.AllFields), pair.Lan.Trace.Where(t => !t.ToServer).Select(ProxyNodeTests.AllFields));
    }

    [Fact]
    public void Uplink_that_is_down_is_not_chosen_and_one_that_goes_down_is_left()
    {
        var pair = new CpePair(Network);
        pair.Cpe.FindInterface("uplink0")!.SetUp(false);
        var (laptop, server) = pair.Connect(0, 4_000_000);
        pair.Pair.At(1, () => pair.Cpe.FindInterface("uplink0")!.SetUp(true));
        pair.Pair.At(1.5, () => pair.Cpe.FindInterface("uplink1")!.SetUp(false));
        pair.Drain();
        Assert.Equal(CpePair.UplinkAddress(1), server.Socket!.Remote.Address);
        Assert.Equal(4_000_000, laptop.Read);
        Assert.Contains(pair.Pair.Tap.Trace, t => t.Destination.Address == CpePair.UplinkAddress(0) && t.Segment.PayloadLength > 0);
    }

    [Fact]
    public void Session_to_a_port_uses_the_uplinks_that_are_named_for_it()
    {
        var pair = new CpePair(Network, change: cpe => cpe with
        {
            UplinksToPort = new Dictionary<ushort, UplinkUse> { [MptcpPair.Port] = new(["uplink1"], new HostSettings { SpeaksMptcp = true }) },
        });
        var (laptop, _) = pair.Connect(100_000, 100_000);
        pair.Drain();
        Assert.Equal(100_000, laptop.Read);
        Assert.DoesNotContain(pair.Pair.Tap.Trace, t => t.Source.Address == CpePair.UplinkAddress(0) || t.Destination.Address == CpePair.UplinkAddress(0));
    }

    [Fact]
    public void Session_that_is_opened_from_the_network_passes()
    {
        var pair = new CpePair(null, MptcpPair.Plain);
        var (opener, acceptor) = (new StreamPeer(pair.Pair, "down", 50_000, "up"), new StreamPeer(pair.Pair, "up", 0, "down"));
        pair.Pair.Ues[1].Listen(90, acceptor.Attach);
        opener.Socket = pair.Pair.Server.Connect(MptcpPair.ServerAddress(), new Endpoint(MptcpPair.UeAddress(0, 1), 90), opener);
        pair.Drain();
        Assert.Equal((50_000, 0, 1), (acceptor.Read, pair.Cpe.SessionsTakenOver, pair.Cpe.SessionsPassed));
    }
}
