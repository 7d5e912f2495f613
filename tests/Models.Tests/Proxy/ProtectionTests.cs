using Mpsim.Models.Hosts;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Mptcp.Paths;
using Mpsim.Models.Proxy;
using Mpsim.Models.Tcp;
using Mpsim.Models.Tests.Mptcp;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Proxy;

/// <summary>Requirement (h) of draft-deng-mptcp-proxy-01: SYN cookies (RFC 4987 section 3.6) and limits of what is half-open.</summary>
public sealed class ProtectionTests
{
    private static readonly PathSpec[] TwoPaths = [new(10, 10), new(20, 25)];

    [Theory]
    [InlineData(true, true, ProxyAccept.AtOnce)]
    [InlineData(true, true, ProxyAccept.AfterServer)]
    [InlineData(false, true, ProxyAccept.AtOnce)]
    [InlineData(true, false, ProxyAccept.AtOnce)]
    public void Session_that_a_cookie_brings_back_is_like_any_other(bool timestamps, bool sack, ProxyAccept accept)
    {
        var ue = MptcpPair.Mptcp(2) with { Tcp = TcpSettings.Default with { Timestamps = timestamps, Sack = sack } };
        var pair = new MptcpPair(TwoPaths, ue: ue, proxy: Cookies(accept));
        var (client, server) = pair.Connect(500_000, 1_000_000);
        pair.Drain();
        Assert.Equal((1_000_000, 500_000), (client.Read, server.Read));
        Assert.True(client.Closed && server.Closed);
        Assert.Equal((1, 1, 1), (pair.Proxy!.CookiesSent, pair.Proxy.CookiesRedeemed, pair.Proxy.SessionsTakenOver));
        Assert.Equal((null, 2), (client.Connection.FallbackReason, client.Connection.Subflows.Count));
        Assert.True(client.Subflow(1).BytesReceived > 100_000);
        Assert.InRange(client.ConnectedAt.Seconds, 0.030, 0.0305);

        // One answer to the SYN of the first subflow, one to that of the other.
        Assert.Equal(2, pair.Tap.Trace.Count(t => !t.ToServer && t.Segment.Has(TcpFlags.Syn)));
    }

    [Fact]
    public void Answer_by_cookie_differs_from_another_in_numbers_only()
    {
        TappedPacket Answer(ProxySettings settings)
        {
            var pair = new MptcpPair(TwoPaths, proxy: settings);
            pair.Connect(1_000, 1_000);
            pair.Drain();
            return pair.Tap.Trace.First(t => !t.ToServer && t.Segment.Has(TcpFlags.Syn));
        }

        var (kept, cookie) = (Answer(new ProxySettings()), Answer(Cookies(ProxyAccept.AtOnce)));
        var keyed = kept.Segment.Options! with { MpCapable = cookie.Segment.Options!.MpCapable };
        Assert.Equal((kept.Segment.Flags, kept.Segment.Ack, kept.Segment.Window, kept.WireLength, keyed), (cookie.Segment.Flags, cookie.Segment.Ack, cookie.Segment.Window, cookie.WireLength, cookie.Segment.Options));
        Assert.NotEqual(kept.Segment.Seq, cookie.Segment.Seq);
        Assert.Equal(kept.Segment.HasTimestamps, cookie.Segment.HasTimestamps);
    }

