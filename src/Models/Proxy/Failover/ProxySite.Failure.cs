using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy.Failover;

// A crash, and what follows.
public sealed partial class ProxySite
{
    /// <summary>The sessions that a cold standby has been told of, in their order; the relays are read when the time has come.</summary>
    private readonly List<(Relay Relay, Instant KnownFrom)> _told = [];

    private const int FewTold = 64;

    /// <summary>So many are worth a look for sessions that have ended.</summary>
    private int _manyTold = FewTold;

    /// <summary>Sessions whose box has crashed and that nobody goes on with yet.</summary>
    private List<LostSession> _orphaned = [];

    private readonly List<ProxyNode> _replaced = [];
    private bool _hasSpare;
    private bool _isRepaired;
    private int _crashes;
    private long _kept;
    private long _lost;

    /// <summary>The active box fails: everything in it is lost, and nothing leaves it any more.</summary>
    public void Crash()
    {
        var now = _scheduler.Now;
        if (_active is not { } dead)
        {
            _log.Record(now, Name, "proxy-crash", "no box works already");
            return;
        }

        _crashes++;
        _log.Record(now, Name, "proxy-crash", $"{dead.Proxy.Active.Count} sessions");
        dead.IsActive = false;
        dead.Clock.Stop();
        _active = null;
        DropHeld();
        dead.Proxy.DropPacketsHeld();
        while (_waiting.TryDequeue(out var next))
        {
            if (next.Packet is { } packet)
            {
                Pool.Return(packet);
            }
        }

        _orphaned = [.. dead.Proxy.Active.Select(LostSession.Of)];
        _told.RemoveAll(told => told.KnownFrom > now || told.Relay.HasEnded);
        if (_shadow is not null)
        {
            _channel!.Cut(now);
            _takeover.Arm(now + _settings.Detection);
        }
        else if (_hasSpare)
        {
            _takeover.Arm(now + _settings.Detection);
        }
        else
        {
            Lose(_orphaned);
        }
    }

    /// <summary>The box that has crashed last works again, with nothing in its memory: in its old place, or standing by.</summary>
    public void Repair()
    {
        if (_takeover.IsArmed)
        {
            _isRepaired = true;
        }
        else if (_active is null)
        {
            _log.Record(_scheduler.Now, Name, "proxy-up", "without any state");
            BeginAnew([]);
        }
        else if (_settings.Kind != StandbyKind.None && _shadow is null && !_hasSpare)
        {
            StandBy();
        }
    }

    /// <summary>A box that works again stands by for the one that has taken over, without the state of its sessions, which only a box that was there from their beginning has.</summary>
    private void StandBy()
    {
        _hasSpare = true;
        _log.Record(_scheduler.Now, Name, "proxy-up", "stands by");
        foreach (var relay in _active!.Proxy.Active)
        {
            RecordSession(relay);
        }
    }

    /// <summary>The standby has noticed the crash, and the addresses lead to it.</summary>
    private void TakeOver(Instant now)
    {
        if (_shadow is { } box)
        {
            GoOnWith(box);
        }
        else
        {
            _hasSpare = false;
            Lose(_orphaned);
            _log.Record(now, Name, "proxy-takeover", "without the state of sessions");
            BeginAnew([.. _told.Select(told => LostSession.Of(told.Relay))]);
        }

        if (_isRepaired)
        {
            _isRepaired = false;
            StandBy();
        }
    }

    private void BeginAnew(IReadOnlyList<LostSession> known)
    {
        _told.Clear();
        _replaced.Add(Latest);
        var box = MakeBox(++_generation);
        Activate(box);
        if (_settings.ResetsOrphans)
        {
            box.Proxy.EndOrphans(known);
        }

        box.Clock.Follow();
    }

    /// <summary>The standby has repeated everything of which anybody can have noticed something, and goes on from there.</summary>
    private void GoOnWith(ProxyBox box)
    {
        _channel!.Close();
        (_channel, _shadow) = (null, null);
        var kept = box.Proxy.Active.Select(relay => (relay.Downstream.Remote, relay.Downstream.Local)).ToHashSet();
        _log.Record(_scheduler.Now, Name, "proxy-takeover", $"{kept.Count} sessions go on");
        foreach (var session in _orphaned.Where(session => kept.Contains((session.Ue, session.Server))))
        {
            _kept++;
            SessionDecided?.Invoke(session.Ue, session.Target, true);
        }

        Lose([.. _orphaned.Where(session => !kept.Contains((session.Ue, session.Server)))]);
        Activate(box);
        box.TakeStateOfInterfaces();
        box.Clock.RunTo(_scheduler.Now);
        foreach (var relay in box.Proxy.Active)
        {
            box.Proxy.RelayStarted?.Invoke(relay);
        }

        HandleWaiting();
    }

    private void Lose(IReadOnlyList<LostSession> sessions)
    {
        foreach (var session in sessions)
        {
            _lost++;
            _log.Record(_scheduler.Now, Name, "session-lost", $"{session.Ue} - {session.Server}");
            SessionDecided?.Invoke(session.Ue, session.Target, false);
        }

        _orphaned = [];
    }

    /// <summary>Tells a cold standby of a session, so that it can end it.</summary>
    private void RecordSession(Relay relay)
    {
        if (!_hasSpare || _channel is not null)
        {
            return;
        }

        if (_told.Count >= _manyTold)
        {
            _told.RemoveAll(static told => told.Relay.HasEnded);
            _manyTold = Math.Max(FewTold, 2 * _told.Count);
        }

        _told.Add((relay, _scheduler.Now + _settings.ReplicationDelay));
        _replicatedBytes += LostSession.RecordOctets;
    }
}
