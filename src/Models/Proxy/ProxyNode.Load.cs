using Mpsim.Models.Hosts;
using Mpsim.Models.Network;
using Mpsim.Models.Proxy.Load;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;

namespace Mpsim.Models.Proxy;

// The work of a proxy whose time and memory are finite: each packet waits for a core before anything else becomes of it.
public sealed partial class ProxyNode
{
    private readonly long[] _refusals = new long[Enum.GetValues<ProxyRefusal>().Length];

    /// <summary>What the proxy's work takes; null for a proxy that takes no time.</summary>
    public ProxyProcessor? Processor { get; }

    /// <summary>Packets that wait for a core.</summary>
    public int PacketsHeld => Processor?.Waiting ?? 0;

    /// <summary>Octets of memory that sessions take; 0 without a cost model.</summary>
    public long SessionMemory => Sessions * (Processor?.Costs.SessionMemory ?? 0);

    /// <summary>Octets that relays hold between their two sockets.</summary>
    public long RelayedOctetsHeld
    {
        get
        {
            long held = 0;
            foreach (var relay in _active)
            {
                held += relay.ToUpstream.Count + relay.ToDownstream.Count;
            }

            return held;
        }
    }

    /// <summary>Most sessions at once so far, those being opened included.</summary>
    public int SessionsPeak { get; private set; }

    /// <summary>Most octets that a relay held in one direction so far.</summary>
    public long RelayPeak
    {
        get
        {
            var peak = _endedRelayPeak;
            foreach (var relay in _active)
            {
                peak = Math.Max(peak, PeakOf(relay));
            }

            return peak;
        }
    }

    private long _endedRelayPeak;

    private static long PeakOf(Relay relay) => Math.Max(relay.ToUpstream.Peak, relay.ToDownstream.Peak);

    /// <summary>How often something was turned down for a reason.</summary>
    public long RefusalsFor(ProxyRefusal reason) => _refusals[(int)reason];

    public override void Receive(Packet packet, Interface arrivedOn)
    {
        if (Processor is null)
        {
            NoteAnswer(packet);
            base.Receive(packet, arrivedOn);
        }
        else
        {
            Processor.Take(packet, arrivedOn);
        }
    }

    /// <summary>A packet has had its time of a core.</summary>
    internal void Handle(Packet packet, Interface arrivedOn)
    {
        var proven = packet.Segment.Options?.MpJoin is { Kind: MpJoinKind.Ack } ? Connections.Find(packet.Destination, packet.Source) : null;
        NoteAnswer(packet);
        base.Receive(packet, arrivedOn);
        if (proven is { IsRemoved: true })
        {
            // The proof was wrong, and the subflow is gone.
            CountRefusal(ProxyRefusal.BadHmac);
        }
    }

    /// <summary>The connection of the proxy that a packet is about, by its ends or by the token of a join; null when there is none.</summary>
    internal ProtocolSocket? SessionOf(Packet packet) => Connections.Find(packet.Destination, packet.Source)?.Socket
        ?? (packet.Segment.IsOpeningSyn && packet.Segment.Options?.MpJoin is { } join ? FindByToken(join.Token) : null);

