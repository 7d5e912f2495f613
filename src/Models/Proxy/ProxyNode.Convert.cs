using Mpsim.Models.Hosts;
using Mpsim.Models.Steering;
using Mpsim.Models.Tcp.FastOpen;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Codec;
using Mpsim.Models.Wire.Conversion;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Proxy;

// Transport Converter (RFC 8803).
public sealed partial class ProxyNode
{
    /// <summary>Sessions whose client is to be told of the options of the server's SYN/ACK, by the ends that it has.</summary>
    private readonly Dictionary<(Endpoint Own, Endpoint Server), ConvertSession> _awaitingAnswers = [];

    /// <summary>
    /// Sockets toward the UE that take and send data before the handshake is done, without the cookie of Fast Open (RFC 8803 section 4.2). They are limited by what is
    /// done with the message: a SYN/ACK that does not acknowledge the data would say that a middlebox has removed them (section 8).
    /// </summary>
    private HostSettings TowardConvertClient => _towardConvertClient ??= _proxy.TowardUe with { FastOpen = new FastOpenSettings { Server = true, ServerWithoutCookie = true, PendingLimit = int.MaxValue } };

    private HostSettings? _towardConvertClient;

    /// <summary>Clients that were accepted from their SYN and have not proven yet that they are there (RFC 7413 section 5.1).</summary>
    private readonly FastOpenQueue _unprovenClients = new();

    private int MostUnproven => _proxy.TowardUe.FastOpen.PendingLimit;

    private void TakeConvert(Packet syn)
    {
        if (_held.Contains((syn.Source, syn.Destination)))
        {
            return;
        }

        if (syn.Segment.PayloadLength == 0)
        {
            if (Services.TakesLateMessages)
            {
                Accept(syn, SettingsTowardUe(syn.Source, syn.Destination), downstream => new ConvertSession(this, downstream).Read());
            }

            // "Absent any policy, the Transport Converter SHOULD silently ignore SYNs with no Convert TLVs" (section 6).
            return;
        }

        Span<byte> octets = stackalloc byte[Math.Min((int)syn.Segment.PayloadLength, ConvertMessage.MostOctets)];
        Pool.Literals.Fill(syn.Segment.Payload, octets);
        switch (ConvertReader.Read(octets, out var message))
        {
            // What is left are those that are told of errors, as many again; beyond them nothing is said, and the client asks again.
            case not (ConvertFault.NotConvert or ConvertFault.NoLength) when !_unprovenClients.HasRoom(Scheduler.Now, 2 * MostUnproven):
                CountRefusal(Load.ProxyRefusal.HalfOpen);
                return;
            case ConvertFault.NotConvert:
                return;
            case ConvertFault.NoLength:
                AnswerByReset(syn, null);
                return;
            case ConvertFault.Cut:
                Accept(syn, Pooled(TowardConvertClient, syn.Source, syn.Destination), downstream => new ConvertSession(this, downstream).Read(), _unprovenClients);
                return;
            case var fault:
                new ConvertSession(this, syn, octets[..Math.Min(octets.Length, ConvertReader.LengthOf(octets))].ToArray()).Begin(fault, message);
                return;
        }
    }

    /// <summary>
    /// A SYN/ACK, perhaps the one of a server whose options a client is to be told of: that which opens the connection, by TCP's own checks (RFC 9293 section
    /// 3.10.7.3), is the last that has come when the session hears of it.
    /// </summary>
    private void NoteAnswer(Packet packet)
    {
        if (_awaitingAnswers.Count > 0 && packet.Segment.Has(TcpFlags.Syn) && packet.Segment.Has(TcpFlags.Ack) && _awaitingAnswers.TryGetValue((packet.Destination, packet.Source), out var session))
        {
            session.Answer = OptionsOf(packet.Segment);
        }
    }

    /// <summary>"a copy of the TCP Options that were included in the SYN+ACK" (section 6.2.6).</summary>
    private static byte[] OptionsOf(in Segment segment)
    {
        Span<byte> space = stackalloc byte[Segment.MaximumOptionsLength];
        return space[..TcpOptionWriter.Write(segment, space)].ToArray();
    }

