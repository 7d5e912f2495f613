using Mpsim.Models.Hosts;
using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Network.Sharing;
using Mpsim.Models.Probes;
using Mpsim.Models.Proxy.Shaping;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Proxy;

/// <summary>
/// An on-path MPTCP proxy (draft-deng-mptcp-proxy-01): a router that all subflows of its UEs pass. A session that it takes over
/// has the M-Server in it toward the UE, with the server's address and port, and an N-UE toward the server, with the UE's
/// address and port; all others pass unchanged. Its mode says which are taken over, and when.
/// </summary>
public sealed partial class ProxyNode : Host
{
    private readonly ProxySettings _proxy;

    /// <summary>Decides in hybrid mode.</summary>
    private readonly ProxyPolicy? _policy;

    /// <summary>Kept where a rule asks for it.</summary>
    private readonly CapabilityCache? _capabilities;

    /// <summary>Kept where there are limits.</summary>
    private readonly AdmissionControl? _admission;

    /// <summary>Kept where limits are about rates.</summary>
    private readonly RateControl? _rates;

    private long _sessionsPassed;
    private int _opening;
    private readonly List<Relay> _active = [];

    public ProxyNode(string name, Scheduler scheduler, PacketPool pool, RandomStream chance, ProxySettings settings, EventSink? events = null)
        : base(name, scheduler, pool, chance, settings.TowardUe, events)
    {
        _proxy = settings;
        _admission = settings.Limits.Count > 0 ? new AdmissionControl(settings.Limits) : null;
        _pooled = new long[settings.Pooling.Count];
        _sharedPorts = settings.Sharing.Addresses.Count > 0 ? new SharedPorts(settings.Sharing) : null;
        _ownPorts = new PortLedger(settings.Sharing.Subscribers);
        _rates = settings.Limits.Any(limit => limit.HasRate) ? new RateControl(settings.Limits, scheduler) : null;
        if (settings.TokenShare is { } share)
        {
            Tokens.Share = ((uint)share.Place, (uint)share.Of);
        }

        Processor = settings.Costs is { } costs ? new Load.ProxyProcessor(this, scheduler, costs, settings.TokenShare?.Of ?? 1) : null;
        if (settings.Mode == ProxyMode.Hybrid)
        {
            _policy = new ProxyPolicy(settings.Rules);
            _capabilities = settings.Rules.Any(rule => rule.Capability is not null) ? new CapabilityCache(settings.CapabilityAge) : null;
        }
    }

    /// <summary>What has become of the sessions so far, and how many of them each rule has decided, in words, for the end of the log.</summary>
    public string Totals => $"sessions taken over: {SessionsTakenOver}, left: {SessionsLeft}, passed: {_sessionsPassed}"
        + (HasLimits ? $", refused: {SessionsRefused}, subflows refused: {SubflowsRefused}" : "") + (_policy is null ? "" : $"; decided by {_policy.Totals}") + PooledTotals;

    /// <summary>Told of each session that is relayed, when its relay begins; an observer.</summary>
    public Action<Relay>? RelayStarted { get; set; }

    /// <summary>Told of each session whose SYN offered MPTCP, once it is known what becomes of it; an observer.</summary>
    public Action<SessionOutcome, Endpoint, Endpoint>? SessionSettled { get; set; }

    /// <summary>Told of each subflow that was refused, with the ends of its session; an observer.</summary>
    public Action<Endpoint, Endpoint>? SubflowRefused { get; set; }

    /// <summary>The proxy has limits, by subscriber and application or of its own, or as many ports as its public addresses have.</summary>
    public bool HasLimits => _admission is not null || _proxy.Provision is not null || SharesAddresses || Processor is { Costs.LimitSessions: true };

    /// <summary>How it learns what the accesses of its UEs are; null where nobody tells.</summary>
    public Reports.AccessReports? Reports => _proxy.Reports;

    /// <summary>Sessions that the limits did not grant, and that passed.</summary>
    public long SessionsRefused { get; private set; }

    /// <summary>Joins that the limits did not grant, and that were answered by RST.</summary>
    public long SubflowsRefused { get; private set; }

    /// <summary>What the limits have done that are about rates, by their names.</summary>
    public IEnumerable<(string Limit, ShapingCount Count)> RateLimits => _rates is null ? [] : _proxy.Limits.Index().Where(each => each.Item.HasRate).Select(each => (each.Item.Name, _rates.CountOf(each.Index)));

