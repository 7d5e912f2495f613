using Mpsim.Models.Proxy;
using Mpsim.Models.Tests.Mptcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Proxy;

/// <summary>A SYN that is repeated while the cookie that answers it is under way, and that finds room then: the UE may go on with either answer.</summary>
public sealed class LateCookieTests
{
    /// <summary>A round trip of 1.2 s to the proxy, longer than the time after which a SYN is repeated.</summary>
    private static readonly PathSpec Slow = new(10, 595);

    [Theory]
    [InlineData(ProxyAccept.AtOnce, ProxySource.Ue, false)]
    [InlineData(ProxyAccept.AfterServer, ProxySource.Ue, false)]
    [InlineData(ProxyAccept.AfterServer, ProxySource.Ue, true)]
    [InlineData(ProxyAccept.AtOnce, ProxySource.Own, false)]
    [InlineData(ProxyAccept.AfterServer, ProxySource.Own, false)]
    [InlineData(ProxyAccept.AfterServer, ProxySource.Own, true)]
    public void Session_goes_on_by_the_cookie_that_comes_back_after_its_syn_was_kept(ProxyAccept accept, ProxySource source, bool isServerLate)
    {
        var pair = Pair(accept, source);
        var syns = 0;
        pair.ServerTap.Filter = p => !isServerLate || !p.IsToServer() || !p.Segment.Has(TcpFlags.Syn) || syns++ != 1;
        var (first, second, server) = ConnectBehindAnother(pair);
        pair.Drain();
        Assert.Equal((1, 1, 2), (pair.Proxy!.CookiesSent, pair.Proxy.CookiesRedeemed, pair.Proxy.SessionsTakenOver));
        Assert.Equal((100_000, 100_000, 100_000), (first.Read, second.Read, server.Read));
        Assert.True(second.Closed && server.Closed);
        Assert.Null(second.Connection.FallbackReason);
        Assert.Equal(0, pair.Proxy.Sessions);

        // The UE has got its first answer, and the other one after it.
        Assert.InRange(second.ConnectedAt.Seconds, 1.7, 1.71);
        Assert.DoesNotContain(pair.Tap.Trace, packet => packet.Segment.Has(TcpFlags.Rst));
    }

    [Fact]
    public void Data_ahead_of_a_late_cookie_wait_for_it()
    {
        var pair = Pair(ProxyAccept.AtOnce, ProxySource.Ue);
        var lost = 0;
        pair.Tap.Filter = p => !(p.IsToServer() && p.Destination.Port != MptcpPair.Port && !p.Segment.Has(TcpFlags.Syn) && lost++ < 2);
        var (_, second, server) = ConnectBehindAnother(pair);
        pair.Drain();
        Assert.True(lost > 2);
        Assert.Equal((1, 100_000, 100_000), (pair.Proxy!.CookiesRedeemed, second.Read, server.Read));
    }

    /// <summary>The cookie is lost, and what the UE goes on with is the answer to its repeated SYN.</summary>
    [Fact]
    public void Session_goes_on_by_the_second_answer_where_the_cookie_is_lost()
    {
        var pair = Pair(ProxyAccept.AtOnce, ProxySource.Ue);
        var answers = 0;
        pair.Tap.Filter = p => p.IsToServer() || !p.Segment.Has(TcpFlags.Syn) || answers++ != 1;
        var (_, second, server) = ConnectBehindAnother(pair);
        pair.Drain();
        Assert.Equal((1, 0, 100_000, 100_000), (pair.Proxy!.CookiesSent, pair.Proxy.CookiesRedeemed, second.Read, server.Read));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Limits_that_let_no_session_pass_do_not_lead_data_ahead_of_a_cookie_to_the_server(bool rate)
    {
        var limit = rate ? new SessionLimit { Name = "rate", RatePerUe = new(null, DataRate.FromMegabitsPerSecond(80)) } : new SessionLimit { Name = "subflows", SubflowsPerSession = 2 };
        var pair = new MptcpPair([new(10, 10)], proxy: new ProxySettings { Limits = [limit], Protection = new ProtectionSettings { SynBacklog = 0 } });
        var lost = 0;
        pair.Tap.Filter = p => !p.IsToServer() || p.Segment.Has(TcpFlags.Syn) || lost++ >= 4;
        var (client, server) = pair.Connect(100_000, 100_000);
        pair.Drain();
        Assert.Equal((100_000, 100_000, 1), (client.Read, server.Read, pair.Proxy!.CookiesRedeemed));
        Assert.DoesNotContain(pair.ServerTap.Trace, packet => packet.Segment.HasDss);
    }

    private static MptcpPair Pair(ProxyAccept accept, ProxySource source)
    {
        var pair = new MptcpPair([Slow], proxy: new ProxySettings { Accept = accept, Source = source, Protection = new ProtectionSettings { SynBacklog = 1 } });
        pair.ServerTap.Routing.Main.Add(OffPathPair.Own, 32, pair.ServerTap.FindInterface("core2")!);
        return pair;
    }

    /// <summary>The second SYN arrives while the first session is being opened, and its repetition when that is open.</summary>
    private static (StreamPeer First, StreamPeer Second, StreamPeer Server) ConnectBehindAnother(MptcpPair pair)
    {
        var (first, _) = pair.Connect(0, 100_000);
        pair.RunUntil(0.5);
        var (second, server) = pair.Connect(100_000, 100_000);
        return (first, second, server);
    }
}