    /// <summary>Kinds of the options that the converter offers its service for (sections 7.3 to 7.5): "the TCP options that it supports in outgoing SYNs" (section 6.2.4).</summary>
    private byte[] SupportedExtensions =>
    [
        .. Services.TowardMServer.SpeaksMptcp && _proxy.TowardUe.SpeaksMptcp ? [OptionKind.Mptcp] : (ReadOnlySpan<byte>)[],
        .. _proxy.TowardServer.Tcp.Sack ? [OptionKind.SackPermitted] : (ReadOnlySpan<byte>)[],
        .. _proxy.TowardServer.Tcp.Timestamps ? [OptionKind.Timestamps] : (ReadOnlySpan<byte>)[],
    ];

    /// <summary>
    /// Options of a Connect TLV that are neither supported nor, as kinds 2, 3 and 5, to be ignored (sections 7.1 to 7.3). One that comes with a value asks for that in
    /// the SYN to the server (section 6.2.5), where the converter has values of its own.
    /// </summary>
    private byte[] UnsupportedAmong(IReadOnlyList<UnknownOption> options) =>
        [.. options.Where(option => option.Kind is not (OptionKind.MaximumSegmentSize or OptionKind.WindowScale or OptionKind.Sack) && (option.Octets.Length > 0 || !SupportedExtensions.Contains(option.Kind))).Select(option => option.Kind)];

    /// <summary>Sockets toward a server that is to be asked for MPTCP: "It MUST include in the SYN that it sends to the Server the options listed" (section 6.2.5), whether or not MPTCP has vanished on the way to others before.</summary>
    private HostSettings TowardMServer => _towardMServer ??= Services.TowardMServer.OfferingAlways();

    private HostSettings? _towardMServer;

    private void Say(StreamSocket socket, byte[] message)
    {
        if (socket.Write(Pool.Literals.Open(message), message.Length) != message.Length)
        {
            throw new Probes.InvariantViolation(Scheduler.Now, Name, $"{socket.Local} did not take a message of {message.Length} octets to {socket.Remote}");
        }
    }

    private sealed class ConvertSession : StreamSession
    {
        private readonly ProxyNode _proxy;
        private readonly MessageOctets _octets;

        /// <summary>The SYN that brought the message, and is answered when the server has answered; null where the message came later.</summary>
        private readonly Packet? _syn;
        private readonly Endpoint _ue;

        /// <summary>Where the message comes behind the handshake.</summary>
        private readonly RequestPatience? _patience;
        private ConvertMessage _message = new();
        private byte[] _said = [];
        private StreamSocket? _downstream;
        private StreamSocket? _upstream;
        private Endpoint _server;
        private bool _isOpening;

        public ConvertSession(ProxyNode proxy, Packet syn, byte[] said)
            : this(proxy, syn.Source, syn.Dscp)
        {
            _syn = Copy(syn);
            _said = said;
        }

        public ConvertSession(ProxyNode proxy, StreamSocket downstream)
            : this(proxy, downstream.Remote, DscpOf(downstream))
        {
            _downstream = downstream;
            downstream.Owner = this;
            _patience = new RequestPatience(downstream, proxy.Scheduler);
        }

        private ConvertSession(ProxyNode proxy, Endpoint ue, byte dscp)
        {
            _proxy = proxy;
            _ue = ue;
            _octets = new MessageOctets(proxy.Pool.Literals);
            Dscp = dscp;
        }

        public override string How => "Convert";

        /// <summary>TCP options of the server's SYN/ACK.</summary>
        public byte[] Answer { private get; set; } = [];

        private Endpoint Own => _syn?.Destination ?? _downstream!.Local;

        /// <summary>Takes a message that comes behind the handshake, in any pieces.</summary>
        public void Read()
        {
            var fault = ConvertFault.Cut;
            var message = _message;
            if (_octets.ReadUpTo(ConvertMessage.HeaderLength, _downstream!))
            {
                fault = ConvertReader.Read(_octets.Read, out message);
                if (fault == ConvertFault.Cut && _octets.ReadUpTo(ConvertReader.LengthOf(_octets.Read), _downstream!))
                {
                    fault = ConvertReader.Read(_octets.Read, out message);
                }
            }

            if (fault is ConvertFault.NoLength or ConvertFault.NotConvert || (fault == ConvertFault.Cut && _downstream!.AtEnd))
            {
                _patience!.End();
                _downstream!.Owner = null;
                _downstream.Abort();
            }
            else if (fault != ConvertFault.Cut)
            {
                _patience!.End();
                _said = _octets.Read.ToArray();
                Begin(fault, message);
            }
        }