    /// <summary>Sessions that were taken over.</summary>
    public long SessionsTakenOver { get; private set; }

    /// <summary>Sessions that offered MPTCP and passed, otherwise than to an M-Server or by a limit.</summary>
    public long SessionsWithoutProxy => _sessionsPassed;

    /// <summary>SYNs that were passed on.</summary>
    public long SessionsPassed { get; private set; }

    /// <summary>Sessions that are relayed, and those whose UE has not yet completed its handshake.</summary>
    public int Sessions => _active.Count + _opening;

    /// <summary>Relays of sessions that have not ended.</summary>
    public IReadOnlyList<Relay> Active => _active;

    protected internal override int LargestPacket => SmallestMtu();

    private protected override bool Welcomes(Packet syn) =>
        base.Welcomes(syn) || IsService(syn.Destination) || (!HasAddress(syn.Destination.Address) && _proxy.Mode != ProxyMode.Forward && (IsCpe || syn.Segment.Options is { MpCapable: not null } or { MpJoin: not null }));

    protected override void ReceiveUnmatched(Packet packet, Interface arrivedOn)
    {
        if (JoinsPending > 0 && packet.Segment.IsOpeningSyn && ChallengesSyn(packet))
        {
            Pool.Return(packet);
            return;
        }

        if (HasAddress(packet.Destination.Address))
        {
            if (_orphans is not null && !packet.Segment.Has(TcpFlags.Syn) && AnswersOrphan(packet))
            {
                Pool.Return(packet);
                return;
            }

            ReceiveAtOwnAddress(packet, arrivedOn);
            return;
        }

        if (packet.Segment.Has(TcpFlags.Syn))
        {
            _arrivedOn = arrivedOn;
            ReceiveSyn(packet, arrivedOn);
            return;
        }

        PassOrReset(packet);
    }

    /// <summary>Passes a packet on, unless it is late for a session that was taken over.</summary>
    private void PassOrReset(Packet packet)
    {
        if ((_orphans is not null && EndsOrphan(packet)) || RedeemsCookie(packet) || ProvesJoin(packet))
        {
            Pool.Return(packet);
            return;
        }

        if (_taken.Count > 0 && (_taken.Contains((packet.Source, packet.Destination)) || _taken.Contains((packet.Destination, packet.Source))))
        {
            CountRefusal(Load.ProxyRefusal.Late);
            EndLost(packet);
            AnswerByReset(packet, null);
            Pool.Return(packet);
            return;
        }

        if (IsAheadOfCookie(packet))
        {
            Pool.Return(packet);
            return;
        }

        if (IsStranger(packet))
        {
            CountRefusal(Load.ProxyRefusal.Stranger);
            AnswerByReset(packet, null);
            Pool.Return(packet);
            return;
        }

        Relay(packet);
    }

    /// <summary>A SYN of a connection that is none of this proxy's: taken, or passed on.</summary>
    private void ReceiveSyn(Packet packet, Interface arrivedOn)
    {
        var isOpening = packet.Segment.IsOpeningSyn;
        if (isOpening && _orphans is not null)
        {
            ForgetOrphan(packet.Source, packet.Destination);
        }

        if (isOpening && TakesSyn(packet, arrivedOn))
        {
            Pool.Return(packet);
            return;
        }

        if (isOpening)
        {
            _taken.Remove((packet.Source, packet.Destination));
            _taken.Remove((packet.Destination, packet.Source));
            SessionsPassed++;
        }

        if (_proxy.LargestMss is { } largest)
        {
            SegmentSize.Clamp(ref packet.Segment, largest);
        }

        if (!isOpening && _passedSyns.Count > 0 && TakesAnswer(packet))
        {
            Pool.Return(packet);
            return;
        }

        PassOrReset(packet);
    }

