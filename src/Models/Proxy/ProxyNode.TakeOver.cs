using Mpsim.Models.Hosts;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy;

// Take-over mode (draft-deng-mptcp-proxy-01): MPTCP ends here, and nothing of it reaches the server.
public sealed partial class ProxyNode
{
    private readonly Dictionary<(Endpoint Ue, Endpoint Server), PendingSession> _pending = [];

    private void TakeOver(Packet syn, ProxyRule? rule)
    {
        Begin(syn, null, rule);
        if (_proxy.Accept == ProxyAccept.AtOnce)
        {
            LendEarly(syn.Source, syn.Destination);
            var opening = new JoinedHandshakes(syn.Source, syn.Destination, OnOpeningAborted);
            opening.Downstream = Accept(syn, SettingsTowardUe(syn.Source, syn.Destination), ConnectOn);

            // With Fast Open the relay has begun already.
            opening.Downstream.Owner ??= opening;
            return;
        }

        var session = new PendingSession(this, syn);
        _pending.Add((syn.Source, syn.Destination), session);

        // There is one: that was asked before the session was taken over.
        session.Upstream = Connect(ChooseSource(syn.Source, syn.Destination)!.Value, syn.Destination, session, SettingsToward(syn.Source, syn.Destination), syn.Dscp);
    }

    /// <summary>Toward the server, with the data in the SYN that the UE's has brought: they go on within the handshakes (RFC 7413).</summary>
    private void ConnectOn(StreamSocket downstream)
    {
        if ((TakeLent(downstream.Remote, downstream.Local) ?? ChooseSource(downstream.Remote, downstream.Local)) is not { } source)
        {
            // The last port has gone to another session since the SYN came.
            OnOpeningAborted(downstream.Remote, downstream.Local);
            Events.Record(Scheduler.Now, Name, "session-aborted", $"{downstream.Remote} - {downstream.Local}: no free port toward the server");
            downstream.Owner = null;
            downstream.Abort();
            return;
        }

        StartRelay(downstream, Connect(source, downstream.Local, null, SettingsToward(downstream.Remote, downstream.Local), ((ProtocolSocket)downstream).Dscp, writesFirst: downstream.Readable > 0, asksForCookie: true));
    }

    /// <summary>A SYN that is held until the server has answered.</summary>
    private sealed class PendingSession : JoinedHandshakes
    {
        private readonly ProxyNode _proxy;
        private readonly Packet _syn;

        public PendingSession(ProxyNode proxy, Packet syn)
            : base(syn.Source, syn.Destination, proxy.OnOpeningAborted)
        {
            _proxy = proxy;
            _syn = new Packet { Source = syn.Source, Destination = syn.Destination, WireLength = syn.WireLength, Segment = syn.Segment };
        }

        public override void OnConnected(StreamSocket socket, Instant now)
        {
            if (!_proxy._pending.Remove((_syn.Source, _syn.Destination)))
            {
                return;
            }

            Downstream = _proxy.Accept(_syn, _proxy.SettingsTowardUe(_syn.Source, _syn.Destination), downstream => _proxy.StartRelay(downstream, socket));

            // With Fast Open the relay has begun already.
            Downstream.Owner ??= this;
        }

        public override void OnAborted(StreamSocket socket, Instant now, AbortReason reason)
        {
            base.OnAborted(socket, now, reason);
            if (_proxy._pending.Remove((_syn.Source, _syn.Destination)))
            {
                _proxy.AnswerByReset(_syn, null);
            }
        }
    }
}
