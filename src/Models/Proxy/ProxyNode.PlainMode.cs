using Mpsim.Models.Hosts;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Conversion;

namespace Mpsim.Models.Proxy;

// Plain transport mode (draft-boucadair-mptcp-plain-mode): the SYN's option names the server, and the server's answer is the client's.
public sealed partial class ProxyNode
{
    private void TakePlainMode(Packet syn, PlainMode plain)
    {
        if (_held.Contains((syn.Source, syn.Destination)))
        {
            return;
        }

        var server = plain.Server.Port == 0 ? new Endpoint(plain.Server.Address, syn.Destination.Port) : plain.Server;
        var session = new PlainSession(this, syn, server);
        if (Judge(syn.Source, server, out var rule) is not null || !session.Connect(rule))
        {
            AnswerByReset(syn, null);
        }
    }

    private sealed class PlainSession : StreamSession
    {
        private readonly ProxyNode _proxy;
        private readonly Packet _syn;
        private readonly Endpoint _server;
        private StreamSocket? _upstream;
        private StreamSocket? _downstream;

        public PlainSession(ProxyNode proxy, Packet syn, Endpoint server)
        {
            _proxy = proxy;
            _server = server;
            _syn = Copy(syn);
            Dscp = syn.Dscp;
        }

        public override string How => "plain mode";

        public bool Connect(ProxyRule? rule)
        {
            Rule = rule;
            _upstream = _proxy.ConnectOwn(this, _syn.Source, _server, _proxy._proxy.TowardServer, out _);
            return _upstream is not null && _proxy._held.Add((_syn.Source, _syn.Destination));
        }

        public override void OnConnected(StreamSocket socket, Instant now)
        {
            _proxy._held.Remove((_syn.Source, _syn.Destination));
            _downstream = _proxy.Accept(_syn, _proxy.SettingsTowardUe(_syn.Source, _server), downstream => _proxy.StartOwnRelay(downstream, socket));

            // With Fast Open the relay has begun already.
            _downstream.Owner ??= this;
        }

        public override void OnAborted(StreamSocket socket, Instant now, AbortReason reason)
        {
            _proxy.OnOpeningAborted(_syn.Source, _server);
            if (_proxy._held.Remove((_syn.Source, _syn.Destination)))
            {
                _proxy.AnswerByReset(_syn, null);
                return;
            }

            (socket == _downstream ? _upstream : _downstream)?.Abort();
        }
    }
}
