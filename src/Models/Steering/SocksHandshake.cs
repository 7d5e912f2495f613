using Mpsim.Models.Hosts;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Socks;

namespace Mpsim.Models.Steering;

/// <summary>SOCKS 5 (RFC 1928): a greeting and its answer, user name and password where the server wants them (RFC 1929), a request and its answer.</summary>
internal sealed class SocksHandshake(LiteralStreams literals) : SteeringHandshake
{
    private readonly MessageOctets _octets = new(literals);
    private Step _step;

    private enum Step
    {
        Method,
        Verdict,
        Reply,
        Over,
    }

    public override void OnConnected(SteeredSocket socket, Instant now) => Say(socket.Request.Steering.Credentials is null
        ? SocksMessages.Greeting(SocksMessages.NoAuthentication)
        : SocksMessages.Greeting(SocksMessages.NoAuthentication, SocksMessages.UserAndPassword));

    public override void OnReadable(SteeredSocket socket, Instant now)
    {
        while (_step switch { Step.Reply => TakesReply(socket, now), Step.Over => false, _ => TakesPair(socket, now) })
        {
        }

        if (_step != Step.Over && Inner.AtEnd)
        {
            _step = Step.Over;
            socket.DoWithout(now, "the SOCKS server has closed the connection");
        }
    }

    protected override ProtocolSocket Connect(Host host, SteeringRequest request, SocketOwner owner) => host.Connect(request.Local, request.Steering.Proxy, owner, request.Settings);

    /// <returns>True when the next step is to be tried.</returns>
    private bool TakesPair(SteeredSocket socket, Instant now)
    {
        if (!_octets.ReadUpTo(2, Inner))
        {
            return false;
        }

        byte value;
        var fault = _step == Step.Method ? SocksMessages.ReadSelection(_octets.Read, out value) : SocksMessages.ReadVerdict(_octets.Read, out value);
        var credentials = socket.Request.Steering.Credentials;
        _octets.Clear();
        if (fault == SocksFault.None && value == SocksMessages.UserAndPassword && _step == Step.Method && credentials is not null)
        {
            _step = Step.Verdict;
            Say(SocksMessages.Credentials(credentials.User, credentials.Password));
            return true;
        }

        if (fault != SocksFault.None || value != 0)
        {
            _step = Step.Over;
            socket.DoWithout(now, "the SOCKS server does not let the client in");
            return false;
        }

        _step = Step.Reply;
        Say(SocksMessages.Request(socket.Request.Server));
        return true;
    }

    private bool TakesReply(SteeredSocket socket, Instant now)
    {
        // The fifth octet tells how long it is, where it is a name.
        if (!_octets.ReadUpTo(5, Inner))
        {
            return false;
        }

        var fault = SocksMessages.ReadReply(_octets.Read, out var reply, out _);
        if (fault == SocksFault.Cut)
        {
            var length = _octets.Read[3] switch { 1 => 10, 4 => 22, _ => 7 + _octets.Read[4] };
            if (!_octets.ReadUpTo(length, Inner))
            {
                return false;
            }

            fault = SocksMessages.ReadReply(_octets.Read, out reply, out _);
        }

        _step = Step.Over;
        switch (reply)
        {
            case SocksReply.Succeeded when fault is SocksFault.None or SocksFault.AddressType:
                socket.BecomeOpen(now);
                break;
            case SocksReply.ConnectionRefused:
                socket.Fail(now, AbortReason.Refused);
                break;
            case SocksReply.HostUnreachable or SocksReply.NetworkUnreachable or SocksReply.TimeToLiveExpired:
                socket.Fail(now, AbortReason.TimedOut);
                break;
            default:
                socket.DoWithout(now, fault == SocksFault.None ? $"the SOCKS server answers {reply}" : "what the SOCKS server answers is no reply");
                break;
        }

        return false;
    }
}
