using Mpsim.Models.Hosts;
using Mpsim.Models.Network;
using Mpsim.Models.Proxy;
using Mpsim.Models.Proxy.Failover;
using Mpsim.Models.Tests.Mptcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Proxy.Failover;

/// <summary>
/// A standby that repeats all that the active proxy is handed, and goes on with its sessions: the peers notice a pause. That the standby is in the same state is
/// checked with every input, by all that both have sent; every byte is checked on its way through both.
/// </summary>
public sealed class HotStandbyTests
{
    private static readonly PathSpec[] TwoPaths = [new(10, 10), new(20, 25)];

    private static readonly StandbySettings Hot = new()
    {
        Kind = StandbyKind.HotStandby,
        Detection = Duration.FromMilliseconds(100),
        ReplicationDelay = Duration.FromMilliseconds(2),
        ReplicationRate = DataRate.FromMegabitsPerSecond(1_000),
    };

    public static TheoryData<ProxyMode, ProxyAccept, double> Crashes
    {
        get
        {
            var crashes = new TheoryData<ProxyMode, ProxyAccept, double>();
            foreach (var (mode, accept) in new[] { (ProxyMode.TakeOver, ProxyAccept.AtOnce), (ProxyMode.TakeOver, ProxyAccept.AfterServer), (ProxyMode.Transparent, ProxyAccept.AtOnce) })
            {
                // In the handshakes, in slow start, in the middle, while the connections close.
                foreach (var at in new[] { 0.001, 0.0215, 0.0323, 0.0415, 0.0521, 0.071, 0.2, 0.7, 1.31, 1.9, 2.4 })
                {
                    crashes.Add(mode, accept, at);
                }
            }

            return crashes;
        }
    }

    [Theory]
    [MemberData(nameof(Crashes))]
    public void Sessions_go_on_at_the_standby_whenever_the_crash_comes(ProxyMode mode, ProxyAccept accept, double at)
    {
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings { Mode = mode, Accept = accept }, protection: Hot);
        var (ue, server) = pair.Connect(500_000, 5_000_000);
        var second = pair.Connect(20_000, 100_000);
        pair.At(at, pair.Site!.Crash);
        pair.Drain();

        Assert.Equal((5_000_000, 500_000, 100_000, 20_000), (ue.Read, server.Read, second.Ue.Read, second.Server.Read));
        Assert.All(new[] { ue, server, second.Ue, second.Server }, peer => Assert.Null(peer.Aborted));
        Assert.Single(pair.Events.All, e => e.Kind == "proxy-takeover");
        Assert.DoesNotContain(pair.Events.All, e => e.Kind is "session-lost" or "fallback");
    }

    [Fact]
    public void Session_that_shows_the_server_the_proxy_s_own_address_goes_on()
    {
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings { Source = ProxySource.Own }, protection: Hot);
        pair.ServerTap.Routing.Main.Add(IpAddress.Of(172, 16, 2, 1), 32, pair.ServerTap.FindInterface("core2")!);
        var (ue, server) = pair.Connect(500_000, 3_000_000);
        pair.At(0.8, pair.Site!.Crash);
        pair.Drain();

        Assert.Equal((3_000_000, 500_000), (ue.Read, server.Read));
    }

    [Fact]
    public void Subflows_and_keys_stay_those_that_they_were()
    {
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings(), protection: Hot);
        var (ue, _) = pair.Connect(0, 20_000_000);
        pair.RunUntil(1);
        var (key, subflows) = (ue.Connection.RemoteKey, ue.Connection.Subflows.Count);
        pair.Site!.Crash();
        pair.RunUntil(2);

        Assert.Equal((2, 2), (subflows, ue.Connection.Subflows.Count));
        Assert.All(ue.Connection.Subflows, subflow => Assert.Equal(Models.Mptcp.SubflowPhase.Established, subflow.Phase));
        var relay = Assert.Single(pair.Site.Active!.Active);
        Assert.Equal(key, ((MptcpSocket)relay.Downstream).Connection.LocalKey);
        Assert.Equal("crashes: 1, sessions kept: 1, lost: 0", pair.Site.Totals[..37]);
    }

    [Fact]
    public void Nothing_leaves_before_the_standby_has_what_it_comes_of()
    {
        var plain = Handshake(new StandbySettings { Kind = StandbyKind.None });
        var hot = Handshake(Hot);

        // The SYN reaches the standby in its 140 octets at 1 Gbit/s, and its number comes back.
        var wait = hot - plain;
        Assert.InRange(wait.Milliseconds, 4, 4.01);
    }

    [Fact]
    public void What_has_not_reached_the_standby_was_never_acknowledged_to_anybody()
    {
        // A slow link to the standby holds back seconds of traffic.
        var slow = Hot with { ReplicationRate = DataRate.FromMegabitsPerSecond(4), ReplicationDelay = Duration.FromMilliseconds(30) };
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings(), protection: slow);
        var (ue, server) = pair.Connect(300_000, 3_000_000);
        pair.At(1.5, pair.Site!.Crash);
        pair.Drain();

        Assert.Equal((3_000_000, 300_000), (ue.Read, server.Read));
        Assert.Equal((null, null), (ue.Aborted, server.Aborted));
    }

    [Fact]
    public void Interface_that_goes_down_and_up_is_known_to_the_standby()
    {
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings(), protection: Hot);
        var (ue, _) = pair.Connect(0, 4_000_000);
        var core = pair.Site!.FindInterface("core2")!;
        pair.At(0.5, () => core.SetUp(false));
        pair.At(0.9, () => core.SetUp(true));
        pair.At(1.2, () => core.SetUp(false));
        pair.At(1.25, pair.Site.Crash);
        pair.At(1.3, () => core.SetUp(true));
        pair.Drain();

        Assert.Equal(4_000_000, ue.Read);
    }

    [Fact]
    public void Passing_packets_wait_for_nothing_and_are_not_told_to_the_standby()
    {
        var pair = new MptcpPair(TwoPaths, ue: MptcpPair.Plain, proxy: new ProxySettings(), protection: Hot with { ReplicationDelay = Duration.FromSeconds(1) });
        long told = 0;
        pair.Site!.Replicated = (packet, octets) => told += packet.Segment.Has(TcpFlags.Syn) ? 0 : octets;
        var (ue, _) = pair.Connect(1_000, 2_000_000);
        pair.RunUntil(6);

        Assert.Equal((2_000_000, 0), (ue.Read, told));
    }

    private static Duration Handshake(StandbySettings protection)
    {
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings(), protection: protection);
        Instant connected = default;
        pair.Tap.Filter = packet =>
        {
            connected = packet.Segment.Has(TcpFlags.Syn) && packet.Segment.Has(TcpFlags.Ack) && connected == default ? pair.Scheduler.Now : connected;
            return true;
        };
        pair.Connect(0, 1_000);
        pair.RunUntil(1);
        return connected - Instant.Zero;
    }
}