        /// <summary>A whole message is there, or what is there cannot be one.</summary>
        public void Begin(ConvertFault fault, ConvertMessage message)
        {
            _message = message;
            if (Judge(fault) is { } refusal)
            {
                Refuse(refusal);
            }
            else if (message.Connect is null)
            {
                Refuse(Greeting());
            }
            else
            {
                Connect(message.Connect);
            }
        }

        public override void OnConnected(StreamSocket socket, Instant now)
        {
            if (socket != _upstream)
            {
                return;
            }

            _proxy._awaitingAnswers.Remove((socket.Local, socket.Remote));
            if (_syn is null)
            {
                _isOpening = false;
                _proxy.Say(_downstream!, ConvertWriter.Write(Greeting() with { ExtendedHeader = Answer }));
                _proxy.StartOwnRelay(_downstream!, socket);
                return;
            }

            _proxy._held.Remove((_ue, Own));
            var downstream = _proxy.Accept(_syn, _proxy.Pooled(_proxy.TowardConvertClient, _ue, _server), OnAccepted, _proxy._unprovenClients);

            // Accepted from its SYN, the relay has begun already.
            _downstream = downstream;
            downstream.Owner ??= this;
        }

        public override void OnReadable(StreamSocket socket, Instant now)
        {
            if (socket == _downstream && !_isOpening)
            {
                Read();
            }
            else if (socket == _downstream && _syn is not null && _upstream!.IsEstablished)
            {
                PassMessage();
            }
        }

        public override void OnAborted(StreamSocket socket, Instant now, AbortReason reason)
        {
            _patience?.End();
            if (!_isOpening)
            {
                return;
            }

            _isOpening = false;
            _proxy.OnOpeningAborted(_ue, _server);
            _proxy._held.Remove((_ue, Own));
            _proxy._awaitingAnswers.Remove((_upstream!.Local, _server));
            if (socket == _downstream)
            {
                _upstream.Abort();
            }
            else if (_syn is not null && _downstream is not null)
            {
                _downstream.Abort();
            }
            else
            {
                Refuse(ConvertMessage.Of(reason == AbortReason.TimedOut ? ConvertError.NetworkFailure : ConvertError.ConnectionReset, 0));
            }
        }

        /// <summary>The UE may be answered: what it sent with its SYN is there behind the message.</summary>
        private void OnAccepted(StreamSocket downstream)
        {
            _downstream = downstream;
            downstream.Owner = this;
            _proxy.Say(downstream, ConvertWriter.Write(Greeting() with { ExtendedHeader = Answer }));
            PassMessage();
        }

        /// <summary>"These Convert TLVs are destined to the Transport Converter and are, thus, removed" (section 4.3).</summary>
        private void PassMessage()
        {
            if (_octets.ReadUpTo(_said.Length, _downstream!))
            {
                _isOpening = false;
                _proxy.StartOwnRelay(_downstream!, _upstream!);
            }
        }

        private ConvertMessage? Judge(ConvertFault fault)
        {
            switch (fault)
            {
                case ConvertFault.UnsupportedVersion:
                    return ConvertMessage.Of(ConvertError.UnsupportedVersion, ConvertMessage.Version);
                case ConvertFault.UnsupportedMessage:
                    return ConvertMessage.Of(ConvertError.UnsupportedMessage, ConvertWriter.Echo(_said));
                case ConvertFault.Malformed:
                    return ConvertMessage.Of(ConvertError.MalformedMessage, ConvertWriter.Echo(_said));
            }

            if (_message is { Failure: not null } or { ExtendedHeader: not null } or { SupportedExtensions: not null })
            {
                // A converter says these, not a client.
                return ConvertMessage.Of(ConvertError.UnsupportedMessage, ConvertWriter.Echo(_said));
            }

            if (_proxy.Services.RequiresCookie && JudgeCookie() is { } refusal)
            {
                return refusal;
            }

            return _message is { Connect: null, Info: false } ? ConvertMessage.Of(ConvertError.MalformedMessage, ConvertWriter.Echo(_said))
                : _message.Connect is { } connect ? Judge(connect)
                : null;
        }

