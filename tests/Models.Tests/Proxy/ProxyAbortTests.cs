using Mpsim.Models.Hosts;
using Mpsim.Models.Proxy;
using Mpsim.Models.Tests.Mptcp;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Proxy;

public sealed class ProxyAbortTests
{
    private static readonly PathSpec[] TwoPaths = [new(10, 10), new(20, 25)];

    [Theory]
    [InlineData(ProxyAccept.AtOnce, true)]
    [InlineData(ProxyAccept.AtOnce, false)]
    [InlineData(ProxyAccept.AfterServer, true)]
    [InlineData(ProxyAccept.AfterServer, false)]
    public void Abort_of_one_end_reaches_the_other(ProxyAccept accept, bool byUe)
    {
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings { Accept = accept });
        var (ue, server) = pair.Connect(20_000_000, 20_000_000);
        pair.At(2, () => (byUe ? ue : server).Socket!.Abort());
        pair.RunUntil(3);
        Assert.Equal(AbortReason.Reset, (byUe ? server : ue).Aborted);
        Assert.Empty(pair.Proxy!.Active);
        AssertServerSeesNoMptcp(pair);
        pair.Drain();
    }

    [Fact]
    public void Refusal_reaches_the_ue_as_a_refusal_when_the_proxy_accepts_after_the_server()
    {
        var (peer, pair) = ConnectToClosedPort(ProxyAccept.AfterServer);
        Assert.Equal(AbortReason.Refused, peer.Aborted);
        Assert.False(peer.Connected);
        AssertServerSeesNoMptcp(pair);
    }

    [Fact]
    public void Refusal_reaches_the_ue_as_a_reset_when_the_proxy_accepts_at_once()
    {
        var (peer, pair) = ConnectToClosedPort(ProxyAccept.AtOnce);
        Assert.True(peer.Connected);
        Assert.Equal(AbortReason.Reset, peer.Aborted);
        AssertServerSeesNoMptcp(pair);
    }

    [Fact]
    public void Server_s_connection_is_given_up_when_the_ue_never_completes_its_handshake()
    {
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings { Accept = ProxyAccept.AfterServer });
        pair.Tap.Filter = p => !(p.IsToServer() && !p.Segment.Has(TcpFlags.Syn));
        var (ue, server) = pair.Connect(1_000, 1_000);
        pair.RunUntil(600);
        Assert.NotNull(server.Aborted);
        Assert.Equal((0, 0), (pair.Proxy!.Connections.Count, pair.Proxy.Sessions));
        Assert.NotNull(ue);
    }

    [Fact]
    public void Session_that_no_ue_completes_is_none_after_a_while()
    {
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings());
        pair.Tap.Filter = p => !(p.IsToServer() && !p.Segment.Has(TcpFlags.Syn));
        pair.Connect(1_000, 1_000);
        pair.RunUntil(1);
        Assert.Equal(1, pair.Proxy!.Sessions);
        pair.RunUntil(600);
        Assert.Equal((0, 0), (pair.Proxy.Connections.Count, pair.Proxy.Sessions));
    }

    [Fact]
    public void Ue_is_reset_when_the_server_goes_away_during_the_ue_s_handshake()
    {
        var pair = new MptcpPair([new(10, 100)], proxy: new ProxySettings { Accept = ProxyAccept.AfterServer });
        var (ue, server) = pair.Connect(1_000, 1_000);
        pair.At(0.15, () => server.Socket!.Abort());
        pair.Drain(60);
        Assert.Equal(AbortReason.Reset, ue.Aborted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Late_packets_of_a_session_that_was_taken_over_are_answered_and_not_passed_on(bool fromUe)
    {
        var pair = new MptcpPair([new(10, 50)], proxy: new ProxySettings());
        var (ue, server) = pair.Connect(20_000_000, 20_000_000);
        pair.At(1, () => (fromUe ? server : ue).Socket!.Abort());
        pair.RunUntil(1);
        for (var time = 1.001; pair.Proxy!.Connections.Count > 0; time += 0.001)
        {
            Assert.True(time < 2, "both of the proxy's sockets are gone when the abort has arrived there");
            pair.RunUntil(time);
        }

        var from = pair.ServerTap.Trace.Count;
        var passed = pair.Tap.Trace.Count;
        pair.RunUntil(3);
        Assert.DoesNotContain(fromUe ? pair.ServerTap.Trace.Skip(from).Where(t => t.ToServer) : pair.Tap.Trace.Skip(passed).Where(t => !t.ToServer), t => t.Segment.PayloadLength > 0);
        AssertServerSeesNoMptcp(pair);
        pair.Drain();
    }

    private static (StreamPeer Ue, MptcpPair Pair) ConnectToClosedPort(ProxyAccept accept)
    {
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings { Accept = accept });
        var peer = new StreamPeer(pair, "up", 100_000, "down");
        peer.Socket = pair.Ue.Connect(MptcpPair.UeAddress(0), new Endpoint(MptcpPair.ServerAddress(), 9), peer);
        pair.Drain();
        return (peer, pair);
    }

    private static void AssertServerSeesNoMptcp(MptcpPair pair) => Assert.DoesNotContain(pair.ServerTap.Trace, t => t.Segment.HasMptcp());
}
