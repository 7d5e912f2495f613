using Mpsim.Models.Hosts;
using Mpsim.Models.Network;
using Mpsim.Models.Network.Queues;
using Mpsim.Models.Proxy;
using Mpsim.Models.Proxy.Failover;
using Mpsim.Models.Tests.Mptcp;
using Mpsim.Models.Tests.Network;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Proxy.Failover;

/// <summary>Crashes that cost the sessions: neither end is left waiting, and new sessions work.</summary>
public sealed class CrashTests
{
    private static readonly PathSpec[] TwoPaths = [new(10, 10), new(20, 25)];

    private static readonly StandbySettings Cold = new() { Kind = StandbyKind.ColdStandby, Detection = Duration.FromMilliseconds(100) };

    private static readonly StandbySettings None = new();

    /// <summary>What the transfers are like when the proxy crashes: both directions, one, or none at all.</summary>
    public static TheoryData<ProxyMode, long, long> Transfers => new()
    {
        { ProxyMode.TakeOver, 20_000_000, 20_000_000 },
        { ProxyMode.TakeOver, 20_000_000, 0 },
        { ProxyMode.TakeOver, 0, 20_000_000 },
        { ProxyMode.Transparent, 20_000_000, 20_000_000 },
        { ProxyMode.Transparent, 0, 20_000_000 },
    };

    [Theory]
    [MemberData(nameof(Transfers))]
    public void Cold_standby_ends_the_sessions_at_both_ends_within_a_round_trip(ProxyMode mode, long up, long down)
    {
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings { Mode = mode }, protection: Cold);
        var (ue, server) = pair.Connect(up, down);
        pair.At(1, pair.Site!.Crash);
        pair.RunUntil(1.1);
        Assert.Equal((null, null), (ue.Aborted, server.Aborted));

        pair.RunUntil(1.25);
        Assert.Equal((AbortReason.Reset, AbortReason.Reset), (ue.Aborted, server.Aborted));
        Assert.Equal((0, 0), (pair.Ue.Connections.Count, pair.Server.Connections.Count));

