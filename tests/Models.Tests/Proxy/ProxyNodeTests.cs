using Mpsim.Models.Hosts;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Mptcp.Paths;
using Mpsim.Models.Proxy;
using Mpsim.Models.Tcp;
using Mpsim.Models.Tests.Mptcp;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Proxy;

public sealed class ProxyNodeTests
{
    private static readonly PathSpec[] TwoPaths = [new(10, 10), new(20, 25)];

    [Theory]
    [InlineData(ProxyAccept.AtOnce)]
    [InlineData(ProxyAccept.AfterServer)]
    public void Take_over_relays_both_directions_and_closes_both_sides(ProxyAccept accept)
    {
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings { Accept = accept });
        var (ue, server) = pair.Connect(2_000_000, 3_000_000);
        pair.Drain();
        Assert.Equal(3_000_000, ue.Read);
        Assert.Equal(2_000_000, server.Read);
        Assert.True(ue.Closed && server.Closed);
        Assert.Empty(pair.Proxy!.Active);
        Assert.Equal(1, pair.Proxy.SessionsTakenOver);
        Assert.Equal(2, ue.Connection.Subflows.Count);
        Assert.All(ue.Connection.Subflows, s => Assert.True(s.BytesReceived > 500_000));
    }

    [Theory]
    [InlineData(ProxyAccept.AtOnce)]
    [InlineData(ProxyAccept.AfterServer)]
    public void Take_over_shows_each_end_the_other_s_address_and_the_server_no_mptcp_option(ProxyAccept accept)
    {
        var pair = new MptcpPair(TwoPaths, server: MptcpPair.Mptcp(0), proxy: new ProxySettings { Accept = accept });
        var (ue, server) = pair.Connect(100_000, 100_000);
        pair.Drain();
        Assert.Equal(ue.Socket!.Local, server.Socket!.Remote);
        Assert.Equal(ue.Socket.Remote, server.Socket.Local);
        Assert.IsType<TcpSocket>(server.Socket);
        Assert.All(pair.Tap.Trace.Where(t => t.ToServer), t => Assert.Equal(ue.Socket.Remote, t.Destination));
        Assert.All(pair.ServerTap.Trace, t => Assert.False(t.Segment.HasMptcp(), t.ToString()));
        Assert.All(pair.ServerTap.Trace, t => Assert.Equal(ue.Socket.Local, t.ToServer ? t.Source : t.Destination));
        Assert.Equal(100_000, server.Read);
    }

    [Theory]
    [InlineData(ProxyAccept.AtOnce, 0.030)]
    [InlineData(ProxyAccept.AfterServer, 0.050)]
    public void Take_over_answers_the_ue_after_the_round_trip_to_the_proxy(ProxyAccept accept, double seconds)
    {
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings { Accept = accept });
        var (ue, _) = pair.Connect(1_000, 1_000);
        pair.Drain();
        Assert.InRange(ue.ConnectedAt.Seconds, seconds, seconds + 0.0005);
    }

    [Fact]
    public void Joins_end_at_the_proxy()
    {
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings());
        var (ue, _) = pair.Connect(100_000, 100_000);
        pair.Drain();
        Assert.Contains(pair.Tap.Trace, t => t.Source.Address == MptcpPair.UeAddress(1) && t.Segment.Options?.MpJoin is not null);
        Assert.DoesNotContain(pair.ServerTap.Trace, t => t.Source.Address == MptcpPair.UeAddress(1) || t.Destination.Address == MptcpPair.UeAddress(1));
        Assert.Equal(SubflowPhase.Closed, ue.Subflow(1).Phase);
    }

    [Fact]
    public void Proxy_is_joined_at_an_address_of_its_own_that_it_announces()
    {
        var own = IpAddress.Of(172, 16, 1, 2);
        var settings = new HostSettings
        {
            SpeaksMptcp = true,
            Mptcp = new MptcpSettings { PathManager = () => new InKernelPathManager(new PathManagerSettings([new PathEndpoint(3, own, PathEndpointFlags.Signal)], 8, 0)) },
        };
        var pair = new MptcpPair([new(10, 10)], proxy: new ProxySettings { TowardUe = settings });
        pair.Tap.Routing.Main.Add(own, 32, pair.Tap.Interfaces.Single(face => face.Name == "core1"));
        var (ue, server) = pair.Connect(2_000_000, 2_000_000);
        pair.Drain();
        Assert.Equal((2, own, 3), (ue.Connection.Subflows.Count, ue.Subflow(1).Remote.Address, ue.Subflow(1).RemoteId));
        Assert.True(ue.Subflow(1).BytesReceived > 500_000, $"{ue.Subflow(1).BytesReceived}");
        Assert.Equal((2_000_000, 2_000_000), (ue.Read, server.Read));
        Assert.True(ue.Closed && server.Closed);
    }

    [Fact]
    public void Syn_that_is_repeated_without_mptcp_while_the_server_is_silent_is_still_taken_over()
    {
        var pair = new MptcpPair([new(10, 10)], proxy: new ProxySettings { Accept = ProxyAccept.AfterServer });
        pair.ServerTap.Filter = p => p.IsToServer() || pair.Scheduler.Now.Seconds > 8;
        var (ue, server) = pair.Connect(200_000, 200_000);
        pair.Drain();
        Assert.Contains(pair.Tap.Trace, t => t.Segment.Flags == TcpFlags.Syn && !t.Segment.HasMptcp());
        Assert.Equal((1, 0), (pair.Proxy!.SessionsTakenOver, pair.Proxy.SessionsPassed));
        Assert.Equal((200_000, 200_000), (ue.Read, server.Read));
        Assert.True(ue.Closed && server.Closed);
    }

    [Fact]
    public void Join_with_a_token_that_is_not_known_is_reset_by_the_proxy()
    {
        var pair = new MptcpPair(TwoPaths, server: MptcpPair.Mptcp(0), proxy: new ProxySettings());
        pair.Tap.Filter = p =>
        {
            if (p.Segment.Options?.MpJoin is { Kind: Models.Wire.Mptcp.MpJoinKind.Syn } join)
            {
                p.Segment.Options = p.Segment.Options with { MpJoin = join with { Token = join.Token + 1 } };
            }

            return true;
        };
        var (ue, _) = pair.Connect(100_000, 100_000);
        pair.Drain();
        Assert.DoesNotContain(pair.ServerTap.Trace, t => t.Segment.HasMptcp());
        Assert.Contains(pair.Tap.Trace, t => !t.ToServer && t.Segment.Has(TcpFlags.Rst) && t.Segment.Options?.MpTcpRst?.Reason == 1);
        Assert.Equal(100_000, ue.Read);
    }

    [Theory]
    [InlineData(ProxyMode.TakeOver, false)]
    [InlineData(ProxyMode.Forward, true)]
    [InlineData(ProxyMode.Forward, false)]
    public void Session_left_alone_passes_with_every_field_unchanged(ProxyMode mode, bool mptcp)
    {
        var pair = new MptcpPair(TwoPaths, mptcp ? MptcpPair.Mptcp(2) : MptcpPair.Plain, MptcpPair.Mptcp(0), new ProxySettings { Mode = mode });
        var (ue, server) = pair.Connect(300_000, 300_000);
        pair.Drain();
        Assert.Equal((300_000, 300_000), (ue.Read, server.Read));
        Assert.Equal(0, pair.Proxy!.SessionsTakenOver);
        foreach (var toServer in new[] { true, false })
        {
            var before = (toServer ? pair.Tap : pair.ServerTap).Trace.Where(t => t.ToServer == toServer);
            var after = (toServer ? pair.ServerTap : pair.Tap).Trace.Where(t => t.ToServer == toServer);
            Assert.Equal(before.Select(AllFields), after.Select(AllFields));
        }
    }

    [Fact]
    public void Slow_server_side_slows_the_ue_and_nothing_is_dropped_at_the_proxy()
    {
        var proxy = new ProxySettings { RelayBuffer = 50_000 };
        var server = MptcpPair.Plain with { Tcp = TcpSettings.Default with { ReceiveBufferLimit = 50_000, ReceiveBufferAutoTuning = false } };
        var pair = new MptcpPair(TwoPaths, server: server, proxy: proxy);
        var (ue, reader) = pair.Connect(20_000_000, 0, ofServer: p => p.Reads = false);
        pair.RunUntil(20);
        var held = ue.Written;

        // The server's window is shut: the UE's writes end up in buffers and stop there.
        pair.RunUntil(40);
        Assert.Equal(held, ue.Written);
        Assert.InRange(held, 100_000, 18_000_000);
        var relay = Assert.Single(pair.Proxy!.Active);
        Assert.Equal(50_000, relay.ToUpstream.Count);
        reader.Reads = true;
        reader.ReadSome(long.MaxValue);
        pair.Drain();
        Assert.Equal(20_000_000, reader.Read);
        Assert.True(ue.Closed && reader.Closed);
    }

    [Theory]
    [InlineData(true, ProxyAccept.AtOnce)]
    [InlineData(false, ProxyAccept.AtOnce)]
    [InlineData(true, ProxyAccept.AfterServer)]
    [InlineData(false, ProxyAccept.AfterServer)]
    public void Half_close_passes_and_the_other_direction_goes_on(bool ueFirst, ProxyAccept accept)
    {
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings { Accept = accept });
        var (ue, server) = pair.Connect(1_000_000, 1_000_000, ofUe: p => p.ClosesAfterPeer = !ueFirst, ofServer: p => p.ClosesAfterPeer = ueFirst);
        pair.Drain();
        Assert.Equal((1_000_000, 1_000_000), (ue.Read, server.Read));
        Assert.True(ue.Closed && server.Closed);
    }

    [Theory]
    [InlineData(ProxyAccept.AtOnce)]
    [InlineData(ProxyAccept.AfterServer)]
    public void Several_ues_with_the_same_ports_are_kept_apart(ProxyAccept accept)
    {
        HostSettings Ue(int index) => AllPaths(index);
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings { Accept = accept }, ues: 4, ueSettings: Ue);
        var peers = Enumerable.Range(0, 4).Select(i => pair.Connect(100_000 * (i + 1), 500_000, ue: i)).ToArray();
        pair.Drain();
        for (var i = 0; i < peers.Length; i++)
        {
            Assert.Equal((500_000, 100_000 * (i + 1)), (peers[i].Ue.Read, peers[i].Server.Read));
            Assert.Equal(2, peers[i].Ue.Connection.Subflows.Count);
            Assert.Equal(peers[0].Ue.Subflow(1).Local.Port, peers[i].Ue.Subflow(1).Local.Port);
            Assert.True(peers[i].Ue.Subflow(1).BytesReceived > 0);
        }
    }

    internal static HostSettings AllPaths(int ue) => new()
    {
        SpeaksMptcp = true,
        Mptcp = new MptcpSettings
        {
            PathManager = () => new Models.Mptcp.Paths.InKernelPathManager(new Models.Mptcp.Paths.PathManagerSettings(
                [new Models.Mptcp.Paths.PathEndpoint(1, MptcpPair.UeAddress(1, ue), Models.Mptcp.Paths.PathEndpointFlags.Subflow)], 8, 8)),
        },
    };

    internal static string AllFields(TappedPacket packet)
    {
        var s = packet.Segment;
        return $"{packet.Source} {packet.Destination} {packet.WireLength} {s.Payload} {s.HasTimestamps} {s.TsVal} {s.TsEcr} {TappedPacket.Describe(s)} {s.Options}";
    }
}