    /// <summary>What can be told of the work on a packet before it is done: how it arrives, and what more comes of it; the same where nothing does.</summary>
    internal (ProxyWork Arrival, ProxyWork More) Foretell(Packet packet, Interface arrivedOn)
    {
        if (packet.Outer is not null)
        {
            return (ProxyWork.Forward, ProxyWork.Forward);
        }

        if (Connections.Find(packet.Destination, packet.Source) is not null)
        {
            return (ProxyWork.Terminate, ProxyWork.Terminate);
        }

        if (packet.Segment.IsOpeningSyn && HasAddress(packet.Destination.Address))
        {
            return ForetellOwn(packet);
        }

        if (IsCpe && packet.Segment.IsOpeningSyn)
        {
            return ForetellFromLan(packet, arrivedOn);
        }

        if (!packet.Segment.IsOpeningSyn || _proxy.Mode == ProxyMode.Forward || packet.Segment.Options is not { Signature: null } options)
        {
            return (ProxyWork.Forward, ProxyWork.Forward);
        }

        if (options.MpJoin is { } join)
        {
            var session = FindByToken(join.Token);
            return session is null ? (TakesAllSessions ? (ProxyWork.Refuse, ProxyWork.Refuse) : (ProxyWork.Forward, ProxyWork.Forward))
                : IsBeyondLimit(session, session.Local, packet.Source.Address, OpenSubflows(session)) ? (ProxyWork.Refuse, ProxyWork.Refuse)
                : _proxy.Protection.PendingJoins is not null ? (ProxyWork.Cookie, ProxyWork.Cookie)
                : (ProxyWork.Terminate, ProxyWork.Join);
        }

        return options.MpCapable is not null && _proxy.Mode == ProxyMode.TakeOver && !_pending.ContainsKey((packet.Source, packet.Destination)) && !StandsInTheWay(packet)
            && !_passedSyns.HasPassed(packet) && IsAnothers(packet) is null && Processor!.ReasonToRefuse(Sessions) is null
            && ReasonOfLimit(packet.Source, packet.Destination) is null && HasSource(packet.Source, packet.Destination)
            ? IsOpeningTooMany(packet.Source) ? (ProxyWork.Refuse, ProxyWork.Refuse) : (SendsCookies ? (ProxyWork.Cookie, ProxyWork.Cookie) : (ProxyWork.Terminate, ProxyWork.Session))
            : (ProxyWork.Forward, ProxyWork.Forward);
    }

    /// <summary>HMACs that a packet asks to be verified: that of a join's third ACK, that of an announced address (RFC 8684 sections 3.2 and 3.4.1).</summary>
    internal int ProofsIn(Packet packet)
    {
        if (packet.Segment.Options is not { } options || (options.MpJoin is not { Kind: MpJoinKind.Ack } && options.AddAddress is not { Echo: false }))
        {
            return 0;
        }

        return Connections.Find(packet.Destination, packet.Source) is not null || (JoinsPending > 0 && IsPending(packet)) ? 1 : 0;
    }

    /// <summary>The same for a SYN to an address of the proxy.</summary>
    private (ProxyWork Arrival, ProxyWork More) ForetellOwn(Packet packet) => packet.Segment.Options?.MpJoin is { } join
        ? (FindByToken(join.Token) is null ? (ProxyWork.Refuse, ProxyWork.Refuse) : (ProxyWork.Terminate, ProxyWork.Join))
        : IsService(packet.Destination) && !_held.Contains((packet.Source, packet.Destination)) ? (ProxyWork.Terminate, ProxyWork.Session) : (ProxyWork.Terminate, ProxyWork.Terminate);

    private protected override void OnSending(SocketPath path) => Processor?.OnSent(path);

    /// <summary>Why a session is not taken over; null when it may be.</summary>
    private string? ReasonToRefuse(in Endpoint ue, in Endpoint server)
    {
        if (ReasonOfLimit(ue, server) is { } limit)
        {
            CountRefusal(ProxyRefusal.SessionLimit);
            return limit;
        }

        if (Processor?.ReasonToRefuse(Sessions) is not { } reason)
        {
            return null;
        }

        CountRefusal(reason);
        return reason switch
        {
            ProxyRefusal.Memory => "the proxy has no memory left",
            ProxyRefusal.Load => "the proxy is too busy",
            _ => "the proxy has as many sessions as it may",
        };
    }

    private void CountRefusal(ProxyRefusal reason)
    {
        _refusals[(int)reason]++;
        if (reason is ProxyRefusal.UnknownToken or ProxyRefusal.SubflowLimit or ProxyRefusal.Late or ProxyRefusal.BadHmac or ProxyRefusal.HalfOpen or ProxyRefusal.Stranger)
        {
            Processor?.OnDone(ProxyWork.Refuse);
        }

        Processor?.OnRefused(reason, _proxy.Protection.PendingJoins is not null);
    }
}
