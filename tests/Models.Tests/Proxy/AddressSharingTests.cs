using Mpsim.Models.Hosts;
using Mpsim.Models.Network.Sharing;
using Mpsim.Models.Proxy;
using Mpsim.Models.Tests.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Proxy;

/// <summary>Requirement m2 of draft-deng-mptcp-proxy-01: public addresses of a proxy that subscribers share.</summary>
public sealed class AddressSharingTests
{
    private static readonly PathSpec[] TwoPaths = [new(10, 10), new(20, 25)];
    private static readonly SharingSettings Two = new() { Addresses = [OffPathPair.Own], FirstPort = 2_000, LastPort = 2_001 };

    [Fact]
    public void Sessions_bear_ports_of_the_range_and_give_them_back()
    {
        var pair = Pair(Two);
        var peers = Enumerable.Range(0, 2).Select(_ => pair.Connect(0, 300_000)).ToArray();
        pair.RunUntil(0.3);
        Assert.Equal((2, 2), (pair.Proxy!.Ports.InUse, pair.Proxy.Ports.Of(MptcpPair.UeAddress(0)).Peak));
        pair.Drain();

        Assert.Equal([2_000, 2_001], peers.Select(each => (int)each.Server.Socket!.Remote.Port).Order());
        Assert.All(peers, each => Assert.Equal(300_000, each.Ue.Read));
        Assert.Equal((0, 2), (pair.Proxy.Ports.InUse, pair.Proxy.Ports.Peak));
    }

    [Fact]
    public void Session_without_a_port_passes_with_the_ue_s_own_address()
    {
        var pair = Pair(Two);
        var peers = Three(pair);
        pair.Drain();

        Assert.Equal(MptcpPair.UeAddress(0), peers[2].Server.Socket!.Remote.Address);
        Assert.NotNull(peers[2].Ue.Connection.FallbackReason);
        Assert.All(peers, each => Assert.Equal(each == peers[2] ? 100_000 : 3_000_000, each.Ue.Read));
        Assert.Equal((2, 1), (pair.Proxy!.SessionsTakenOver, pair.Proxy.Ports.RefusedFor(PortShortage.Ports)));
        Assert.Contains(pair.Events.All, e => e is { Entity: "proxy", Kind: "port-refused" });
    }

    [Fact]
    public void Session_without_a_port_is_answered_by_rst_where_that_is_asked_for()
    {
        var pair = Pair(Two, PortExhaustion.Reset);
        var peers = Three(pair);
        pair.Drain();

        Assert.Equal(AbortReason.Refused, peers[2].Ue.Aborted);
        Assert.Equal((2, 1), (pair.Proxy!.SessionsTakenOver, pair.Proxy.SessionsRefused));
    }

    [Fact]
    public void Session_whose_syn_is_dropped_is_taken_over_when_a_port_has_come_free()
    {
        var pair = Pair(Two, PortExhaustion.Drop);
        var peers = Three(pair);
        pair.At(0.5, () => peers[0].Ue.Socket!.Abort());
        pair.Drain(aborts: true);

        // The first is over when the UE repeats its SYN after a second.
        Assert.Equal(100_000, peers[2].Ue.Read);
        Assert.Null(peers[2].Ue.Connection.FallbackReason);
        Assert.Equal((3, 1), (pair.Proxy!.SessionsTakenOver, pair.Proxy.Ports.Refused));
        Assert.Equal((2, 0), (pair.Proxy.Ports.Peak, pair.Proxy.Ports.InUse));
    }

    [Fact]
    public void Port_of_a_session_that_the_proxy_has_closed_first_is_free_when_time_wait_is_over()
    {
        var pair = Pair(Two);
        pair.Connect(0, 100_000);
        pair.RunUntil(30);
        Assert.Equal((0, 1), (pair.Proxy!.Sessions, pair.Proxy.Ports.InUse));
        pair.RunUntil(90);
        Assert.Equal(0, pair.Proxy.Ports.InUse);
    }

    [Fact]
    public void Port_of_a_session_whose_ue_never_completes_its_handshake_comes_back()
    {
        var pair = Pair(Two);
        pair.Tap.Filter = p => !(p.IsToServer() && !p.Segment.Has(TcpFlags.Syn));
        pair.Connect(0, 100_000);
        pair.RunUntil(1);
        Assert.Equal(1, pair.Proxy!.Ports.InUse);
        pair.RunUntil(400);
        Assert.Equal((0, 0), (pair.Proxy.Sessions, pair.Proxy.Ports.InUse));
    }

    [Fact]
    public void Limit_of_ports_leaves_the_others_theirs()
    {
        var pair = Pair(Two with { PortsPerSubscriber = 1 }, ues: 2);
        var peers = new[] { 0, 0, 1 }.Select(ue => pair.Connect(0, 500_000, ue: ue)).ToArray();
        pair.Drain();

        Assert.Equal([true, false, true], peers.Select(each => each.Ue.Connection.FallbackReason is null));
        Assert.Equal(1, pair.Proxy!.Ports.Of(MptcpPair.UeAddress(0)).RefusedFor(PortShortage.SubscriberLimit));
    }

    [Fact]
    public void Address_that_is_preserved_takes_no_port()
    {
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings { Sharing = Two });
        var peers = Three(pair);
        pair.Drain();

        Assert.All(peers, each => Assert.Null(each.Ue.Connection.FallbackReason));
        Assert.Equal((0, 0), (pair.Proxy!.Ports.Peak, pair.Proxy.Ports.Refused));
    }

    [Fact]
    public void Ports_are_counted_too_where_nothing_is_settled_of_them()
    {
        var pair = Pair(new SharingSettings());
        var peers = Three(pair);
        pair.Drain();

        Assert.All(peers, each => Assert.Equal(OffPathPair.Own, each.Server.Socket!.Remote.Address));
        Assert.Equal((0, 3), (pair.Proxy!.Ports.InUse, pair.Proxy.Ports.Of(MptcpPair.UeAddress(0)).Peak));
    }

    private static MptcpPair Pair(SharingSettings sharing, PortExhaustion exhaustion = PortExhaustion.Pass, int ues = 1)
    {
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings { Source = ProxySource.Own, Sharing = sharing, WhenExhausted = exhaustion }, ues: ues, ueSettings: ProxyNodeTests.AllPaths);
        pair.ServerTap.Routing.Main.Add(OffPathPair.Own, 32, pair.ServerTap.FindInterface("core2")!);
        return pair;
    }

    /// <summary>Two sessions, and a third one later.</summary>
    private static (StreamPeer Ue, StreamPeer Server)[] Three(MptcpPair pair)
    {
        var first = pair.Connect(0, 3_000_000);
        var second = pair.Connect(0, 3_000_000);
        (StreamPeer, StreamPeer) third = default;
        pair.At(0.2, () => third = pair.Connect(0, 100_000));
        pair.RunUntil(0.21);
        return [first, second, third];
    }
}
