using Mpsim.Models.Hosts;
using Mpsim.Models.Proxy;
using Mpsim.Models.Proxy.Load;
using Mpsim.Models.Steering;
using Mpsim.Models.Tcp.FastOpen;
using Mpsim.Models.Tests.Mptcp;
using Mpsim.Models.Tests.Proxy;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Socks;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Steering;

/// <summary>What a proxy that is addressed does where it has too much to do, is left without a word, or hears a false one.</summary>
public sealed class ServiceLimitTests
{
    [Fact]
    public void Converter_with_too_many_clients_that_have_only_sent_a_syn_says_so_and_is_used_again()
    {
        var pair = new SteeredPair(ofProxy: proxy => proxy with { TowardUe = proxy.TowardUe with { FastOpen = new FastOpenSettings { PendingLimit = 1 } } });
        var first = pair.Connect(SteeredPair.Convert, up: 100, down: 100);
        (StreamPeer? Ue, StreamPeer? Server) second = default;

        // The first client has been accepted, and its third ACK is on the way.
        pair.Pair.At(0.035, () => second = pair.Connect(SteeredPair.Convert, up: 100, down: 100));
        pair.Pair.RunUntil(40);
        var third = pair.Connect(SteeredPair.Convert, up: 100, down: 100);
        pair.Drain();

        Assert.Contains("ResourceExceeded", Assert.Single(pair.Events("convert-error")), StringComparison.Ordinal);
        Assert.Equal((100, 100, 100), (first.Ue.Read, second.Ue!.Read, third.Ue.Read));
        Assert.Equal(SteeredPair.Converter, pair.Sockets[^1].Remote);
        Assert.Equal(1, pair.Pair.Proxy!.RefusalsFor(ProxyRefusal.HalfOpen));
    }

    [Fact]
    public void Session_at_a_service_that_begins_leaves_the_count_of_others_that_are_being_opened_as_it_is()
    {
        var pair = new SteeredPair(ofProxy: proxy => proxy with { Mode = ProxyMode.TakeOver, Protection = new ProtectionSettings { HalfOpenPerUe = 2 } });

        // Nobody completes a handshake with the server's address, and the proxy answers each.
        pair.Pair.Tap.Filter = packet => packet.Source.Address == SteeredPair.Converter.Address || packet.Destination.Address == SteeredPair.Converter.Address || packet.Segment.IsOpeningSyn;
        pair.Pair.Connect(100, 100);
        var (ue, _) = pair.Connect(SteeredPair.Socks5, up: 100, down: 100, listens: false);
        pair.Pair.RunUntil(0.5);
        pair.Pair.Connect(100, 100);
        pair.Pair.Connect(100, 100);
        pair.Pair.RunUntil(0.9);

        Assert.Equal((100, 3, 1), (ue.Read, pair.Pair.Proxy!.SessionsTakenOver, pair.Pair.Proxy.RefusalsFor(ProxyRefusal.HalfOpen)));
    }

    [Fact]
    public void Client_that_is_opening_as_many_sessions_as_it_may_is_told_that_there_are_no_resources()
    {
        var pair = new SteeredPair(ofProxy: proxy => proxy with { Protection = new ProtectionSettings { HalfOpenPerUe = 1 } });
        pair.Pair.ServerTap.Filter = packet => packet.Source.Address != SteeredPair.Converter.Address && packet.Source.Address != IpAddress.Of(172, 16, 2, 1);
        pair.Connect(SteeredPair.Convert, up: 100);
        pair.Connect(SteeredPair.Convert, up: 100);
        pair.Pair.RunUntil(0.5);

        Assert.Contains("ResourceExceeded", Assert.Single(pair.Events("convert-error")), StringComparison.Ordinal);
        Assert.Equal((1, 1), (pair.Pair.Proxy!.SessionsTakenOver, pair.Pair.Proxy.SessionsRefused));
    }

