using Mpsim.Models.Hosts;
using Mpsim.Models.Steering;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Socks;

namespace Mpsim.Models.Proxy;

// SOCKS 5 (RFC 1928): CONNECT, without authentication or with user name and password (RFC 1929).
public sealed partial class ProxyNode
{
    private sealed class SocksSession : StreamSession
    {
        private readonly ProxyNode _proxy;
        private readonly StreamSocket _downstream;
        private readonly MessageOctets _octets;
        private readonly RequestPatience _patience;
        private StreamSocket? _upstream;
        private Endpoint _server;
        private Step _step;

        public SocksSession(ProxyNode proxy, StreamSocket downstream)
        {
            _proxy = proxy;
            _downstream = downstream;
            _octets = new MessageOctets(proxy.Pool.Literals);
            Dscp = DscpOf(downstream);
            downstream.Owner = this;
            _patience = new RequestPatience(downstream, proxy.Scheduler);
        }

        private enum Step
        {
            Greeting,
            Credentials,
            Request,
            Connecting,
            Over,
        }

        public override string How => "SOCKS 5";

        private SocksCredentials? Wanted => _proxy.Services.Credentials;

        /// <summary>Takes what has come, octet by octet where a length is not known yet.</summary>
        public void Read()
        {
            while (_step < Step.Connecting && _octets.ReadUpTo(_octets.Count + 1, _downstream))
            {
                var fault = _step switch
                {
                    Step.Greeting => TakeGreeting(),
                    Step.Credentials => TakeCredentials(),
                    _ => TakeRequest(),
                };
                if (fault == SocksFault.Malformed)
                {
                    End();
                }
            }

            if (_step < Step.Connecting && _downstream.AtEnd)
            {
                End();
            }
        }

        public override void OnReadable(StreamSocket socket, Instant now)
        {
            if (socket == _downstream)
            {
                Read();
            }
        }

        public override void OnConnected(StreamSocket socket, Instant now)
        {
            if (socket != _upstream)
            {
                return;
            }

            Say(SocksMessages.Reply(SocksReply.Succeeded, socket.Local));
            _step = Step.Over;
            _proxy.StartOwnRelay(_downstream, socket);
        }

        public override void OnAborted(StreamSocket socket, Instant now, AbortReason reason)
        {
            _patience.End();
            if (_step == Step.Connecting)
            {
                _step = Step.Over;
                _proxy.OnOpeningAborted(_downstream.Remote, _server);
                if (socket == _downstream)
                {
                    _upstream!.Abort();
                }
                else
                {
                    Refuse(reason == AbortReason.TimedOut ? SocksReply.HostUnreachable : SocksReply.ConnectionRefused);
                }
            }
        }

        private SocksFault TakeGreeting()
        {
            var fault = SocksMessages.ReadGreeting(_octets.Read, out var methods, out _);
            if (fault != SocksFault.None)
            {
                return fault;
            }

            _octets.Clear();
            var method = Wanted is null ? SocksMessages.NoAuthentication : SocksMessages.UserAndPassword;
            if (!methods.AsSpan().Contains(method))
            {
                // "none of the methods listed by the client are acceptable, and the client MUST close the connection" (RFC 1928 section 3).
                Say(SocksMessages.Selection(SocksMessages.NoAcceptableMethod));
                Close();
                return SocksFault.None;
            }

            _step = Wanted is null ? Step.Request : Step.Credentials;
            Say(SocksMessages.Selection(method));
            return SocksFault.None;
        }

        private SocksFault TakeCredentials()
        {
            var fault = SocksMessages.ReadCredentials(_octets.Read, out var user, out var password, out _);
            if (fault != SocksFault.None)
            {
                return fault;
            }

            _octets.Clear();
            var accepted = new SocksCredentials(user, password) == Wanted;
            _step = Step.Request;
            Say(SocksMessages.Verdict(accepted));
            if (!accepted)
            {
                // RFC 1929 section 2: "it MUST close the connection".
                Close();
            }

            return SocksFault.None;
        }

        private SocksFault TakeRequest()
        {
            var fault = SocksMessages.ReadRequest(_octets.Read, out _server, out _);
            switch (fault)
            {
                case SocksFault.None:
                    Connect();
                    break;
                case SocksFault.Command:
                    Refuse(SocksReply.CommandNotSupported);
                    break;
                case SocksFault.AddressType:
                    Refuse(SocksReply.AddressTypeNotSupported);
                    break;
            }

            return fault;
        }

        private void Connect()
        {
            if (_proxy.Judge(_downstream.Remote, _server, out var rule) is { } refused)
            {
                Refuse(refused == Refusal.Policy ? SocksReply.NotAllowed : SocksReply.GeneralFailure);
                return;
            }

            Rule = rule;
            _patience.End();
            _step = Step.Connecting;
            _upstream = _proxy.ConnectOwn(this, _downstream.Remote, _server, _proxy._proxy.TowardServer, out var refusal);
            if (_upstream is null)
            {
                Refuse(refusal == Refusal.NoRoute ? SocksReply.NetworkUnreachable : SocksReply.GeneralFailure);
            }
        }

        /// <summary>"the SOCKS server MUST terminate the TCP connection shortly after sending the reply. This must be no more than 10 seconds after detecting the condition that caused a failure" (RFC 1928 section 6).</summary>
        private void Refuse(SocksReply reply)
        {
            Say(SocksMessages.Reply(reply, _downstream.Local));
            Close();
        }

        private void Close()
        {
            _step = Step.Over;
            _patience.End();
            _downstream.Owner = new TurnedDown(_downstream, _proxy.Scheduler);
            _downstream.CloseWrite();
        }

        private void End()
        {
            _step = Step.Over;
            _patience.End();
            _downstream.Owner = null;
            _downstream.Abort();
        }

        private void Say(byte[] message) => _proxy.Say(_downstream, message);
    }
}