        private ConvertMessage? JudgeCookie()
        {
            var right = _proxy.CookieOf(_ue.Address, Own.Address);
            return _message.Cookie is null ? ConvertMessage.Of(ConvertError.MissingCookie, [0, .. right])
                : _message.Cookie.AsSpan().SequenceEqual(right) ? null
                : ConvertMessage.Of(ConvertError.NotAuthorized, 0);
        }

        private ConvertMessage? Judge(ConvertConnect connect)
        {
            if (_proxy.UnsupportedAmong(connect.Options) is { Length: > 0 } unsupported)
            {
                return ConvertMessage.Of(ConvertError.UnsupportedTcpOption, unsupported);
            }

            if (_syn is not null && !_proxy._unprovenClients.HasRoom(_proxy.Scheduler.Now, _proxy.MostUnproven))
            {
                // "This error MUST be sent by the Transport Converter when it does not have sufficient resources to handle a new connection" (section 6.2.8).
                _proxy.CountRefusal(Load.ProxyRefusal.HalfOpen);
                return Of(Refusal.Resources);
            }

            var refusal = _proxy.Judge(_ue, connect.Server, out var rule);
            Rule = rule;
            return refusal is { } refused ? Of(refused) : null;
        }

        private void Connect(ConvertConnect connect)
        {
            _server = connect.Server;
            _isOpening = true;

            // "It MUST include in the SYN that it sends to the Server the options listed" (section 6.2.5).
            var asksForMptcp = connect.Options.Any(option => option.Kind == OptionKind.Mptcp);
            if (_syn is not null)
            {
                _proxy._held.Add((_ue, Own));
            }

            _upstream = _proxy.ConnectOwn(this, _ue, connect.Server, asksForMptcp ? _proxy.TowardMServer : _proxy._proxy.TowardServer, out var refusal);
            if (_upstream is null)
            {
                _isOpening = false;
                _proxy._held.Remove((_ue, Own));
                Refuse(Of(refusal));
                return;
            }

            _proxy._awaitingAnswers.Add((_upstream.Local, connect.Server), this);
        }

        /// <summary>What every answer to the Info TLV has (section 6.2.3).</summary>
        private ConvertMessage Greeting() => new() { SupportedExtensions = _message.Info ? _proxy.SupportedExtensions : null };

        // The model has no ICMP; where there is no route, a router would send code 0, network unreachable.
        private static ConvertMessage Of(Refusal refusal) => ConvertMessage.Of(refusal switch
        {
            Refusal.Policy => ConvertError.NotAuthorized,
            Refusal.NoRoute => ConvertError.DestinationUnreachable,
            _ => ConvertError.ResourceExceeded,
        }, 0);

        /// <summary>
        /// "the Transport Converter MUST return an Error TLV and then close the connection. The Transport Converter MUST NOT send an RST immediately after
        /// the detection of an error to let the Error TLV reach the Client" (section 6.2.2).
        /// </summary>
        private void Refuse(ConvertMessage answer)
        {
            if (answer.Failure is { } failure)
            {
                _proxy.Events.Record(_proxy.Scheduler.Now, _proxy.Name, "convert-refused", $"{_ue}: {failure.Code}");
            }

            var octets = ConvertWriter.Write(answer);
            if (_downstream is { } there)
            {
                TurnDown(there, octets);
            }
            else
            {
                _proxy.Accept(_syn!, _proxy.TowardConvertClient, downstream => TurnDown(downstream, octets), _proxy._unprovenClients);
            }
        }

        private void TurnDown(StreamSocket downstream, byte[] octets)
        {
            _proxy.Say(downstream, octets);
            downstream.Owner = new TurnedDown(downstream, _proxy.Scheduler);
            downstream.CloseWrite();
        }
    }
}