    [Fact]
    public void Syn_ack_that_tcp_refuses_says_nothing_of_the_server()
    {
        var pair = new SteeredPair(new ProxyServices { ConvertPort = 5124 });
        pair.Pair.ServerTap.Filter = packet =>
        {
            if (packet.Segment.IsOpeningSyn && packet.IsToServer())
            {
                var forged = pair.Pair.Pool.Rent();
                (forged.Source, forged.Destination) = (packet.Destination, packet.Source);
                (forged.Segment.Flags, forged.Segment.Seq, forged.Segment.Ack) = (TcpFlags.Syn | TcpFlags.Ack, 77, 0);
                forged.Segment.Options = new SegmentOptions { MpCapable = new MpCapable(1, MpCapable.HmacSha256, 5, null, null) };
                forged.Measure();
                pair.Pair.ServerTap.Inject(forged);
            }

            return true;
        };
        var server = new Endpoint(MptcpPair.ServerAddress(), 80);
        pair.Pair.Server.Listen(80, _ => { });
        for (var i = 0; i < 2; i++)
        {
            pair.Client.Connect(new SteeringRequest(SteeredPair.Convert, MptcpPair.UeAddress(0), server, pair.Pair.Ue.Settings, false, pair.Sockets.Add), new Silent(pair.Pair.Pool.Literals, []));
            pair.Pair.RunUntil(i + 1);
        }

        Assert.Equal([SteeredPair.Converter, SteeredPair.Converter], pair.Sockets.Select(socket => socket.Remote));
        Assert.Empty(pair.Events("steering-bypassed"));
    }

    [Fact]
    public void Converter_that_is_to_be_avoided_gets_no_syn_where_there_is_no_other_way()
    {
        var pair = new SteeredPair(limits: [new SessionLimit { Name = "none", SessionsPerUe = 0 }]);
        var steering = SteeredPair.Convert with { FallsBack = false };
        var (first, _) = pair.Connect(steering, up: 100);
        pair.Pair.RunUntil(1);
        var sent = pair.Pair.Tap.Trace.Count;
        var (second, _) = pair.Connect(steering, up: 100);
        pair.Pair.RunUntil(1);

        Assert.Equal((AbortReason.Refused, AbortReason.Refused), (first.Aborted, second.Aborted));
        Assert.Equal((sent, 1), (pair.Pair.Tap.Trace.Count, pair.Sockets.Count));
        pair.Pair.RunUntil(40);
        pair.Connect(steering, up: 100);
        pair.Pair.RunUntil(41);
        Assert.Equal(2, pair.Sockets.Count);
    }

    /// <summary>Sentences to the SOCKS server, what it answers, and by when the connection of a client that does not close is gone.</summary>
    [Theory]
    [InlineData(new byte[] { 5, 1, 2 }, new byte[] { 5, 255 }, 11)]
    [InlineData(new byte[] { 5, 1, 0, 5, 2, 0, 1, 192, 168, 0, 1, 0, 80 }, new byte[] { 5, 0, 5, 7, 0, 1, 172, 16, 1, 2, 4, 56 }, 11)]
    [InlineData(new byte[] { 5, 1, 0, 5, 1, 0, 9, 192, 168, 0, 1, 0, 80 }, new byte[] { 5, 0, 5, 8, 0, 1, 172, 16, 1, 2, 4, 56 }, 11)]
    [InlineData(new byte[] { 5, 1, 0 }, new byte[] { 5, 0 }, 31)]
    [InlineData(new byte[] { 5 }, new byte[] { }, 31)]
    [InlineData(new byte[] { }, new byte[] { }, 31)]
    public void Client_that_is_turned_down_or_does_not_come_to_its_request_is_reset_after_a_while(byte[] says, byte[] hears, double goneBy)
    {
        var pair = new SteeredPair(ueSpeaksMptcp: false);
        var silent = new Silent(pair.Pair.Pool.Literals, says);
        pair.Pair.Ue.Connect(MptcpPair.UeAddress(0), SteeredPair.Socks, silent);
        pair.Pair.RunUntil(9);
        Assert.Equal(hears, silent.Heard);
        Assert.Null(silent.Aborted);
        pair.Pair.RunUntil(goneBy);

        Assert.Equal((AbortReason.Reset, 0), (silent.Aborted, pair.Pair.Proxy!.Connections.Count));
    }

    /// <summary>Says its sentence and never closes.</summary>
    private sealed class Silent(LiteralStreams literals, byte[] says) : SocketOwner
    {
        public byte[] Heard { get; private set; } = [];

        public AbortReason? Aborted { get; private set; }

        public override void OnConnected(StreamSocket socket, Instant now)
        {
            if (says.Length > 0)
            {
                socket.Write(literals.Open(says), says.Length);
            }
        }

        public override void OnReadable(StreamSocket socket, Instant now)
        {
            while (socket.TryRead(long.MaxValue, out var payload, out var count))
            {
                var read = new byte[count];
                literals.Fill(payload, read);
                Heard = [.. Heard, .. read];
            }
        }

        public override void OnAborted(StreamSocket socket, Instant now, AbortReason reason) => Aborted = reason;
    }
}