    [Fact]
    public void First_data_bring_the_cookie_back_when_the_third_ack_is_lost()
    {
        var pair = new MptcpPair([new(10, 10)], proxy: Cookies(ProxyAccept.AtOnce));
        var lost = false;
        pair.Tap.Filter = p => lost || !(lost = p.IsToServer() && p.Segment is { Flags: TcpFlags.Ack, PayloadLength: 0 });
        var (client, server) = pair.Connect(100_000, 100_000);
        pair.Drain();
        Assert.True(lost);
        Assert.Equal((100_000, 100_000, 1), (client.Read, server.Read, pair.Proxy!.CookiesRedeemed));
        Assert.Null(client.Connection.FallbackReason);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Data_behind_the_first_wait_for_the_cookie_that_was_lost_with_those(int count)
    {
        var pair = new MptcpPair([new(10, 10)], proxy: Cookies(ProxyAccept.AtOnce));
        var lost = 0;
        pair.Tap.Filter = p => !p.IsToServer() || p.Segment.Has(TcpFlags.Syn) || lost++ >= count;
        var (client, server) = pair.Connect(100_000, 100_000);
        pair.Drain();
        Assert.Equal((100_000, 100_000, 1), (client.Read, server.Read, pair.Proxy!.CookiesRedeemed));
        Assert.True(client.Closed && server.Closed);
    }

    [Fact]
    public void Third_ack_whose_option_was_removed_makes_the_session_tcp()
    {
        var pair = new MptcpPair([new(10, 10)], proxy: Cookies(ProxyAccept.AtOnce));
        pair.Tap.Filter = p =>
        {
            if (!p.Segment.Has(TcpFlags.Syn) && p.Segment.Options?.MpCapable is not null)
            {
                p.Segment.Options = null;
            }

            return true;
        };
        var (client, server) = pair.Connect(100_000, 100_000);
        pair.Drain();
        Assert.Equal((100_000, 100_000, 1), (client.Read, server.Read, pair.Proxy!.CookiesRedeemed));
        Assert.NotNull(client.Connection.FallbackReason);
    }

    [Fact]
    public void Cookie_that_comes_back_too_late_or_altered_is_none()
    {
        var pair = new MptcpPair([new(10, 10)], proxy: Cookies(ProxyAccept.AtOnce));
        pair.Tap.Filter = p =>
        {
            if (!p.IsToServer() || p.Segment.Has(TcpFlags.Syn))
            {
                return true;
            }

            p.Segment.Ack += 1 << 24;
            return true;
        };
        pair.Connect(1_000, 1_000);
        pair.RunUntil(20);
        Assert.Equal((0, 0), (pair.Proxy!.CookiesRedeemed, pair.Proxy.SessionsTakenOver));
    }

    [Fact]
    public void Cookie_that_comes_back_when_no_further_session_is_granted_is_answered_by_rst()
    {
        var settings = Cookies(ProxyAccept.AtOnce) with { Limits = [new SessionLimit { Name = "one", SessionsPerUe = 1 }] };
        var pair = new MptcpPair([new(10, 10)], proxy: settings);
        var (first, _) = pair.Connect(0, 100_000);
        var (second, _) = pair.Connect(0, 100_000);
        pair.Drain();

        // Both SYNs were answered before a session was there.
        Assert.Equal((2, 1), (pair.Proxy!.CookiesSent, pair.Proxy.CookiesRedeemed));
        Assert.Equal((100_000, AbortReason.Reset), (first.Read, second.Aborted));
        Assert.DoesNotContain(pair.ServerTap.Trace, t => t.Destination.Port == MptcpPair.Port + 1);
    }

    [Fact]
    public void Nothing_is_kept_of_syns_beyond_the_backlog()
    {
        var pair = new MptcpPair([new(10, 10)], proxy: new ProxySettings { Protection = new ProtectionSettings { SynBacklog = 2 } }, ues: 6);
        pair.Tap.Filter = p => p.Segment.Has(TcpFlags.Syn);
        for (var ue = 0; ue < 6; ue++)
        {
            pair.Connect(1_000, 1_000, ue: ue);
        }

        pair.RunUntil(0.9);
        Assert.Equal((2, 2, 4), (pair.Proxy!.Sessions, pair.Proxy.SessionsPeak, pair.Proxy.CookiesSent));
    }

    [Fact]
    public void Address_that_opens_more_than_it_may_waits_and_the_others_do_not()
    {
        var pair = new MptcpPair([new(10, 10)], proxy: new ProxySettings { Protection = new ProtectionSettings { HalfOpenPerUe = 1 } }, ues: 2, ueSettings: ProxyNodeTests.AllPaths);
        var peers = new[] { 0, 0, 1 }.Select(ue => pair.Connect(0, 10_000, ue: ue)).ToArray();
        pair.Drain();
        Assert.All(peers, peer => Assert.Equal(10_000, peer.Ue.Read));
        Assert.InRange(peers[1].Ue.ConnectedAt.Seconds, 1.0, 1.1);
        Assert.InRange(peers[2].Ue.ConnectedAt.Seconds, 0.030, 0.031);
        Assert.Equal(1, pair.Proxy!.RefusalsFor(Models.Proxy.Load.ProxyRefusal.HalfOpen));
        Assert.Equal(3, pair.Proxy.SessionsTakenOver);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Join_that_waits_for_its_proof_is_like_any_other_once_it_has_come(bool timestamps)
    {
        var ue = MptcpPair.Mptcp(2) with { Tcp = TcpSettings.Default with { Timestamps = timestamps } };
        (MptcpPair Pair, StreamPeer Ue) Run(int? pending)
        {
            var pair = new MptcpPair(TwoPaths, ue: ue, proxy: new ProxySettings { Protection = new ProtectionSettings { PendingJoins = pending } });
            var (client, _) = pair.Connect(500_000, 1_000_000);
            pair.Drain();
            return (pair, client);
        }

        var (kept, waits) = (Run(null), Run(10));
        Assert.Equal((1_000_000, 2, 0), (waits.Ue.Read, waits.Ue.Connection.Subflows.Count, waits.Pair.Proxy!.JoinsPending));
        Assert.True(waits.Ue.Subflow(1).BytesReceived > 100_000);

        // The answers are alike but for their numbers.
        TappedPacket AnswerIn(MptcpPair pair) => pair.Tap.Trace.Single(t => !t.ToServer && t.Segment.Options?.MpJoin is not null);
        var (one, other) = (AnswerIn(kept.Pair).Segment, AnswerIn(waits.Pair).Segment);
        Assert.Equal((one.Flags, one.Ack, one.HasTimestamps), (other.Flags, other.Ack, other.HasTimestamps));
        Assert.Equal(one.Options! with { MpJoin = null }, other.Options! with { MpJoin = null });
        Assert.Equal((one.Options!.MpJoin!.AddressId, one.Options.MpJoin.Kind, 8), (other.Options!.MpJoin!.AddressId, other.Options.MpJoin.Kind, other.Options.MpJoin.Hmac.Length));
    }

    [Fact]
    public void Join_at_an_address_of_the_proxy_s_own_waits_for_its_proof_too()
    {
        var own = IpAddress.Of(172, 16, 1, 2);
        var toward = new HostSettings
        {
            SpeaksMptcp = true,
            Mptcp = new MptcpSettings { PathManager = () => new InKernelPathManager(new PathManagerSettings([new PathEndpoint(3, own, PathEndpointFlags.Signal)], 8, 0)) },
        };
        var pair = new MptcpPair([new(10, 10)], proxy: new ProxySettings { TowardUe = toward, Protection = new ProtectionSettings { PendingJoins = 5 } });
        pair.Tap.Routing.Main.Add(own, 32, pair.Tap.Interfaces.Single(face => face.Name == "core1"));
        var (ue, server) = pair.Connect(500_000, 500_000);
        pair.Drain();
        Assert.Equal((2, own, 3), (ue.Connection.Subflows.Count, ue.Subflow(1).Remote.Address, ue.Subflow(1).RemoteId));
        Assert.True(ue.Subflow(1).BytesReceived > 50_000, $"{ue.Subflow(1).BytesReceived}");
        Assert.Equal((500_000, 500_000, 1), (ue.Read, server.Read, pair.Proxy!.SubflowsSteered));
    }

    [Fact]
    public void Join_without_the_right_proof_never_makes_a_subflow()
    {
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings { Costs = new Models.Proxy.Load.ProcessingCosts(), Protection = new ProtectionSettings { PendingJoins = 10 } });
        pair.Tap.Filter = p =>
        {
            if (p.Segment.Options?.MpJoin is { Kind: Models.Wire.Mptcp.MpJoinKind.Ack } join)
            {
                p.Segment.Options = p.Segment.Options with { MpJoin = join with { Hmac = [.. join.Hmac.Select(octet => (byte)(octet ^ 1))] } };
            }

            return true;
        };
        var (client, _) = pair.Connect(0, 100_000);
        pair.Drain();
        Assert.Equal(100_000, client.Read);
        var joins = pair.Proxy!.RefusalsFor(Models.Proxy.Load.ProxyRefusal.BadHmac);
        Assert.True(joins >= 1);
        Assert.Equal((0, 0), (pair.Proxy.Processor!.Of(Models.Proxy.Load.ProxyWork.Join).Times, pair.Proxy.JoinsPending));
        Assert.Contains(pair.Tap.Trace, t => !t.ToServer && t.Segment.Options?.MpTcpRst is { Reason: Models.Wire.Mptcp.MpTcpRst.MptcpSpecificError });
    }

    [Fact]
    public void Oldest_join_gives_way_where_too_many_wait()
    {
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings { Protection = new ProtectionSettings { PendingJoins = 2 } }, ues: 5, ueSettings: ProxyNodeTests.AllPaths);
        pair.Tap.Filter = p => p.Segment.Options?.MpJoin is not { Kind: Models.Wire.Mptcp.MpJoinKind.Ack };
        for (var ue = 0; ue < 5; ue++)
        {
            pair.Connect(0, 1_000_000, ue: ue);
        }

        pair.RunUntil(0.3);
        Assert.Equal(2, pair.Proxy!.JoinsPending);
    }

    private static ProxySettings Cookies(ProxyAccept accept) => new() { Accept = accept, Protection = new ProtectionSettings { SynBacklog = 0 } };
}
