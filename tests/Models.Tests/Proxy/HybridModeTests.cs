using Mpsim.Models.Proxy;
using Mpsim.Models.Tests.Mptcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Proxy;

public sealed class HybridModeTests
{
    private static readonly PathSpec[] TwoPaths = [new(10, 10), new(20, 25)];

    [Fact]
    public void Each_session_is_treated_as_the_first_rule_about_it_says_and_the_log_names_the_rule()
    {
        var pair = Pair(
            new ProxyRule { Name = "first port", Treatment = SessionTreatment.TakeOver, Ports = [(80, 80)] },
            new ProxyRule { Name = "second port", Treatment = SessionTreatment.Pass, Ports = [(81, 81)] },
            new ProxyRule { Name = "others", Treatment = SessionTreatment.Transparent });
        var peers = Enumerable.Range(0, 3).Select(_ => pair.Connect(100_000, 200_000)).ToArray();
        pair.Drain();
        Assert.All(peers, peer => Assert.Equal((200_000, 100_000), (peer.Ue.Read, peer.Server.Read)));
        Assert.Equal(
            ["session-taken-over by first port", "session-passed by second port", "session-left by others"],
            pair.Events.All.Where(e => e.Entity == "proxy" && e.Kind.StartsWith("session", StringComparison.Ordinal)).OrderBy(e => e.Detail, StringComparer.Ordinal)
                .Select(e => $"{e.Kind} {e.Detail[(e.Detail.IndexOf(", by", StringComparison.Ordinal) + 2)..]}"));

        // What is not taken over keeps its options, joins included, and what is has none behind the proxy.
        Assert.Equal([false, true, true], peers.Select(peer => pair.ServerTap.Trace.Any(t => t.Segment.HasMptcp() && (t.Destination.Port == peer.Ue.Socket!.Remote.Port || t.Source.Port == peer.Ue.Socket.Remote.Port))));
        Assert.All(peers, peer => Assert.Equal(2, peer.Ue.Connection.Subflows.Count));
        Assert.Equal("sessions taken over: 1, left: 1, passed: 1; decided by first port: 1, second port: 1, others: 1, no rule: 0", pair.Proxy!.Totals);
    }

    [Theory]
    [InlineData(true, 10, "session-passed")]
    [InlineData(false, 10, "session-taken-over")]
    [InlineData(false, 1, "session-taken-over")]
    [InlineData(true, 1, "session-left")]
    public void Server_that_has_answered_is_treated_by_what_it_has_said_until_that_is_old(bool serverSpeaks, double age, string then)
    {
        var settings = new ProxySettings
        {
            Mode = ProxyMode.Hybrid,
            CapabilityAge = Duration.FromSeconds(age),
            Rules =
            [
                new ProxyRule { Name = "with", Treatment = SessionTreatment.Pass, Capability = ServerCapability.Mptcp },
                new ProxyRule { Name = "without", Treatment = SessionTreatment.TakeOver, Capability = ServerCapability.Tcp },
                new ProxyRule { Name = "unknown", Treatment = SessionTreatment.Transparent },
            ],
        };
        var pair = new MptcpPair(TwoPaths, server: serverSpeaks ? MptcpPair.Mptcp(0) : MptcpPair.Plain, proxy: settings);
        var (first, _) = pair.Connect(1_000, 1_000);
        StreamPeer? second = null;
        pair.At(5, () =>
        {
            second = new StreamPeer(pair, "second", 0, "nothing");
            second.Socket = pair.Ue.Connect(MptcpPair.UeAddress(0), first.Socket!.Remote, second);
        });
        pair.RunUntil(8);
        Assert.True(second!.Connected);
        Assert.Equal([serverSpeaks ? "session-left" : "session-taken-over", then], pair.Events.All.Where(e => e.Entity == "proxy" && e.Kind is "session-left" or "session-taken-over" or "session-passed").Select(e => e.Kind));
    }

    [Fact]
    public void Loaded_proxy_takes_no_further_sessions_over_where_the_policy_says_so()
    {
        var pair = Pair(
            new ProxyRule { Name = "room", Treatment = SessionTreatment.TakeOver, SessionsBelow = 2 },
            new ProxyRule { Name = "full", Treatment = SessionTreatment.Pass });
        for (var i = 0; i < 4; i++)
        {
            pair.At(i, () => pair.Connect(0, 10_000_000));
        }

        pair.RunUntil(5);
        Assert.Equal(2, pair.Proxy!.SessionsTakenOver);
        Assert.Equal("sessions taken over: 2, left: 0, passed: 2; decided by room: 2, full: 2, no rule: 0", pair.Proxy.Totals);
    }

    [Fact]
    public void Syn_that_is_repeated_keeps_to_what_was_decided()
    {
        var pair = Pair(
            new ProxyRule { Name = "early", Treatment = SessionTreatment.Transparent, Until = Instant.FromSeconds(0.5) },
            new ProxyRule { Name = "late", Treatment = SessionTreatment.TakeOver });
        pair.ServerTap.Filter = p => pair.Scheduler.Now.Seconds > 2 || !p.Segment.Has(TcpFlags.Syn);
        var (ue, server) = pair.Connect(100_000, 100_000);
        pair.Drain();
        Assert.Equal((100_000, 100_000), (ue.Read, server.Read));
        Assert.Equal("sessions taken over: 0, left: 1, passed: 0; decided by early: 1, late: 0, no rule: 0", pair.Proxy!.Totals);
    }

    private static MptcpPair Pair(params ProxyRule[] rules) =>
        new(TwoPaths, server: MptcpPair.Mptcp(0), proxy: new ProxySettings { Mode = ProxyMode.Hybrid, Rules = rules });
}
