using Mpsim.Models.Hosts;
using Mpsim.Models.Proxy.Load;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Proxy;

// What a proxy does for those who mean harm: as little as it can (draft-deng-mptcp-proxy-01, requirement h).
public sealed partial class ProxyNode
{
    private readonly Dictionary<IpAddress, int> _halfOpenOf = [];
    private Instant _lastCookieAt = Instant.Never;

    /// <summary>Ends of connections whose last SYN offered MPTCP and passed for its signature: they are not this proxy's, though it takes all others over.</summary>
    private readonly HashSet<(Endpoint Ue, Endpoint Server)> _signed = [];

    /// <summary>SYNs that were answered by a cookie.</summary>
    public long CookiesSent { get; private set; }

    /// <summary>Sessions that a cookie has brought back.</summary>
    public long CookiesRedeemed { get; private set; }

    /// <summary>So many sessions are being opened that nothing is kept of a further SYN.</summary>
    private bool SendsCookies => _opening >= _proxy.Protection.SynBacklog;

    private bool IsOpeningTooMany(in Endpoint ue) => _proxy.Protection.HalfOpenPerUe is { } most && _halfOpenOf.GetValueOrDefault(ue.Address) >= most;

    /// <summary>The last cookie that was sent is good.</summary>
    private bool MayBringCookie => _lastCookieAt != Instant.Never && Scheduler.Now - _lastCookieAt <= CookieLifetime;

    /// <summary>Every session with MPTCP is taken over, so that none is the server's or another proxy's, unless its SYN was signed.</summary>
    private bool TakesAllSessions => _proxy.Mode == ProxyMode.TakeOver && !MayRefuseSessions && _proxy.Selection is null;

    /// <returns>True when the SYN is dealt with.</returns>
    private bool HoldsBack(Packet syn)
    {
        if (IsOpeningTooMany(syn.Source))
        {
            CountRefusal(ProxyRefusal.HalfOpen);
            return true;
        }

        if (!SendsCookies)
        {
            return false;
        }

        _lastCookieAt = Scheduler.Now;
        CookiesSent++;
        Processor?.OnDone(ProxyWork.Cookie);
        AnswerByCookie(syn, _proxy.TowardUe);
        return true;
    }

    /// <summary>A segment of no connection that is known may bring a cookie back, as long as the last that was sent is good (Linux: tcp_synq_no_recent_overflow).</summary>
    /// <returns>True when it is dealt with.</returns>
    private bool RedeemsCookie(Packet packet)
    {
        if (!MayBringCookie || !IsAcknowledgement(packet))
        {
            return false;
        }

        if (_pending.TryGetValue((packet.Source, packet.Destination), out var asked))
        {
            return GoesOnByCookie(asked, packet);
        }

        JoinedHandshakes? opening = null;
        var isRefused = false;
        var socket = AcceptByCookie(packet, Begins, ConnectOn);
        if (isRefused)
        {
            // The UE was told that it is connected, and with nobody it is. Linux drops the segment unless told otherwise (tcp_abort_on_overflow).
            Processor?.OnDone(ProxyWork.Refuse);
            AnswerByReset(packet, new SegmentOptions { MpTcpRst = new MpTcpRst(true, MpTcpRst.LackOfResources) });
            return true;
        }

        if (socket is not null && socket.Owner is null)
        {
            opening!.Downstream = socket;
            socket.Owner = opening;
        }

        return socket is not null;

        HostSettings? Begins(Packet syn)
        {
            if (MeetsOld(syn) || ReasonToRefuse(syn.Source, syn.Destination) is not null)
            {
                isRefused = true;
                return null;
            }

            CookiesRedeemed++;
            Begin(syn, "a SYN cookie has come back", null);
            opening = new JoinedHandshakes(syn.Source, syn.Destination, OnOpeningAborted);
            return SettingsTowardUe(syn.Source, syn.Destination);
        }
    }

    /// <summary>
    /// Data behind the first of a session that a cookie has opened, where those and the third ACK have not come: nothing can be made of them. Their sender repeats the
    /// first ones, with the keys, when nothing is acknowledged. (Linux answers by RST, which ends the session.)
    /// </summary>
    private bool IsAheadOfCookie(Packet packet) => MayBringCookie && TakesAllSessions && HasMptcpBehindSyn(packet) && !WasSigned(packet);

    private static bool HasMptcpBehindSyn(Packet packet) => !packet.Segment.Has(TcpFlags.Syn | TcpFlags.Rst) && packet.Segment.Options?.Signature is null
        && (packet.Segment.HasDss || packet.Segment.Options is { MpCapable: not null } or { MpJoin: not null });

    /// <summary>A join within the limits: a subflow is made, or only a place in a table until its proof has come.</summary>
    private void AnswerJoin(Packet syn, MpJoin join)
    {
        if (_proxy.Protection.PendingJoins is { } room)
        {
            if (AnswerJoin(syn, join, room))
            {
                Processor?.OnDone(ProxyWork.Cookie);
            }
            else
            {
                CountRefusal(ProxyRefusal.UnknownToken);
            }

            return;
        }

        ReceiveJoin(syn, join);
        if (Connections.Find(syn.Destination, syn.Source) is null)
        {
            CountRefusal(ProxyRefusal.UnknownToken);
        }
        else
        {
            Processor?.OnDone(ProxyWork.Join);
        }
    }

    /// <summary>Limits are asked again once a join has proven its keys: others may have by then that were answered at the same time.</summary>
    private protected override bool RefusesProven(Packet ack, ProtocolSocket session) => RefusesSubflow(ack, session);

    /// <returns>True when the segment is of a join that waits for its proof, and dealt with.</returns>
    private bool ProvesJoin(Packet packet)
    {
        if (JoinsPending == 0)
        {
            return false;
        }

        switch (ProveJoin(packet))
        {
            case JoinProof.NotAsked:
                return false;
            case JoinProof.Right:
                Processor?.OnDone(ProxyWork.Join);
                return true;
            case JoinProof.Wrong:
                CountRefusal(ProxyRefusal.BadHmac);
                return true;
            default:
                Processor?.OnDone(ProxyWork.Refuse);
                return true;
        }
    }

    /// <summary>
    /// A segment with MPTCP of a session that another member of the pool has, or had: where all sessions with MPTCP are taken over, none is the server's, and its
    /// data must not reach it, since they bear the numbers of another connection.
    /// </summary>
    private bool IsStranger(Packet packet) => _proxy.IsInPool && TakesAllSessions && HasMptcpBehindSyn(packet) && !WasSigned(packet);

    /// <summary>The packet is of a connection whose SYN was signed, so that it passed.</summary>
    private bool WasSigned(Packet packet) => _signed.Count > 0 && (_signed.Contains((packet.Source, packet.Destination)) || _signed.Contains((packet.Destination, packet.Source)));

    private void CountHalfOpen(in Endpoint ue, int change)
    {
        if (_proxy.Protection.HalfOpenPerUe is null)
        {
            return;
        }

        var count = _halfOpenOf.GetValueOrDefault(ue.Address) + change;
        if (count > 0)
        {
            _halfOpenOf[ue.Address] = count;
        }
        else
        {
            _halfOpenOf.Remove(ue.Address);
        }
    }
}