        var again = pair.Connect(100_000, 100_000);
        pair.Drain();
        Assert.Equal((100_000, 100_000), (again.Ue.Read, again.Server.Read));
    }

    /// <summary>What a box asks the ends of sessions that it does not know is made anew, and has no number of whatever packet was in that place of the pool before.</summary>
    [Fact]
    public void Question_to_an_end_acknowledges_nothing()
    {
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings(), protection: Cold);
        pair.Connect(20_000_000, 20_000_000);
        pair.At(1, pair.Site!.Crash);
        pair.RunUntil(1.25);
        TappedPacket[] questions = [.. pair.Tap.Trace.Concat(pair.ServerTap.Trace).Where(packet => packet.Segment is { Flags: TcpFlags.Ack, PayloadLength: 0, Seq: 0 or 1u << 31 })];

        // Two to each end of the session and to that of its second subflow.
        Assert.Equal(6, questions.Length);
        Assert.All(questions, question => Assert.Equal((0u, 0u, 0u), (question.Segment.Ack, question.Segment.TsVal, question.Segment.TsEcr)));
    }

    [Fact]
    public void Idle_session_ends_too_and_all_of_its_subflows()
    {
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings(), protection: Cold);
        var (ue, server) = pair.Connect(1_000, 1_000, ofUe: peer => peer.ClosesWhenWritten = false, ofServer: peer => peer.ClosesWhenWritten = false);
        pair.At(3, pair.Site!.Crash);
        pair.RunUntil(3.3);

        Assert.Equal((AbortReason.Reset, AbortReason.Reset), (ue.Aborted, server.Aborted));
        Assert.Equal((0, 0, 0), (pair.Ue.Connections.Count, pair.Ue.MptcpConnections, pair.Server.Connections.Count));
    }

    [Fact]
    public void Session_that_shows_the_server_the_proxy_s_own_address_ends_at_both_ends()
    {
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings { Source = ProxySource.Own }, protection: Cold);
        pair.ServerTap.Routing.Main.Add(IpAddress.Of(172, 16, 2, 1), 32, pair.ServerTap.FindInterface("core2")!);
        var (ue, server) = pair.Connect(0, 20_000_000);
        pair.At(1, pair.Site!.Crash);
        pair.RunUntil(1.25);

        Assert.Equal((AbortReason.Reset, AbortReason.Reset), (ue.Aborted, server.Aborted));
        var again = pair.Connect(100_000, 100_000);
        pair.Drain();
        Assert.Equal((100_000, 100_000), (again.Ue.Read, again.Server.Read));
    }

    [Fact]
    public void Session_whose_first_subflow_is_gone_is_ended_by_another()
    {
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings(), protection: Cold);
        var (ue, server) = pair.Connect(20_000_000, 20_000_000);
        pair.At(0.5, () => pair.Ue.Interfaces[0].SetUp(false));
        pair.At(1.5, pair.Site!.Crash);
        pair.RunUntil(2);

        Assert.Equal((AbortReason.Reset, AbortReason.Reset), (ue.Aborted, server.Aborted));
    }

    [Fact]
    public void Connections_that_only_pass_go_on_through_the_standby()
    {
        var pair = new MptcpPair(TwoPaths, ue: MptcpPair.Plain, proxy: new ProxySettings(), protection: Cold);
        var (ue, server) = pair.Connect(500_000, 2_000_000);
        pair.At(0.5, pair.Site!.Crash);
        pair.Drain();

        Assert.Equal((2_000_000, 500_000), (ue.Read, server.Read));
    }

    [Fact]
    public void Session_that_was_left_to_an_m_server_goes_on_through_the_standby()
    {
        var pair = new MptcpPair(TwoPaths, server: MptcpPair.Mptcp(0), proxy: new ProxySettings { Mode = ProxyMode.Transparent }, protection: Cold);
        var (ue, server) = pair.Connect(500_000, 2_000_000);
        pair.At(0.5, pair.Site!.Crash);
        pair.Drain();

        Assert.Equal((2_000_000, 500_000), (ue.Read, server.Read));
        Assert.DoesNotContain(pair.Events.All, e => e.Kind == "session-orphaned");
    }

    [Theory]
    [MemberData(nameof(Transfers))]
    public void Packets_vanish_while_the_only_box_is_down_and_its_sessions_are_reset_when_it_is_up_again(ProxyMode mode, long up, long down)
    {
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings { Mode = mode }, protection: None);
        var (ue, server) = pair.Connect(up, down);
        pair.At(1, pair.Site!.Crash);
        pair.At(2, pair.Site.Repair);
        pair.RunUntil(2);
        Assert.Equal((null, null), (ue.Aborted, server.Aborted));
        Assert.True(pair.Site.LostWhileDown.Packets > 0);

        // The next retransmission of either end, whose timers have doubled meanwhile, lets the box know of the session.
        pair.RunUntil(8);
        Assert.Equal(AbortReason.Reset, server.Aborted);
        Assert.True(ue.Aborted == AbortReason.Reset || ue.Connection.Subflows.Exists(subflow => subflow.PeerReset is not null || subflow.Tcp.IsClosed));
        var again = pair.Connect(0, 100_000);
        pair.RunUntil(20);
        Assert.Equal(100_000, again.Ue.Read);
    }

    [Fact]
    public void Box_that_forwards_unknown_sessions_lets_no_end_take_a_byte_that_is_not_its_own()
    {
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings(), protection: None with { ResetsOrphans = false });
        pair.Connect(20_000_000, 20_000_000);
        pair.At(1, pair.Site!.Crash);
        pair.At(1.5, pair.Site.Repair);
        pair.RunUntil(30);

        Assert.DoesNotContain(pair.Events.All, e => e.Kind == "session-orphaned");
        var before = pair.Scheduler.EventsExecuted;
        pair.RunUntil(60);

        // Two ends that answer each other's acknowledgements do so no faster than twice a second (RFC 5961 section 5).
        Assert.InRange(pair.Scheduler.EventsExecuted - before, 0, 3_000);
    }

    [Fact]
    public void Bypass_lets_a_new_session_reach_the_server_itself()
    {
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings(), protection: None with { PassesWhileDown = true });
        pair.At(1, pair.Site!.Crash);
        pair.RunUntil(1.5);
        var (ue, server) = pair.Connect(10_000, 500_000);
        pair.Drain();

        Assert.Equal((500_000, 10_000), (ue.Read, server.Read));
        Assert.Contains(pair.Events.All, e => e is { Entity: "ue0", Kind: "fallback" });
    }

    [Fact]
    public void Repaired_box_stands_by_for_the_one_that_has_taken_over()
    {
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings(), protection: Cold with { Kind = StandbyKind.HotStandby });
        var (ue, server) = pair.Connect(0, 40_000_000);
        pair.At(1, pair.Site!.Crash);
        pair.At(2, pair.Site.Repair);
        pair.At(3, pair.Site.Crash);
        pair.RunUntil(3.5);

        // The second crash costs the session: the repaired box has no state of it, but knows it well enough to end it.
        Assert.Equal((AbortReason.Reset, AbortReason.Reset), (ue.Aborted, server.Aborted));
        Assert.Equal("crashes: 2, sessions kept: 1, lost: 1", pair.Site.Totals[..37]);
    }

    [Fact]
    public void Second_crash_without_a_repair_leaves_nobody()
    {
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings(), protection: Cold);
        pair.Connect(0, 40_000_000);
        pair.At(1, pair.Site!.Crash);
        pair.At(2, pair.Site.Crash);
        pair.RunUntil(3);

        Assert.Null(pair.Site.Active);
        pair.At(3, pair.Site.Repair);
        pair.RunUntil(4);
        Assert.NotNull(pair.Site.Active);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Crash_loses_what_waits_for_transmission_and_what_is_under_way_arrives(bool codel)
    {
        var settings = LinkBench.Settings(RateSchedule.Constant(DataRate.FromMegabitsPerSecond(12)), delay: 10_000_000) with { SenderCrashes = [new Instant(3_500_000)], Discipline = codel ? new CoDel(new QueueOptions()) : null };
        var bench = new LinkBench(settings).At(0, 1500, 1500, 1500, 1500, 1500, 1500, 1500, 1500).At(5_000_000, 1500).Drain();

        // A packet takes a millisecond: three have left when the crash comes in the middle of the fourth.
        Assert.Equal([11_000_000, 12_000_000, 13_000_000, 16_000_000], bench.Times);
        Assert.Equal(5, bench.Link.LostInOutage.Packets);
    }
}
