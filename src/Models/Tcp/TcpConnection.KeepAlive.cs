using Mpsim.Models.Units;

namespace Mpsim.Models.Tcp;

// Keep-alive (RFC 9293 section 3.8.4) and the user timeout (RFC 5482), for programs that ask for them.
public sealed partial class TcpConnection
{
    /// <summary>Null in a connection that has neither.</summary>
    private Watch? _watch;

    /// <summary>When the SYN left first, in milliseconds from one on; 0 where it has not.</summary>
    private uint _openedAt;

    private long KeepAliveDeadline => _watch?.Deadline ?? long.MaxValue;

    private Instant OpenedAt => new((_openedAt - 1) * 1_000_000L);

    /// <summary>Keep-alive and user timeout from now on.</summary>
    public void Keep(KeepAlive settings, Instant now)
    {
        _watch ??= new Watch { Settings = settings, LastHeard = now.Nanoseconds };
        var wasOn = _watch.Settings.IsOn && _watch.Deadline != long.MaxValue;
        _watch.Settings = settings;
        if (!settings.IsOn)
        {
            _watch.Deadline = long.MaxValue;
        }
        else if (_state >= TcpState.Established)
        {
            // Linux: tcp_sock_set_keepidle_locked counts from what was heard last, tcp_set_keepalive from now.
            var from = wasOn ? _watch.LastHeard : now.Nanoseconds;
            _watch.Deadline = Math.Max(from + settings.Idle.Nanoseconds, now.Nanoseconds);
        }
    }

    private void BeginKeepAlive(Instant now)
    {
        if (_watch is { Settings.IsOn: true } watch)
        {
            watch.LastHeard = now.Nanoseconds;
            watch.Deadline = now.Nanoseconds + watch.Settings.Idle.Nanoseconds;
        }
    }

    /// <summary>Linux: tcp_keepalive_timer.</summary>
    private void OnKeepAlive(Instant now)
    {
        if (_watch is not { } watch)
        {
            return;
        }

        watch.Deadline = long.MaxValue;
        if (watch.Settings is not { IsOn: true } settings || _state is < TcpState.Established or TcpState.TimeWait)
        {
            return;
        }

        if (!_sent.IsEmpty || _sendQueue.Bytes > 0)
        {
            // "Keep-alive packets MUST only be sent when no sent data is outstanding": the retransmission timer watches then.
            watch.Deadline = now.Nanoseconds + settings.Idle.Nanoseconds;
            return;
        }

        var silence = now.Nanoseconds - watch.LastHeard;
        if (silence < settings.Idle.Nanoseconds)
        {
            watch.Deadline = watch.LastHeard + settings.Idle.Nanoseconds;
            return;
        }

        var isGone = settings.UserTimeout > Duration.Zero ? silence >= settings.UserTimeout.Nanoseconds && _probesUnanswered > 0 : _probesUnanswered >= settings.Probes;
        if (isGone)
        {
            Abort();
            _events |= TcpEvents.TimedOut;
            return;
        }

        _probesUnanswered++;
        _windowProbePending = true;
        watch.Deadline = now.Nanoseconds + settings.Interval.Nanoseconds;
    }

    /// <summary>What was sent has gone unacknowledged for longer than the user is willing to wait.</summary>
    private bool HasOutlastedUser(Instant now) =>
        _watch is { Settings.UserTimeout: var limit } watch && limit > Duration.Zero && watch.UnansweredSince != 0 && now.Nanoseconds - watch.UnansweredSince >= limit.Nanoseconds;

    /// <summary>A repetition or a probe begins to wait for an answer.</summary>
    private void NoteUnanswered(Instant now)
    {
        if (_watch is { UnansweredSince: 0 } watch)
        {
            watch.UnansweredSince = _state == TcpState.SynSent ? OpenedAt.Nanoseconds : now.Nanoseconds;
        }
    }

    /// <summary>The timer does not wait beyond the user's patience (Linux: tcp_clamp_rto_to_user_timeout).</summary>
    private long ClampToUser(long deadline, Instant now) =>
        _watch is { Settings.UserTimeout: var limit, UnansweredSince: not 0 and var since } && limit > Duration.Zero
            ? Math.Clamp(deadline, now.Nanoseconds + 1_000_000, Math.Max(since + limit.Nanoseconds, now.Nanoseconds + 1_000_000))
            : deadline;

    private sealed class Watch
    {
        public required KeepAlive Settings { get; set; }

        /// <summary>When to look whether the peer is still there, in nanoseconds.</summary>
        public long Deadline { get; set; } = long.MaxValue;

        /// <summary>When the peer was heard last, in nanoseconds.</summary>
        public long LastHeard { get; set; }

        /// <summary>When what is unanswered was repeated or probed first, in nanoseconds; 0 when all is answered.</summary>
        public long UnansweredSince { get; set; }
    }
}
