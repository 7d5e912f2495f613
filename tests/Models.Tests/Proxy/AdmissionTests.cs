using Mpsim.Models.Mptcp;
using Mpsim.Models.Proxy;
using Mpsim.Models.Tests.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Proxy;

/// <summary>Requirements (f) and (i) of draft-deng-mptcp-proxy-01.</summary>
public sealed class AdmissionTests
{
    private static readonly PathSpec[] TwoPaths = [new(10, 10), new(20, 25)];

    [Theory]
    [InlineData(ProxyMode.TakeOver)]
    [InlineData(ProxyMode.Transparent)]
    public void Session_beyond_the_limit_passes_and_there_is_room_again_when_another_has_ended(ProxyMode mode)
    {
        var pair = Pair(mode, new SessionLimit { Name = "each", SessionsPerUe = 1 });
        var (first, _) = pair.Connect(0, 1_000_000);
        StreamPeer? second = null;
        StreamPeer? third = null;
        pair.At(0.3, () => (second, _) = pair.Connect(0, 100_000));
        pair.At(100, () => (third, _) = pair.Connect(0, 100_000));
        pair.Drain();
        Assert.Equal((1_000_000, 100_000, 100_000), (first.Read, second!.Read, third!.Read));
        Assert.Equal((2, 1, 0), (pair.Proxy!.SessionsTakenOver, pair.Proxy.SessionsRefused, pair.Proxy.Sessions));
        Assert.Equal((null, null), (first.Connection.FallbackReason, third.Connection.FallbackReason));
        Assert.NotNull(second.Connection.FallbackReason);
        Assert.Contains(pair.Events.All, e => e is { Entity: "proxy", Kind: "session-refused" } && e.Detail.Contains("each grants a UE 1 sessions", StringComparison.Ordinal));
    }

    [Fact]
    public void Limits_of_sessions_count_each_ue_and_each_server_apart()
    {
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings { Limits = [new SessionLimit { Name = "each", SessionsPerUe = 2, SessionsPerServer = 1 }] }, ues: 3, ueSettings: ProxyNodeTests.AllPaths);

        // Each connection has a port, which is a server, of its own: the UEs' limit of two holds.
        var peers = new[] { 0, 0, 0, 1, 1, 2 }.Select(ue => pair.Connect(0, 500_000, ue: ue)).ToArray();
        pair.Drain();
        Assert.All(peers, peer => Assert.Equal(500_000, peer.Ue.Read));
        Assert.Equal((5, 1), (pair.Proxy!.SessionsTakenOver, pair.Proxy.SessionsRefused));
    }

    [Fact]
    public void Ue_that_never_completes_its_handshake_does_not_use_the_limit_up()
    {
        var pair = Pair(ProxyMode.TakeOver, new SessionLimit { Name = "each", SessionsPerUe = 1 });
        pair.Tap.Filter = p => pair.Scheduler.Now.Seconds > 300 || !(p.IsToServer() && !p.Segment.Has(TcpFlags.Syn));
        pair.Connect(1_000, 1_000);
        StreamPeer? later = null;
        pair.At(400, () => (later, _) = pair.Connect(0, 100_000));
        pair.RunUntil(500);
        Assert.Equal((100_000, 0), (later!.Read, pair.Proxy!.SessionsRefused));
        Assert.Null(later.Connection.FallbackReason);
    }

    [Fact]
    public void Subflow_beyond_the_limit_is_reset_for_lack_of_resources()
    {
        var pair = new MptcpPair([.. TwoPaths, new(15, 15)], proxy: new ProxySettings { Limits = [new SessionLimit { Name = "two", SubflowsPerSession = 2 }] });
        var (ue, server) = pair.Connect(0, 20_000_000);
        pair.RunUntil(2);
        Assert.Equal((1, 2), (pair.Proxy!.SubflowsRefused, ue.Connection.Subflows.Count(s => s.Phase == SubflowPhase.Established)));
        Assert.Contains(pair.Tap.Trace, t => !t.ToServer && t.Segment.Options?.MpTcpRst is { Reason: 2, Transient: true });
        pair.Drain();
        Assert.Equal(20_000_000, ue.Read);
        Assert.True(server.Closed);
    }

    [Fact]
    public void Limit_is_for_its_subscribers_and_applications_only()
    {
        var limit = new SessionLimit
        {
            Name = "some",
            Subscribers = [new AddressPrefix(MptcpPair.UeAddress(0, 1), 32)],
            Ports = [(82, 83)],
            SessionsPerUe = 0,
        };
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings { Limits = [limit] }, ues: 2, ueSettings: ProxyNodeTests.AllPaths);
        var peers = new[] { 1, 0, 1, 0 }.Select(ue => pair.Connect(0, 100_000, ue: ue)).ToArray();
        pair.Drain();
        Assert.Equal([true, true, false, true], peers.Select(peer => peer.Ue.Connection.FallbackReason is null));
    }

    private static MptcpPair Pair(ProxyMode mode, SessionLimit limit) => new(TwoPaths, proxy: new ProxySettings { Mode = mode, Limits = [limit] });
}
