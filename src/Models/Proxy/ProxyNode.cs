using Mpsim.Models.Hosts;
using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Probes;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Proxy;

/// <summary>
/// An on-path MPTCP proxy (draft-deng-mptcp-proxy-01): a router that all subflows of its UEs pass. In take-over mode it
/// is the M-Server toward the UE, with the server's address and port, and an N-UE toward the server, with the UE's
/// address and port; sessions without MPTCP, and everything in forward mode, pass unchanged.
/// </summary>
public sealed class ProxyNode : Host
{
    private readonly ProxySettings _proxy;
    private readonly Dictionary<(Endpoint Ue, Endpoint Server), PendingSession> _pending = [];
    private readonly List<Relay> _active = [];

    /// <summary>Pairs of endpoints whose last SYN was answered here: what arrives for them when their sockets are gone is not for anyone else.</summary>
    private readonly HashSet<(Endpoint Ue, Endpoint Server)> _taken = [];

    public ProxyNode(string name, Scheduler scheduler, PacketPool pool, RandomStream chance, ProxySettings settings, EventSink? events = null)
        : base(name, scheduler, pool, chance, settings.TowardUe, events) => _proxy = settings;

    /// <summary>Told of each session that is relayed, when its relay begins; an observer.</summary>
    public Action<Relay>? RelayStarted { get; set; }

    /// <summary>Sessions that were taken over.</summary>
    public long SessionsTakenOver { get; private set; }

    /// <summary>SYNs that were passed on.</summary>
    public long SessionsPassed { get; private set; }

    /// <summary>Relays of sessions that have not ended.</summary>
    public IReadOnlyList<Relay> Active => _active;

    protected internal override int LargestPacket => SmallestMtu();

    private protected override bool Welcomes(Packet syn) =>
        base.Welcomes(syn) || (!HasAddress(syn.Destination.Address) && _proxy.Mode == ProxyMode.TakeOver && syn.Segment.Options is { MpCapable: not null } or { MpJoin: not null });

    protected override void ReceiveUnmatched(Packet packet, Interface arrivedOn)
    {
        if (HasAddress(packet.Destination.Address))
        {
            base.ReceiveUnmatched(packet, arrivedOn);
            return;
        }

        if (packet.Segment.IsOpeningSyn && _proxy.Mode == ProxyMode.TakeOver && TakesSyn(packet))
        {
            Pool.Return(packet);
            return;
        }

        if (packet.Segment.IsOpeningSyn)
        {
            _taken.Remove((packet.Source, packet.Destination));
            SessionsPassed++;
        }
        else if (_taken.Count > 0 && (_taken.Contains((packet.Source, packet.Destination)) || _taken.Contains((packet.Destination, packet.Source))))
        {
            AnswerByReset(packet, null);
            Pool.Return(packet);
            return;
        }

        Relay(packet);
    }

    /// <returns>False to forward the SYN.</returns>
    private bool TakesSyn(Packet syn)
    {
        if (_pending.ContainsKey((syn.Source, syn.Destination)))
        {
            // Repeated while the server has not answered; the last repetitions come without MPTCP.
            return true;
        }

        if (syn.Segment.Options is not { } options)
        {
            return false;
        }

        if (options.MpJoin is { } join)
        {
            // All subflows of the UE pass here, so a token that is not known belongs to a session that has ended.
            _taken.Add((syn.Source, syn.Destination));
            ReceiveJoin(syn, join);
            return true;
        }

        if (options.MpCapable is null)
        {
            return false;
        }

        if (_proxy.Accept == ProxyAccept.AtOnce)
        {
            Begin(syn);
            Accept(syn, _proxy.TowardUe, downstream => StartRelay(downstream, Connect(downstream.Remote, downstream.Local, null, _proxy.TowardServer, ((ProtocolSocket)downstream).Dscp)));
            return true;
        }

        Begin(syn);
        var session = new PendingSession(this, syn);
        _pending.Add((syn.Source, syn.Destination), session);
        session.Upstream = Connect(syn.Source, syn.Destination, session, _proxy.TowardServer, syn.Dscp);
        return true;
    }

    private void Begin(Packet syn)
    {
        SessionsTakenOver++;
        _taken.Add((syn.Source, syn.Destination));
        Events.Record(Scheduler.Now, Name, "session-taken-over", $"{syn.Source} - {syn.Destination}");
    }

    private void StartRelay(StreamSocket downstream, StreamSocket upstream)
    {
        var relay = new Relay(downstream, upstream, _proxy.RelayBuffer, _proxy.RelayBuffer, OnRelayDone);
        _active.Add(relay);
        RelayStarted?.Invoke(relay);
        relay.Start(Scheduler.Now);
    }

    private void OnRelayDone(Relay relay)
    {
        _active.Remove(relay);
        if (relay.Abortion is { } reason)
        {
            Events.Record(Scheduler.Now, Name, "session-aborted", $"{relay.AbortedSide} {reason}");
        }
    }

    /// <summary>A SYN that is held until the server has answered.</summary>
    private sealed class PendingSession : SocketOwner
    {
        private readonly ProxyNode _proxy;
        private readonly Packet _syn;

        public PendingSession(ProxyNode proxy, Packet syn)
        {
            _proxy = proxy;
            _syn = new Packet { Source = syn.Source, Destination = syn.Destination, WireLength = syn.WireLength, Segment = syn.Segment };
        }

        public StreamSocket? Upstream { get; set; }

        private StreamSocket? Downstream { get; set; }

        public override void OnConnected(StreamSocket socket, Instant now)
        {
            _proxy._pending.Remove((_syn.Source, _syn.Destination));
            Downstream = _proxy.Accept(_syn, _proxy._proxy.TowardUe, downstream => _proxy.StartRelay(downstream, socket));
            Downstream.Owner = this;
        }

        public override void OnAborted(StreamSocket socket, Instant now, AbortReason reason)
        {
            if (_proxy._pending.Remove((_syn.Source, _syn.Destination)))
            {
                _proxy.AnswerByReset(_syn, null);
                return;
            }

            // One side went away while the UE's handshake was not yet done.
            (socket == Downstream ? Upstream : Downstream)?.Abort();
        }
    }
}
