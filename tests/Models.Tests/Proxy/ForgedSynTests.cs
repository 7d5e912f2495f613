using Mpsim.Models.Hosts;
using Mpsim.Models.Proxy;
using Mpsim.Models.Proxy.Failover;
using Mpsim.Models.Tests.Mptcp;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Proxy;

/// <summary>SYNs between ends that others use: whoever has not guessed a number ends nobody's connection (RFC 5961).</summary>
public sealed class ForgedSynTests
{
    private static readonly PathSpec[] TwoPaths = [new(10, 10), new(20, 25)];

    [Theory]
    [InlineData(null)]
    [InlineData(10)]
    public void Join_with_an_unknown_token_leaves_a_connection_of_the_same_ends_alone(int? pendingJoins)
    {
        var pair = new MptcpPair(TwoPaths, ue: MptcpPair.Plain, proxy: new ProxySettings { Protection = new ProtectionSettings { PendingJoins = pendingJoins } });
        var (ue, server) = pair.Connect(0, 1_000_000);
        pair.At(0.2, () => Forge(pair, ue.Socket!.Local, ue.Socket.Remote, Join(0)));
        pair.Drain();

        Assert.Equal((1_000_000, null, null), (ue.Read, ue.Aborted, server.Aborted));
        Assert.Equal(1, pair.Proxy!.RefusalsFor(Models.Proxy.Load.ProxyRefusal.UnknownToken));
    }

    [Fact]
    public void Connection_that_the_server_opens_between_the_ends_of_a_session_that_is_over_passes()
    {
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings());
        var (ue, server) = pair.Connect(1_000, 1_000);
        pair.RunUntil(200);
        Assert.True(ue.Closed && server.Closed);
        var (here, there) = (ue.Socket!.Local, ue.Socket.Remote);
        var acceptor = new StreamPeer(pair, "back up", 50_000, "back down");
        var opener = new StreamPeer(pair, "back down", 50_000, "back up");
        pair.Ue.Listen(here.Port, acceptor.Attach, MptcpPair.Plain);
        opener.Socket = pair.Server.ConnectFrom(there, here, opener, MptcpPair.Plain);
        pair.Drain();

        Assert.Equal((50_000, 50_000), (acceptor.Read, opener.Read));
    }

    [Theory]
    [InlineData(true, 5)]
    [InlineData(true, 0)]
    [InlineData(false, 5)]
    public void Syn_between_the_ends_of_a_subflow_that_is_gone_leaves_the_session_to_the_others(bool mptcp, int backlog)
    {
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings { Protection = new ProtectionSettings { SynBacklog = backlog } });
        var (ue, server) = pair.Connect(3_000_000, 3_000_000);
        pair.At(0.5, () => pair.Ue.Interfaces[0].SetUp(false));
        var seen = 0;
        pair.At(1, () =>
        {
            seen = pair.Tap.Trace.Count;
            Forge(pair, ue.Socket!.Local, ue.Socket.Remote, mptcp ? Capable : null);
        });
        pair.Drain();

        Assert.Equal((3_000_000, 3_000_000, null, null), (ue.Read, server.Read, ue.Aborted, server.Aborted));
        Assert.Equal((1, 0), (pair.Proxy!.SessionsTakenOver, pair.Proxy.SessionsPassed));

        // RFC 5961 section 4.2: "TCP MUST send an ACK", whatever the number of the SYN.
        Assert.Equal(TcpFlags.Ack, pair.Tap.Trace.Skip(seen).First(t => !t.ToServer && t.Destination == ue.Socket!.Local).Segment.Flags);
    }

    /// <summary>A half-closed session whose UE still reads, and whose connection toward the server is in TIME-WAIT already.</summary>
    [Fact]
    public void Syn_between_the_ends_of_a_connection_in_time_wait_leaves_what_the_ue_still_gets()
    {
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings { RelayBuffer = 4_000_000 });
        var (ue, _) = pair.Connect(1_000, 3_000_000);
        pair.At(0.5, () => pair.Ue.Interfaces[0].SetUp(false));
        var before = 0L;
        pair.At(1, () =>
        {
            before = ue.Read;
            Assert.Equal(Models.Tcp.TcpState.TimeWait, pair.Proxy!.Connections.Find(ue.Socket!.Local, ue.Socket.Remote)!.Tcp.State);
            Forge(pair, ue.Socket.Local, ue.Socket.Remote, null);
        });
        pair.Drain();

        Assert.InRange(before, 1, 2_999_999);
        Assert.Equal((3_000_000, null), (ue.Read, ue.Aborted));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Ue_that_has_lost_its_state_may_open_a_session_from_the_same_port(bool standby)
    {
        var pair = new MptcpPair([new(10, 10)], proxy: new ProxySettings(), protection: standby ? new StandbySettings { Kind = StandbyKind.HotStandby } : null);
        var (ue, server) = pair.Connect(0, 20_000_000);
        var again = new StreamPeer(pair, "again up", 1_000, "again down");
        var other = new StreamPeer(pair, "again down", 1_000, "again up");
        pair.At(1, () =>
        {
            // Nothing of the first session is at the UE any more, and nobody has been told.
            pair.Tap.Filter = _ => false;
            ue.Socket!.Abort();
            pair.Server.StopListening(MptcpPair.Port);
            pair.Server.Listen(MptcpPair.Port, other.Attach);
        });
        pair.At(1.5, () =>
        {
            pair.Tap.Filter = _ => true;
            again.Socket = pair.Ue.ConnectFrom(ue.Socket!.Local, ue.Socket.Remote, again);
        });
        pair.RunUntil(20);

        Assert.Equal((AbortReason.Reset, 1_000, 1_000), (server.Aborted, again.Read, other.Read));
    }

    private static SegmentOptions Capable => new() { MaximumSegmentSize = 1460, SackPermitted = true, WindowScale = 7, MpCapable = new MpCapable(1, MpCapable.HmacSha256, null, null, null) };

    internal static SegmentOptions Join(uint token) => new() { MaximumSegmentSize = 1460, SackPermitted = true, WindowScale = 7, MpJoin = new MpJoin(MpJoinKind.Syn, false, 9, token, 77, []) };

    /// <summary>Sends a SYN in the name of another.</summary>
    internal static void Forge(MptcpPair pair, Endpoint from, Endpoint to, SegmentOptions? options) => Forge(pair, from, to, TcpFlags.Syn, 1_000_000, 0, options);

    internal static void Forge(MptcpPair pair, Endpoint from, Endpoint to, TcpFlags flags, uint seq, uint ack, SegmentOptions? options)
    {
        var packet = pair.Pool.Rent();
        (packet.Source, packet.Destination) = (from, to);
        (packet.Segment.Flags, packet.Segment.Seq, packet.Segment.Ack, packet.Segment.Window) = (flags, seq, ack, 60_000);
        packet.Segment.Options = options;
        packet.Measure();
        pair.Tap.Inject(packet);
    }
}
