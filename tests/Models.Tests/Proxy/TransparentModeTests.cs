using Mpsim.Models.Hosts;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Proxy;
using Mpsim.Models.Tcp;
using Mpsim.Models.Tests.Mptcp;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Proxy;

public sealed class TransparentModeTests
{
    private static readonly PathSpec[] TwoPaths = [new(10, 10), new(20, 25)];
    private static readonly ProxySettings Transparent = new() { Mode = ProxyMode.Transparent };

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Session_with_an_m_server_and_session_of_an_n_ue_pass_with_every_field_unchanged(bool ueSpeaks, bool serverSpeaks)
    {
        var pair = new MptcpPair(TwoPaths, ueSpeaks ? MptcpPair.Mptcp(2) : MptcpPair.Plain, serverSpeaks ? MptcpPair.Mptcp(0) : MptcpPair.Plain, Transparent);
        var (ue, server) = pair.Connect(300_000, 300_000);
        pair.Drain();
        Assert.Equal((300_000, 300_000), (ue.Read, server.Read));
        Assert.Equal((0, ueSpeaks ? 1 : 0), (pair.Proxy!.SessionsTakenOver, pair.Proxy.SessionsLeft));
        Assert.Equal(ueSpeaks ? ["session-left"] : [], pair.Events.Kinds("proxy"));
        AssertIdenticalOnBothSides(pair, _ => true);
        if (ueSpeaks)
        {
            Assert.Equal(2, ue.Connection.Subflows.Count);
            Assert.True(ue.Subflow(1).BytesReceived > 0, "the join has passed and carries data");
        }
    }

    [Fact]
    public void Session_with_an_n_server_is_taken_over_within_its_handshake()
    {
        var pair = new MptcpPair(TwoPaths, proxy: Transparent);
        var (ue, server) = pair.Connect(2_000_000, 3_000_000);
        pair.Drain();
        Assert.Equal((3_000_000, 2_000_000), (ue.Read, server.Read));
        Assert.True(ue.Closed && server.Closed);
        Assert.Equal((1, 0), (pair.Proxy!.SessionsTakenOver, pair.Proxy.SessionsLeft));
        Assert.Empty(pair.Proxy.Active);
        Assert.Equal(2, ue.Connection.Subflows.Count);
        Assert.All(ue.Connection.Subflows, s => Assert.True(s.BytesReceived > 500_000));

        // One SYN, and the UE's handshake takes the round trip to the server: 20 ms to the first tester and 2 × 5 ms on each of three links.
        Assert.Single(pair.Tap.Trace, t => t.ToServer && t.Segment.Options?.MpCapable is not null && t.Segment.Has(TcpFlags.Syn));
        Assert.InRange(ue.ConnectedAt.Seconds, 0.050, 0.0505);
    }

    [Fact]
    public void Syn_passes_unchanged_and_is_all_that_the_n_server_sees_of_mptcp()
    {
        var pair = new MptcpPair(TwoPaths, proxy: Transparent);
        var (ue, server) = pair.Connect(100_000, 100_000);
        pair.Drain();
        Assert.Equal((ue.Socket!.Local, ue.Socket.Remote), (server.Socket!.Remote, server.Socket.Local));
        AssertIdenticalOnBothSides(pair, t => t.ToServer && t.Segment.Has(TcpFlags.Syn) && t.Source.Address == MptcpPair.UeAddress(0));
        Assert.Single(pair.ServerTap.Trace, t => t.Segment.HasMptcp());
        Assert.All(pair.ServerTap.Trace, t => Assert.Equal(ue.Socket.Local, t.ToServer ? t.Source : t.Destination));
        Assert.Equal(100_000, server.Read);
    }