    /// <returns>False to forward the SYN.</returns>
    private bool TakesSyn(Packet syn, Interface arrivedOn)
    {
        if (_pending.ContainsKey((syn.Source, syn.Destination)))
        {
            // Repeated while the server has not answered; the last repetitions come without MPTCP.
            return true;
        }

        if (syn.Segment.Options?.MpJoin is null && MeetsOld(syn))
        {
            return true;
        }

        if (IsCpe)
        {
            return TakesFromLan(syn, arrivedOn);
        }

        if (syn.Segment.Options is not { } options)
        {
            return false;
        }

        if (options.Signature is { } signature)
        {
            // TCP-AO protects the options and both ends' sequence numbers (RFC 5925 section 5.1), TCP-MD5 the header without options (RFC 2385 section 2): nobody can stand between.
            if (options is { MpCapable: not null } or { MpJoin: not null })
            {
                _signed.Add((syn.Source, syn.Destination));
            }

            if (options.MpCapable is not null && _proxy.Mode != ProxyMode.Forward)
            {
                PassFor(syn, signature, null);
            }

            return false;
        }

        if (options.MpJoin is { } join)
        {
            return TakesJoin(syn, join);
        }

        if (options.MpCapable is null)
        {
            Unwatch(syn);
            return false;
        }

        return TakesSession(syn, options.MpCapable);
    }

    /// <returns>False to forward the SYN.</returns>
    private bool TakesSession(Packet syn, MpCapable capable)
    {
        if (_proxy.Mode == ProxyMode.Forward)
        {
            return false;
        }

        if (_passedSyns.HasPassed(syn))
        {
            // What was decided of the session stays decided.
            _passedSyns.Note(syn, Scheduler.Now);
            return false;
        }

        if (IsAnothers(syn) is { } chosen)
        {
            PassFor(syn, $"{chosen} was selected", null);
            return false;
        }

        _proxy.Selection?.Forget(syn.Source, syn.Destination);
        var request = new SessionRequest(syn.Source, syn.Destination, _capabilities?.Of(syn.Destination, Scheduler.Now) ?? ServerCapability.Unknown, Sessions, Scheduler.Now)
        {
            Access = Reports?.Find(syn.Source.Address)?.Reported,
            QuotaIsUsedUp = _proxy.QuotaIsUsedUp?.Invoke(syn.Source.Address) == true,
        };
        var rule = _policy?.Decide(request);
        switch (rule?.Treatment ?? (_proxy.Mode == ProxyMode.TakeOver ? SessionTreatment.TakeOver : SessionTreatment.Transparent))
        {
            case SessionTreatment.TakeOver when ReasonToRefuse(syn.Source, syn.Destination) is { } refusal:
                PassFor(syn, refusal, rule, SessionOutcome.Refused);
                return false;
            case SessionTreatment.TakeOver when !HasSource(syn.Source, syn.Destination):
                return RefusesForWantOfPort(syn, rule);
            case SessionTreatment.TakeOver when HoldsBack(syn):
                return true;
            case SessionTreatment.TakeOver:
                TakeOver(syn, rule);
                return true;
            case SessionTreatment.Pass:
                PassFor(syn, "the policy says so", rule);
                return false;
            case SessionTreatment.Transparent when _proxy.TowardUe.SpeaksMptcp && IsUnderstood(capable):
                _passedSyns.Note(syn, Scheduler.Now).Rule = rule;
                return false;
            default:
                PassFor(syn, "the proxy does not speak this MPTCP", rule);
                return false;
        }
    }

    /// <summary>
    /// All subflows of the UE pass here. Where every session with MPTCP is taken over, a token that is not known belongs to one that has
    /// ended; else it may be a server's, and the server is to answer.
    /// </summary>
    private bool TakesJoin(Packet syn, MpJoin join)
    {
        var socket = FindByToken(join.Token);
        if (!TakesAllSessions && socket?.Local.Address != syn.Destination.Address)
        {
            return MeetsOld(syn);
        }

        if (socket is null || !RefusesSubflow(syn, socket))
        {
            AnswerJoin(syn, join);
            if (socket is not null)
            {
                NoteTunnel(syn, socket);
            }

            if (Connections.Find(syn.Destination, syn.Source) is not null || IsPending(syn))
            {
                // Only what is answered by more than an RST: of an invented token nothing stays, and least of all between ends that others may use.
                _taken.Add((syn.Source, syn.Destination));
                _signed.Remove((syn.Source, syn.Destination));
            }
        }

        return true;
    }

