using Mpsim.Models.Hosts;
using Mpsim.Models.Tcp.FastOpen;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Codec;
using Mpsim.Models.Wire.Conversion;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Steering;

/// <summary>The client's side of the Convert protocol (RFC 8803): one message at the beginning of the stream, in the SYN, and one in answer.</summary>
internal sealed class ConvertHandshake : SteeringHandshake
{
    private const byte MptcpKind = 30;

    private readonly SteeringClient _client;
    private readonly SteeringRequest _request;
    private readonly MessageOctets _octets;
    private readonly bool _asks;
    private readonly byte[]? _cookie;
    private readonly byte[] _message;
    private bool _isSent;

    /// <param name="client">What the host knows.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="asks">The server may be asked for MPTCP.</param>
    public ConvertHandshake(SteeringClient client, SteeringRequest request, bool asks)
    {
        _client = client;
        _request = request;
        _octets = new MessageOctets(client.Host.Pool.Literals);
        _asks = asks && client.AsksForMptcp(request);
        _cookie = client.CookieFor(request.Local, request.Steering.Proxy);
        _message = ConvertWriter.Write(new ConvertMessage
        {
            // "typically sent on the first connection that a Client establishes with a Transport Converter" (section 6.2.3).
            Info = client.IsNew(request.Steering.Proxy),

            // "Clients serviced by this Transport Converter may include the Multipath TCP option in the Connect TLV but without any content" (section 7.5).
            Connect = new ConvertConnect(request.Server, _asks ? [new UnknownOption(MptcpKind, [])] : []),
            Cookie = _cookie,
        });
    }

    public override long EarlySpace => _request.Steering.DataInSyn && !_isSent ? Math.Max(0, Inner.WriteSpace - _message.Length) : 0;

    private Endpoint Proxy => _request.Steering.Proxy;

    /// <summary>"that data MUST be placed right after the Convert TLVs when generating the SYN" (section 6).</summary>
    public override long WriteEarly(Payload payload, long count)
    {
        if (_isSent || !_request.Steering.DataInSyn)
        {
            return 0;
        }

        _isSent = true;
        var fits = Math.Min(count, Inner.WriteSpace - _message.Length);
        var taken = Inner.Write(Inner.Host.Pool.Literals.Open(_message, payload), _message.Length + fits);
        if (taken != _message.Length + fits)
        {
            throw new InvalidOperationException($"a SYN that has room for {_message.Length + fits} octets took {taken}");
        }

        return EarlyGone = fits;
    }

    public override void Send()
    {
        if (!_isSent && _request.Steering.DataInSyn)
        {
            _isSent = true;
            Say(_message);
        }
    }

    public override void OnConnected(SteeredSocket socket, Instant now)
    {
        if (!_request.Steering.DataInSyn)
        {
            _isSent = true;
            Say(_message);
        }
        else if (!Inner.Paths[0].Tcp.IsSynDataAcknowledged)
        {
            // "Consider a middlebox that removes the SYN payload ... The Client MUST stop to use this Transport Converter" (section 8).
            _client.GiveUp(Proxy);
            socket.DoWithout(now, "the SYN's data did not reach the converter");
        }
    }

    public override void OnReadable(SteeredSocket socket, Instant now)
    {
        if (_octets.ReadUpTo(ConvertMessage.HeaderLength, Inner))
        {
            var fault = ConvertReader.Read(_octets.Read, out var message);
            if (fault == ConvertFault.Cut && _octets.ReadUpTo(ConvertReader.LengthOf(_octets.Read), Inner))
            {
                fault = ConvertReader.Read(_octets.Read, out message);
            }

            if (fault != ConvertFault.Cut)
            {
                Take(fault, message, socket, now);
                return;
            }
        }

        if (Inner.AtEnd)
        {
            Distrust(socket, now);
        }
    }

    /// <summary>The message goes where the SYN would wait for the user: such a SYN has data, and shows no cookie in an option of its own (section 4.2).</summary>
    protected override ProtocolSocket Connect(Host host, SteeringRequest request, SocketOwner owner)
    {
        if (!request.Steering.DataInSyn)
        {
            return host.Connect(request.Local, request.Steering.Proxy, owner, request.Settings with { FastOpen = FastOpenSettings.Off });
        }

        var settings = request.Settings with { FastOpen = new FastOpenSettings { Client = true, ClientWithoutCookie = true, RepeatsSynData = true } };
        return host.ConnectToWrite(request.Local, request.Steering.Proxy, owner, settings);
    }

    private void Take(ConvertFault fault, ConvertMessage message, SteeredSocket socket, Instant now)
    {
        if (fault != ConvertFault.None)
        {
            Distrust(socket, now);
            return;
        }

        if (message.SupportedExtensions is { } kinds)
        {
            _client.OnConverter(Proxy, kinds.Contains(MptcpKind));
        }

        if (message.Failure is { } failure)
        {
            Take(failure, socket, now);
        }
        else if (message.ExtendedHeader is { } options)
        {
            if (_asks)
            {
                _client.OnServer(_request.Server, SpeaksMptcp(options));
            }

            socket.BecomeOpen(now);
        }
        else
        {
            Distrust(socket, now);
        }
    }

    /// <summary>"hinted by the absence of a valid Convert message in the response" (section 8).</summary>
    private void Distrust(SteeredSocket socket, Instant now)
    {
        _client.GiveUp(Proxy);
        socket.DoWithout(now, "what the converter answers is no Convert message");
    }

    /// <summary>"Upon reception of an Error TLV, a Client MUST reset the associated connection" (section 6.2.8), which each of these ways does first.</summary>
    private void Take(ConvertFailure failure, SteeredSocket socket, Instant now)
    {
        _client.Host.Events.Record(now, _client.Host.Name, "convert-error", $"{_request.Server}: {failure.Code}");
        switch (failure.Code)
        {
            case ConvertError.MissingCookie when failure.Value.Length > 1 && _cookie is null:
                _client.KeepCookie(_request.Local, Proxy, failure.Value[1..]);
                socket.Retry(_asks);
                break;
            case ConvertError.UnsupportedTcpOption when _asks:
                _client.OnConverter(Proxy, false);
                socket.Retry(asks: false);
                break;
            case ConvertError.ConnectionReset or ConvertError.DestinationUnreachable:
                socket.Fail(now, AbortReason.Refused);
                break;
            case ConvertError.ResourceExceeded or ConvertError.NetworkFailure:
                _client.Avoid(Proxy, failure.Value[0]);
                socket.DoWithout(now, $"the converter answers {failure.Code}");
                break;
            case ConvertError.UnsupportedVersion:
                // There is no other version to agree on.
                _client.GiveUp(Proxy);
                socket.DoWithout(now, "the converter speaks another version");
                break;
            default:
                _client.KeepCookie(_request.Local, Proxy, null);
                socket.DoWithout(now, $"the converter answers {failure.Code}");
                break;
        }
    }

    private static bool SpeaksMptcp(byte[] options)
    {
        var header = new Segment();
        return TcpOptionReader.Read(options, ref header) && header.Options?.MpCapable is not null;
    }
}