    [Fact]
    public void Answer_of_an_n_server_reaches_the_ue_with_all_it_says_and_mp_capable_added()
    {
        var pair = new MptcpPair(TwoPaths, proxy: Transparent);
        pair.Connect(100_000, 100_000);
        pair.Drain();
        var before = pair.ServerTap.Trace.First(t => !t.ToServer).Segment;
        var after = pair.Tap.Trace.First(t => !t.ToServer).Segment;
        Assert.Equal((before.Seq, before.Ack, before.TsVal, before.TsEcr, before.Flags), (after.Seq, after.Ack, after.TsVal, after.TsEcr, after.Flags));
        Assert.NotNull(after.Options!.MpCapable!.SenderKey);
        Assert.Equal(before.Options, after.Options with { MpCapable = null });
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(false, true, true)]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    [InlineData(false, false, false)]
    public void Options_that_the_server_does_without_the_ue_does_without(bool sack, bool timestamps, bool scaling)
    {
        var tcp = TcpSettings.Default with { Sack = sack, Timestamps = timestamps, WindowScaling = scaling };
        var pair = new MptcpPair(TwoPaths, server: MptcpPair.Plain with { Tcp = tcp }, proxy: Transparent);
        var (ue, server) = pair.Connect(1_000_000, 1_000_000);
        pair.Drain();
        Assert.Equal((1_000_000, 1_000_000), (ue.Read, server.Read));
        var answer = pair.Tap.Trace.First(t => !t.ToServer).Segment;
        Assert.Equal((sack, timestamps, scaling), (answer.Options!.SackPermitted, answer.HasTimestamps, answer.Options.WindowScale is not null));
        var initial = pair.Tap.Trace.Where(t => t.Source == ue.Socket!.Local || t.Destination == ue.Socket!.Local).ToArray();
        Assert.All(initial.Where(t => !t.Segment.Has(TcpFlags.Syn | TcpFlags.Rst)), t => Assert.Equal(timestamps, t.Segment.HasTimestamps));
        Assert.Equal(2, ue.Connection.Subflows.Count);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void Options_that_the_ue_does_without_the_proxy_does_without_toward_the_server(bool scaling, bool timestamps)
    {
        var tcp = TcpSettings.Default with { WindowScaling = scaling, Timestamps = timestamps };
        var pair = new MptcpPair(TwoPaths, ue: MptcpPair.Mptcp(2) with { Tcp = tcp }, proxy: Transparent);
        var (ue, server) = pair.Connect(1_000_000, 1_000_000);
        pair.Drain();
        Assert.Equal((1_000_000, 1_000_000), (ue.Read, server.Read));
        Assert.All(pair.ServerTap.Trace.Where(t => !t.Segment.Has(TcpFlags.Rst)), t => Assert.Equal(timestamps, t.Segment.HasTimestamps));
    }

    [Theory]
    [InlineData("syn before the proxy")]
    [InlineData("syn behind the proxy")]
    [InlineData("answer before the proxy")]
    [InlineData("answer behind the proxy")]
    [InlineData("third ack")]
    [InlineData("proxy's ack")]
    public void Loss_in_the_handshake_costs_time_and_nothing_else(string lost)
    {
        var pair = new MptcpPair(TwoPaths, proxy: Transparent);
        var left = 2;
        bool Drops(bool matches) => matches && left-- > 0;
        pair.Tap.Filter = p => lost switch
        {
            "syn before the proxy" => !Drops(p.IsToServer() && p.Segment.IsOpeningSyn),
            "answer behind the proxy" => !Drops(!p.IsToServer() && p.Segment.Has(TcpFlags.Syn)),
            "third ack" => !Drops(p.IsToServer() && !p.Segment.Has(TcpFlags.Syn)),
            _ => true,
        };
        pair.ServerTap.Filter = p => lost switch
        {
            "syn behind the proxy" => !Drops(p.IsToServer() && p.Segment.IsOpeningSyn),
            "answer before the proxy" => !Drops(!p.IsToServer() && p.Segment.Has(TcpFlags.Syn)),
            "proxy's ack" => !Drops(p.IsToServer() && !p.Segment.Has(TcpFlags.Syn)),
            _ => true,
        };
        var (ue, server) = pair.Connect(1_000_000, 1_000_000);
        pair.Drain();
        Assert.True(left <= 0, "something was lost");
        Assert.Equal((1_000_000, 1_000_000), (ue.Read, server.Read));
        Assert.True(ue.Closed && server.Closed);
        Assert.Equal(MptcpPhase.Closed, ue.Connection.Phase);
        Assert.Equal((1, 2), (pair.Proxy!.SessionsTakenOver, ue.Connection.Subflows.Count));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Repeated_handshake_with_an_m_server_is_one_session_that_is_left_to_it(bool answerBehindProxy)
    {
        var pair = new MptcpPair(TwoPaths, server: MptcpPair.Mptcp(0), proxy: Transparent);
        var left = 2;
        (answerBehindProxy ? pair.Tap : pair.ServerTap).Filter = p => p.IsToServer() || !p.Segment.Has(TcpFlags.Syn) || left-- <= 0;
        var (ue, server) = pair.Connect(300_000, 300_000);
        pair.Drain();
        Assert.Equal((300_000, 300_000), (ue.Read, server.Read));
        Assert.Equal((0, 1), (pair.Proxy!.SessionsTakenOver, pair.Proxy.SessionsLeft));
        Assert.Equal(["session-left"], pair.Events.Kinds("proxy"));
    }

    [Fact]
    public void Ue_that_gives_mptcp_up_because_nothing_answers_is_not_made_to_speak_it()
    {
        var pair = new MptcpPair(TwoPaths, proxy: Transparent);
        pair.ServerTap.Filter = p => p.Segment.Options?.MpCapable is null;
        var (ue, server) = pair.Connect(100_000, 100_000);
        pair.Drain();
        Assert.Equal((100_000, 100_000), (ue.Read, server.Read));
        Assert.Equal(0, pair.Proxy!.SessionsTakenOver);
        Assert.Equal(["session-passed"], pair.Events.Kinds("proxy"));
        AssertIdenticalOnBothSides(pair, _ => true);
    }

    [Fact]
    public void Sessions_of_several_ues_with_n_and_m_servers_go_on_side_by_side()
    {
        var pair = new MptcpPair(TwoPaths, server: MptcpPair.Mptcp(0), proxy: Transparent, ues: 4, ueSettings: ProxyNodeTests.AllPaths);

        // The first two ports are those of an N-Server: MP_CAPABLE does not reach it.
        pair.ServerTap.Filter = p =>
        {
            if (p.IsToServer() && p.Segment.Has(TcpFlags.Syn) && p.Destination.Port < MptcpPair.Port + 2)
            {
                p.Segment.Options = p.Segment.Options! with { MpCapable = null, MpJoin = null };
                p.Measure();
            }

            return true;
        };
        var peers = Enumerable.Range(0, 4).Select(i => pair.Connect(100_000 * (i + 1), 500_000, ue: i)).ToArray();
        pair.Drain();
        Assert.Equal((2, 2), (pair.Proxy!.SessionsTakenOver, pair.Proxy.SessionsLeft));
        for (var i = 0; i < peers.Length; i++)
        {
            Assert.Equal((500_000, 100_000 * (i + 1)), (peers[i].Ue.Read, peers[i].Server.Read));
            Assert.Equal(2, peers[i].Ue.Connection.Subflows.Count);
            Assert.True(peers[i].Ue.Subflow(1).BytesReceived > 0);
            Assert.Equal(i < 2 ? 0 : 2, peers[i].Server.Socket is MptcpSocket { Connection.Phase: MptcpPhase.Closed } server ? server.Connection.Subflows.Count : 0);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Abort_of_one_end_reaches_the_other(bool byUe)
    {
        var pair = new MptcpPair(TwoPaths, proxy: Transparent);
        var (ue, server) = pair.Connect(20_000_000, 20_000_000);
        pair.At(2, () => (byUe ? ue : server).Socket!.Abort());
        pair.RunUntil(3);
        Assert.Equal(AbortReason.Reset, (byUe ? server : ue).Aborted);
        Assert.Empty(pair.Proxy!.Active);
        pair.Drain();
    }

    [Fact]
    public void Refusal_reaches_the_ue_as_a_refusal()
    {
        var pair = new MptcpPair(TwoPaths, proxy: Transparent);
        var peer = new StreamPeer(pair, "up", 100_000, "down");
        peer.Socket = pair.Ue.Connect(MptcpPair.UeAddress(0), new Endpoint(MptcpPair.ServerAddress(), 9), peer);
        pair.Drain();
        Assert.Equal((AbortReason.Refused, 0), (peer.Aborted, pair.Proxy!.SessionsTakenOver));
    }

    [Fact]
    public void Server_s_connection_is_given_up_when_the_ue_never_completes_its_handshake()
    {
        var pair = new MptcpPair(TwoPaths, proxy: Transparent);
        pair.Tap.Filter = p => !(p.IsToServer() && !p.Segment.Has(TcpFlags.Syn));
        var (_, server) = pair.Connect(1_000, 1_000);
        pair.RunUntil(600);
        Assert.NotNull(server.Aborted);
        Assert.Equal(0, pair.Proxy!.Connections.Count);
    }

    [Fact]
    public void Bursts_marked_by_ecn_are_agreed_on_end_to_end()
    {
        var ecn = TcpSettings.Default with { Ecn = true };
        var pair = new MptcpPair(TwoPaths, ue: MptcpPair.Mptcp(2) with { Tcp = ecn }, server: MptcpPair.Plain with { Tcp = ecn }, proxy: Transparent);
        var (ue, server) = pair.Connect(100_000, 100_000);
        pair.Drain();
        Assert.True(ue.Subflow(0).Tcp.EcnAgreed);
        Assert.True(server.Socket is TcpSocket { Paths: [{ Tcp.EcnAgreed: true }] });
    }

    internal static void AssertIdenticalOnBothSides(MptcpPair pair, Func<TappedPacket, bool> which)
    {
        foreach (var toServer in new[] { true, false })
        {
            var before = (toServer ? pair.Tap : pair.ServerTap).Trace.Where(t => t.ToServer == toServer && which(t));
            var after = (toServer ? pair.ServerTap : pair.Tap).Trace.Where(t => t.ToServer == toServer && which(t));
            Assert.Equal(before.Select(ProxyNodeTests.AllFields), after.Select(ProxyNodeTests.AllFields));
        }
    }
}
