using Mpsim.Models.Hosts;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Network.Middleboxes;
using Mpsim.Models.Proxy;
using Mpsim.Models.Steering;
using Mpsim.Models.Tests.Mptcp;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Conversion;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Steering;

/// <summary>Client and Transport Converter of RFC 8803 in a network.</summary>
public sealed class ConvertTests
{
    [Fact]
    public void Connection_by_the_converter_has_both_paths_and_the_server_sees_plain_tcp_from_the_proxy()
    {
        var pair = new SteeredPair();
        var (ue, server) = pair.Connect(SteeredPair.Convert, up: 300_000, down: 2_000_000);
        pair.Drain();

        Assert.Equal((2_000_000, 300_000), (ue.Read, server.Read));
        Assert.True(ue.Closed && server.Closed);
        var connection = ((MptcpSocket)Assert.Single(pair.Sockets)).Connection;
        Assert.Equal(2, connection.Subflows.Count);
        Assert.All(connection.Subflows, subflow => Assert.Equal(SteeredPair.Converter, subflow.Remote));
        Assert.All(connection.Subflows, subflow => Assert.True(subflow.BytesReceived > 400_000));
        Assert.IsType<TcpSocket>(server.Socket);
        Assert.All(pair.Pair.ServerTap.Trace, packet => Assert.False(packet.Segment.HasDss || packet.Segment.Options?.MpJoin is not null, packet.ToString()));
        Assert.Equal(IpAddress.Of(172, 16, 2, 1), server.Socket!.Remote.Address);
        Assert.Empty(pair.Pair.Proxy!.Active);
    }

    [Fact]
    public void Syn_has_the_message_and_behind_it_the_data_and_no_fast_open_option()
    {
        var pair = new SteeredPair();
        pair.Connect(SteeredPair.Convert, up: 5_000);
        pair.Drain();

        var syn = pair.Pair.Tap.Trace[0].Segment;
        Assert.True(syn.IsOpeningSyn && syn.Options!.MpCapable is not null && syn.Options.FastOpen is null);
        var octets = Octets(pair, syn);
        Assert.Equal(ConvertFault.None, ConvertReader.Read(octets, out var message));
        Assert.True(message.Info);
        Assert.Equal(new Endpoint(MptcpPair.ServerAddress(), 80), message.Connect!.Server);
        Assert.Equal([30], message.Connect.Options.Select(option => option.Kind));
        var length = ConvertReader.LengthOf(octets);
        Assert.True(octets.Length > length + 1_000);
        Assert.Equal(new Payload(1, 0), pair.Pair.Pool.Literals.Origin(syn.Payload.Skip(length)));
    }

    [Fact]
    public void Answer_has_what_is_supported_and_the_options_of_the_server_s_syn_ack()
    {
        var pair = new SteeredPair();
        pair.Connect(SteeredPair.Convert, up: 100);
        pair.Drain();

        var answer = pair.Pair.Tap.Trace.First(packet => !packet.ToServer && packet.Source == SteeredPair.Converter && packet.Segment.PayloadLength > 0).Segment;
        Assert.Equal(ConvertFault.None, ConvertReader.Read(Octets(pair, answer), out var message));
        Assert.Equal([30, 4, 8], message.SupportedExtensions!);
        var synAck = pair.Pair.ServerTap.Trace.First(packet => packet.Segment.Has(TcpFlags.Syn) && packet.Segment.Has(TcpFlags.Ack)).Segment;
        Assert.Equal(synAck.OptionsLength(), message.ExtendedHeader!.Length);
        Assert.Equal([2, 4, (byte)(synAck.Options!.MaximumSegmentSize!.Value >> 8), (byte)synAck.Options.MaximumSegmentSize.Value], message.ExtendedHeader[..4]);
    }