    /// <summary>Answers a join by RST where the limits grant its session no further subflow.</summary>
    /// <returns>True when that was so.</returns>
    private bool RefusesSubflow(Packet syn, ProtocolSocket session)
    {
        var server = _serverOf.GetValueOrDefault(session, session.Local);
        if (!IsBeyondLimit(session, server, syn.Source.Address))
        {
            return false;
        }

        SubflowsRefused++;
        CountRefusal(Load.ProxyRefusal.SubflowLimit);
        SubflowRefused?.Invoke(session.Remote, server);
        Events.Record(Scheduler.Now, Name, "subflow-refused", $"{syn.Source} - {syn.Destination} of {session.Remote} - {server}");
        AnswerByReset(syn, new SegmentOptions { MpTcpRst = new MpTcpRst(true, MpTcpRst.LackOfResources) });
        return true;
    }

    private static int OpenSubflows(ProtocolSocket session)
    {
        var open = 0;
        for (var i = 0; i < session.Paths.Count; i++)
        {
            open += session.Paths[i].IsRemoved ? 0 : 1;
        }

        return open;
    }

    /// <summary>MPTCP of a version and with an algorithm that the proxy could answer (RFC 8684 section 3.1).</summary>
    private static bool IsUnderstood(MpCapable capable) =>
        capable.Version >= 1 && (capable.Flags & (MpCapable.HmacSha256 | MpCapable.Extensibility)) == MpCapable.HmacSha256;

    private void Begin(Packet syn, string? reason, ProxyRule? rule)
    {
        SessionsTakenOver++;
        _opening++;
        CountHalfOpen(syn.Source, 1);
        SessionsPeak = Math.Max(SessionsPeak, Sessions);
        Processor?.OnDone(Load.ProxyWork.Session);
        NoteBegun(syn.Source, syn.Destination);
        _taken.Add((syn.Source, syn.Destination));
        _signed.Remove((syn.Source, syn.Destination));
        NoteTunnel(syn, null);
        Settle(SessionOutcome.TakenOver, syn, reason, rule);
    }

    /// <summary>It is known what becomes of a session.</summary>
    private void Settle(SessionOutcome outcome, Packet syn, string? reason, ProxyRule? rule) => Settle(outcome, syn.Source, syn.Destination, reason, rule);

    private void Settle(SessionOutcome outcome, Endpoint ue, Endpoint server, string? reason, ProxyRule? rule)
    {
        _sessionsPassed += outcome == SessionOutcome.Passed ? 1 : 0;
        SessionsRefused += outcome == SessionOutcome.Refused ? 1 : 0;
        SessionSettled?.Invoke(outcome, ue, server);
        if (Events.IsEnabled)
        {
            var kind = outcome switch
            {
                SessionOutcome.TakenOver => "session-taken-over",
                SessionOutcome.Left => "session-left",
                SessionOutcome.Refused => "session-refused",
                _ => "session-passed",
            };
            var why = (reason is null ? "" : ": " + reason) + (rule is null ? "" : ", by " + rule.Name);
            Events.Record(Scheduler.Now, Name, kind, $"{ue} - {server}{why}");
        }
    }

    private void OnOpeningAborted(Endpoint ue, Endpoint server)
    {
        _opening--;
        CountHalfOpen(ue, -1);
        NoteEnded(ue, server);
        if (TakeLent(ue, server) is { } unused)
        {
            GiveBack(unused, server);
        }
    }

    private void StartRelay(StreamSocket downstream, StreamSocket upstream)
    {
        _opening--;
        CountHalfOpen(downstream.Remote, -1);
        var relay = new Relay(downstream, upstream, _proxy.RelayBuffer, _proxy.RelayBuffer, OnRelayDone);
        _active.Add(relay);
        _rates?.Shape(relay, downstream.Remote, upstream.Remote);
        RelayStarted?.Invoke(relay);
        relay.Start(Scheduler.Now);
    }

    private void OnRelayDone(Relay relay)
    {
        _endedRelayPeak = Math.Max(_endedRelayPeak, PeakOf(relay));
        _active.Remove(relay);
        NoteEnded(relay.Downstream.Remote, relay.Upstream.Remote);
        _serverOf.Remove(relay.Downstream);
        if (relay.Abortion is { } reason)
        {
            Events.Record(Scheduler.Now, Name, "session-aborted", $"{relay.AbortedSide} {reason}");
        }
    }
}