    [Fact]
    public void Server_that_speaks_mptcp_is_reached_without_the_converter_from_the_second_connection_on()
    {
        var pair = new SteeredPair(serverSpeaksMptcp: true);
        var server = new Endpoint(MptcpPair.ServerAddress(), 80);
        var accepted = new List<StreamSocket>();
        pair.Pair.Server.Listen(80, socket =>
        {
            accepted.Add(socket);
            socket.Write(pair.Pair.Pool.Literals.Open(new byte[1_000]), 1_000);
        });
        for (var i = 0; i < 2; i++)
        {
            pair.Client.Connect(new SteeringRequest(SteeredPair.Convert, MptcpPair.UeAddress(0), server, pair.Pair.Ue.Settings, false, pair.Sockets.Add), new Idle());
            pair.Pair.RunUntil(i + 1);
        }

        Assert.Equal([SteeredPair.Converter, server], pair.Sockets.Select(socket => socket.Remote));
        Assert.All(accepted, socket => Assert.NotEqual(MptcpPhase.Fallback, ((MptcpSocket)socket).Connection.Phase));
        Assert.Equal(2, ((MptcpSocket)accepted[1]).Connection.Subflows.Count);
        Assert.Contains("speaks MPTCP", Assert.Single(pair.Events("steering-bypassed")), StringComparison.Ordinal);
    }

    [Fact]
    public void Server_that_does_not_speak_mptcp_is_asked_for_it_once()
    {
        var pair = new SteeredPair();
        var server = new Endpoint(MptcpPair.ServerAddress(), 80);
        pair.Pair.Server.Listen(80, _ => { });
        for (var i = 0; i < 2; i++)
        {
            pair.Client.Connect(new SteeringRequest(SteeredPair.Convert, MptcpPair.UeAddress(0), server, pair.Pair.Ue.Settings, false, pair.Sockets.Add), new Idle());
            pair.Pair.RunUntil(i + 1);
        }

        var syns = pair.Pair.ServerTap.Trace.Where(packet => packet.Segment.IsOpeningSyn).Select(packet => packet.Segment.Options!.MpCapable is not null);
        Assert.Equal([true, false], syns);
        Assert.All(pair.Sockets, socket => Assert.Equal(SteeredPair.Converter, socket.Remote));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Refusal_by_the_server_is_the_client_s(bool late)
    {
        var pair = new SteeredPair(new ProxyServices { ConvertPort = 5124, TakesLateMessages = true });
        var (ue, _) = pair.Connect(SteeredPair.Convert with { DataInSyn = !late }, up: 100, listens: false);
        pair.Drain();

        Assert.Equal(AbortReason.Refused, ue.Aborted);
        Assert.False(ue.Connected);
        Assert.Contains("ConnectionReset", Assert.Single(pair.Events("convert-error")), StringComparison.Ordinal);
        Assert.Equal(0, pair.Pair.Proxy!.Sessions);
    }

    [Fact]
    public void Server_that_does_not_answer_is_a_failure_of_the_network_and_the_client_tries_by_itself()
    {
        var pair = new SteeredPair();
        var gone = pair.Pair.ServerTap;
        gone.Filter = packet => packet.Source.Address != IpAddress.Of(172, 16, 2, 1);
        var (ue, server) = pair.Connect(SteeredPair.Convert, up: 100, down: 100);
        pair.Drain();

        Assert.Contains("NetworkFailure", Assert.Single(pair.Events("convert-error")), StringComparison.Ordinal);
        Assert.Single(pair.Events("steering-fallback"));
        Assert.Equal((100, 100), (ue.Read, server.Read));
        Assert.True(ue.Closed && server.Closed);
    }

    [Fact]
    public void Converter_out_of_resources_is_avoided_for_half_a_minute()
    {
        var pair = new SteeredPair(limits: [new SessionLimit { Name = "none", SessionsPerUe = 1 }]);
        var (first, _) = pair.Connect(SteeredPair.Convert, up: 50_000_000);
        pair.Pair.RunUntil(1);
        pair.Connect(SteeredPair.Convert, up: 100);
        pair.Pair.RunUntil(2);
        pair.Connect(SteeredPair.Convert, up: 100);
        pair.Drain();

        Assert.Equal([SteeredPair.Converter, SteeredPair.Converter, new(MptcpPair.ServerAddress(), 81), new(MptcpPair.ServerAddress(), 82)], pair.Sockets.Select(socket => socket.Remote));
        Assert.Contains("ResourceExceeded", Assert.Single(pair.Events("convert-error")), StringComparison.Ordinal);
        Assert.Single(pair.Events("steering-bypassed"));
        Assert.Equal(1, pair.Pair.Proxy!.SessionsRefused);
        Assert.True(first.Closed);
    }

    [Fact]
    public void Syn_that_is_lost_is_repeated_with_its_message()
    {
        var pair = new SteeredPair();
        var syns = 0;
        pair.Pair.Tap.Filter = packet => !packet.Segment.IsOpeningSyn || packet.Destination.Port != 5124 || ++syns > 1;
        var (ue, server) = pair.Connect(SteeredPair.Convert, up: 5_000, down: 5_000);
        pair.Drain();

        Assert.InRange(ue.ConnectedAt.Seconds, 1.05, 1.052);
        Assert.Equal((5_000, 5_000), (ue.Read, server.Read));
        Assert.Single(pair.Sockets);
    }

    [Fact]
    public void Syn_whose_data_are_taken_out_on_the_way_ends_the_use_of_the_converter()
    {
        var pair = new SteeredPair(new ProxyServices { ConvertPort = 5124, TakesLateMessages = true });
        pair.Pair.Tap.Filter = packet =>
        {
            if (packet.Segment.IsOpeningSyn)
            {
                packet.Segment.PayloadLength = 0;
            }

            return true;
        };
        var (ue, server) = pair.Connect(SteeredPair.Convert, up: 5_000, down: 5_000);
        pair.Pair.RunUntil(5);
        pair.Connect(SteeredPair.Convert, up: 5_000, down: 5_000);
        pair.Drain();

        Assert.Equal((5_000, 5_000), (ue.Read, server.Read));
        Assert.Equal([SteeredPair.Converter, new(MptcpPair.ServerAddress(), 80), new(MptcpPair.ServerAddress(), 81)], pair.Sockets.Select(socket => socket.Remote));
    }

    [Fact]
    public void Syn_without_a_message_is_ignored_unless_the_operator_allows_it()
    {
        var pair = new SteeredPair();
        var idle = new Idle();
        pair.Pair.Ue.Connect(MptcpPair.UeAddress(0), SteeredPair.Converter, idle);
        pair.Drain();

        Assert.Equal(AbortReason.TimedOut, idle.Aborted);
        Assert.DoesNotContain(pair.Pair.Tap.Trace, packet => packet.Source == SteeredPair.Converter);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(50)]
    public void Message_behind_the_handshake_may_come_in_any_pieces(int size)
    {
        var pair = new SteeredPair(new ProxyServices { ConvertPort = 5124, TakesLateMessages = true }, ueSpeaksMptcp: false,
            boxes: _ => [new SegmentSplitter(size, true, Heading.Up | Heading.Down)]);
        var (ue, server) = pair.Connect(SteeredPair.Convert with { DataInSyn = false }, up: 500, down: 500);
        pair.Drain();

        Assert.Equal((500, 500), (ue.Read, server.Read));
        Assert.Single(pair.Sockets);
    }

    [Fact]
    public void Message_that_a_gateway_has_rewritten_is_no_message_and_the_client_does_without()
    {
        var pair = new SteeredPair(new ProxyServices { ConvertPort = 5124, TakesLateMessages = true }, ueSpeaksMptcp: false,
            boxes: _ => [new PayloadRewriter(6, 0, 4, 4, Heading.Up)]);
        var (ue, _) = pair.Connect(SteeredPair.Convert with { DataInSyn = false }, up: 500, down: 500);
        pair.Drain();

        Assert.Equal(500, ue.Read);
        Assert.Single(pair.Events("steering-fallback"));
        Assert.Contains("UnsupportedMessage", Assert.Single(pair.Events("convert-error")) + "|MalformedMessage|UnsupportedMessage", StringComparison.Ordinal);
    }

    public static TheoryData<byte[], ConvertError, byte[]> Refused
    {
        get
        {
            byte[] malformed = [1, 2, 0x22, 0x63, 1, 2, 0, 0];
            byte[] unsupported = [1, 2, 0x22, 0x63, 0, 1, 0, 0];
            byte[] saysError = [1, 2, 0x22, 0x63, 30, 1, 96, 0];
            var elsewhere = new Endpoint(IpAddress.Of(8, 8, 8, 8), 80);
            var server = new Endpoint(MptcpPair.ServerAddress(), 80);
            return new()
            {
                { [9, 2, 0x22, 0x63, 1, 1, 0, 0], ConvertError.UnsupportedVersion, [1] },
                { malformed, ConvertError.MalformedMessage, [0, .. malformed] },
                { unsupported, ConvertError.UnsupportedMessage, [0, .. unsupported] },
                { saysError, ConvertError.UnsupportedMessage, [0, .. saysError] },
                { ConvertWriter.Write(new ConvertMessage { Connect = new ConvertConnect(server, [new UnknownOption(29, [1, 2]), new UnknownOption(30, []), new UnknownOption(34, [])]) }), ConvertError.UnsupportedTcpOption, [29, 34] },
                { ConvertWriter.Write(new ConvertMessage { Connect = new ConvertConnect(elsewhere, []) }), ConvertError.DestinationUnreachable, [0] },
                { ConvertWriter.Write(new ConvertMessage { Connect = new ConvertConnect(server, []) }), ConvertError.ConnectionReset, [0] },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Message_that_cannot_be_served_is_answered_by_an_error(byte[] message, ConvertError error, byte[] value)
    {
        var answer = Ask(new SteeredPair(), message);

        Assert.Equal(ConvertFault.None, ConvertReader.Read(answer.Octets, out var read));
        Assert.Equal(error, read.Failure!.Code);
        Assert.Equal(value, read.Failure.Value[..value.Length]);
        Assert.All(read.Failure.Value[value.Length..], octet => Assert.Equal(0, octet));
        Assert.True(answer.SawEnd);
    }

    [Fact]
    public void Cookie_is_given_to_who_lacks_one_and_a_wrong_one_is_not_let_in()
    {
        var pair = new SteeredPair(new ProxyServices { ConvertPort = 5124, RequiresCookie = true });
        var connect = new ConvertMessage { Connect = new ConvertConnect(new Endpoint(MptcpPair.ServerAddress(), 80), []) };

        ConvertReader.Read(Ask(pair, ConvertWriter.Write(connect)).Octets, out var missing);
        Assert.Equal((ConvertError.MissingCookie, 9), (missing.Failure!.Code, missing.Failure.Value.Length));

        ConvertReader.Read(Ask(pair, ConvertWriter.Write(connect with { Cookie = [1, 2, 3, 4] })).Octets, out var wrong);
        Assert.Equal(ConvertError.NotAuthorized, wrong.Failure!.Code);

        ConvertReader.Read(Ask(pair, ConvertWriter.Write(connect with { Cookie = missing.Failure.Value[1..] })).Octets, out var right);
        Assert.Equal(ConvertError.ConnectionReset, right.Failure!.Code);
    }

    [Theory]
    [InlineData(8, new byte[] { }, false)]
    [InlineData(8, new byte[] { 1, 2, 3, 4, 0, 0, 0, 0 }, true)]
    public void Option_that_the_syn_to_the_server_would_not_have_is_refused(byte kind, byte[] value, bool timestamps)
    {
        var pair = new SteeredPair(ofProxy: proxy => proxy with { TowardServer = MptcpPair.Plain with { Tcp = MptcpPair.Plain.Tcp with { Timestamps = timestamps } } });
        var server = new Endpoint(MptcpPair.ServerAddress(), 80);
        var answer = Ask(pair, ConvertWriter.Write(new ConvertMessage { Info = true, Connect = new ConvertConnect(server, [new UnknownOption(kind, value)]) }));

        Assert.Equal(ConvertFault.None, ConvertReader.Read(answer.Octets, out var read));
        Assert.Equal(ConvertError.UnsupportedTcpOption, read.Failure!.Code);
        Assert.Equal([kind], read.Failure.Value);
        Assert.Empty(pair.Pair.ServerTap.Trace);
    }

    [Fact]
    public void Server_is_asked_for_mptcp_though_it_has_vanished_on_the_way_to_another()
    {
        var pair = new SteeredPair();
        pair.Pair.ServerTap.Filter = packet => packet.Destination.Port != 80 || !packet.Segment.HasMptcp();
        pair.Connect(SteeredPair.Convert, up: 100, down: 100);
        pair.Pair.RunUntil(20);
        pair.Connect(SteeredPair.Convert, up: 100, down: 100);
        pair.Pair.RunUntil(40);

        Assert.Contains(pair.Pair.ServerTap.Trace, packet => packet.Destination.Port == 80 && packet.Segment.IsOpeningSyn && !packet.Segment.HasMptcp());
        Assert.All(pair.Pair.ServerTap.Trace.Where(packet => packet.Destination.Port == 81 && packet.Segment.IsOpeningSyn), syn => Assert.True(syn.Segment.HasMptcp()));
    }

    [Fact]
    public void Info_alone_is_answered_by_what_is_supported()
    {
        var answer = Ask(new SteeredPair(), ConvertWriter.Write(new ConvertMessage { Info = true }));

        Assert.Equal(ConvertFault.None, ConvertReader.Read(answer.Octets, out var read));
        Assert.Equal([30, 4, 8], read.SupportedExtensions!);
        Assert.Null(read.Failure);
    }

    [Fact]
    public void Total_length_of_zero_is_answered_by_reset()
    {
        var pair = new SteeredPair();
        var answer = Ask(pair, [1, 0, 0x22, 0x63]);

        Assert.Equal(AbortReason.Refused, answer.Aborted);
        Assert.Empty(answer.Octets);
    }

    [Theory]
    [InlineData(1, 0.02)]
    [InlineData(2, 0.02)]
    [InlineData(3, 0.1)]
    public void Transfers_over_lossy_paths_lose_nothing(int seed, double loss)
    {
        var pair = new SteeredPair(seed: (ulong)seed, paths: [new(10, 10) { Loss = loss }, new(20, 25) { Loss = loss }]);
        foreach (var steering in new[] { SteeredPair.Convert, SteeredPair.Socks5, SteeredPair.PlainMode })
        {
            var (ue, server) = pair.Connect(steering, up: 40_000, down: 60_000);
            pair.Drain();
            Assert.Equal((60_000, 40_000, true, true), (ue.Read, server.Read, ue.Closed, server.Closed));
        }
    }

    private static byte[] Octets(SteeredPair pair, in Segment segment)
    {
        var octets = new byte[segment.PayloadLength];
        pair.Pair.Pool.Literals.Fill(segment.Payload, octets);
        return octets;
    }

    /// <summary>Says something to the converter in a SYN, and reads what it answers.</summary>
    private static Asker Ask(SteeredPair pair, byte[] message)
    {
        var asker = new Asker(pair.Pair.Pool.Literals);
        var settings = MptcpPair.Plain with { FastOpen = new() { Client = true, ClientWithoutCookie = true, RepeatsSynData = true } };
        var socket = pair.Pair.Ue.ConnectToWrite(MptcpPair.UeAddress(0), SteeredPair.Converter, asker, settings);
        Assert.Equal(message.Length, socket.Write(pair.Pair.Pool.Literals.Open(message), message.Length));
        pair.Drain();
        return asker;
    }

    private class Idle : SocketOwner
    {
        public AbortReason? Aborted { get; private set; }

        public override void OnAborted(StreamSocket socket, Units.Instant now, AbortReason reason) => Aborted = reason;
    }

    private sealed class Asker(LiteralStreams literals) : Idle
    {
        public byte[] Octets { get; private set; } = [];

        public bool SawEnd { get; private set; }

        public override void OnReadable(StreamSocket socket, Units.Instant now)
        {
            while (socket.TryRead(long.MaxValue, out var payload, out var count))
            {
                var read = new byte[count];
                literals.Fill(payload, read);
                Octets = [.. Octets, .. read];
            }

            if (socket.AtEnd)
            {
                SawEnd = true;
                socket.CloseWrite();
            }
        }
    }
}
