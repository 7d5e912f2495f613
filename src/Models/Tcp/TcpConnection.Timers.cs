using System.Runtime.CompilerServices;
using Mpsim.Models.Tcp.Recovery;
using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tcp;

// One deadline for everything that waits for the peer, as Linux's icsk_retransmit_timer, and one for delayed acknowledgements.
public sealed partial class TcpConnection
{
    /// <summary>Allowance of a tail loss probe for timers and processing (Linux: TCP_TIMEOUT_MIN_US).</summary>
    private const long ProbeAllowance = 2_000_000;

    private TimerKind _timer;

    private enum TimerKind : byte
    {
        None,
        Retransmission,
        TailLossProbe,
        Reordering,
        Persist,
        TimeWait,
    }

    /// <summary>When <see cref="OnTimeout"/> wants to be called; <see cref="Instant.Never"/> when nothing is awaited.</summary>
    public Instant NextTimeout
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Math.Min(Math.Min(_timerDeadline, KeepAliveDeadline), Math.Min(_ackDeadline, _paceUntil)));
    }

    /// <summary>When the timer of retransmission, loss probe or reordering fires; <see cref="Instant.Never"/> when none runs.</summary>
    internal Instant TimerDeadline => new(_timerDeadline);

    /// <summary>Lets deadlines that have come take effect.</summary>
    public void OnTimeout(Instant now)
    {
        if (_paceUntil <= now.Nanoseconds)
        {
            _paceUntil = long.MaxValue;
        }

        if (_ackDeadline <= now.Nanoseconds)
        {
            _ackDeadline = long.MaxValue;
            _ackNow = true;

            // Linux: tcp_delack_timer_handler; data came slower than thought, so the next delay is longer.
            _ackDelay = Math.Min(_ackDelay << 1, Rto.Nanoseconds);
        }

        if (KeepAliveDeadline <= now.Nanoseconds)
        {
            OnKeepAlive(now);
        }

        if (_timerDeadline > now.Nanoseconds)
        {
            return;
        }

        var kind = _timer;
        DisarmTimer();
        switch (kind)
        {
            case TimerKind.Retransmission:
                OnRetransmissionTimeout(now);
                break;
            case TimerKind.TailLossProbe:
                _recovery.ProbeIsDue = true;
                break;
            case TimerKind.Reordering:
                OnReorderingTimeout(now);
                break;
            case TimerKind.Persist:
                OnPersistTimeout(now);
                break;
            case TimerKind.TimeWait:
                Move(TcpTransition.TimeWaitExpires);
                Release();
                break;
        }
    }

    private void DisarmTimer()
    {
        _timer = TimerKind.None;
        _timerDeadline = long.MaxValue;
    }

    private void Arm(TimerKind kind, long deadline)
    {
        _timer = kind;
        _timerDeadline = deadline;
    }

    /// <summary>Retransmission timeout, back-off included, within the bound of the settings.</summary>
    public Duration Rto => Duration.Min(_rtt.Rto, _settings.MaximumRto);

    /// <summary>RFC 6298 section 5.1 and 5.3.</summary>
    private void ArmRetransmission(Instant now) => Arm(TimerKind.Retransmission, _watch is null ? now.Nanoseconds + Rto.Nanoseconds : ClampToUser(now.Nanoseconds + Rto.Nanoseconds, now));

    private void ArmTimeWait(Instant now) => Arm(TimerKind.TimeWait, now.Nanoseconds + _settings.TimeWait.Nanoseconds);

    private void ArmAfterTransmission(Instant now)
    {
        if (_timer != TimerKind.TailLossProbe)
        {
            _probeBound = now.Nanoseconds + Rto.Nanoseconds;
        }

        if (!TryArmTailLossProbe(now) && _timer != TimerKind.Retransmission)
        {
            ArmRetransmission(now);
        }
    }

    private void ArmAfterAcknowledgement(Instant now, bool advanced)
    {
        if (_sent.IsEmpty)
        {
            _retransmitted.Clear(_records);
            if (_timer != TimerKind.TimeWait)
            {
                DisarmTimer();
            }

            return;
        }

        if (_recovery.ReorderingDeadline != Instant.Never && _recovery.ReorderingDeadline.Nanoseconds > now.Nanoseconds && (_sackedOut > 0 || _recovery.Phase != RecoveryPhase.Open))
        {
            Arm(TimerKind.Reordering, _recovery.ReorderingDeadline.Nanoseconds);
            return;
        }

        if (!advanced && _timer == TimerKind.Retransmission)
        {
            // SACKs of later data must not put off the timeout of the first segment (RFC 6298 rule 5.3: new data acknowledged).
            return;
        }

        _probeBound = now.Nanoseconds + Rto.Nanoseconds;
        if (!TryArmTailLossProbe(now))
        {
            ArmRetransmission(now);
        }
    }

    /// <summary>
    /// RFC 8985 section 7.2: probe timeout of two round trips, with room for a delayed acknowledgement of a lone segment,
    /// and not after the retransmission timeout would have come: so the probe goes first, and data that keep being
    /// written do not put it off.
    /// </summary>
    private bool TryArmTailLossProbe(Instant now)
    {
        if (!_settings.TailLossProbe || _recovery.Phase is not (RecoveryPhase.Open or RecoveryPhase.CongestionWindowReduced) || _sackedOut > 0 || _lostOut > 0 || !_sackPermitted || _recovery.ProbeIsOut || _state < TcpState.Established)
        {
            return false;
        }

        var timeout = RttEstimator.InitialRto.Nanoseconds;
        if (_rtt.HasSample)
        {
            timeout = 2 * _rtt.SmoothedRtt.Nanoseconds;
            timeout += _sent.Count == 1 ? RttEstimator.MinimumRto.Nanoseconds : ProbeAllowance;
        }

        Arm(TimerKind.TailLossProbe, Math.Min(now.Nanoseconds + timeout, _probeBound));
        return true;
    }

    private void OnReorderingTimeout(Instant now)
    {
        var waitingBefore = _lostUnsent;
        DetectLosses(now);
        if (_lostUnsent > waitingBefore && _recovery.Phase < RecoveryPhase.Recovery && !ForgivesLossOfMtuProbe(now))
        {
            EnterRecovery(now);
            if (!Congestion.ControlsRate)
            {
                Congestion.Cwnd = Math.Max(1, _recovery.Prr.WindowAfter(Congestion.Cwnd, 1, InFlight, Congestion.Ssthresh, false));
            }
        }

        if (!_sent.IsEmpty)
        {
            ArmAfterAcknowledgement(now, false);
        }
    }

    /// <summary>RFC 6298 section 5.4 to 5.7; Linux: tcp_retransmit_timer and tcp_enter_loss.</summary>
    private void OnRetransmissionTimeout(Instant now)
    {
        if (_sent.IsEmpty)
        {
            return;
        }

        Timeouts++;
        _timeoutsInRow++;
        if (HasTimedOut(now))
        {
            if (_timeoutsInRow < BlackholeTimeouts)
            {
                SuspectBlackhole(now);
            }

            End(TcpEvents.TimedOut);
            return;
        }

        if (_timeoutsInRow == BlackholeTimeouts)
        {
            SuspectBlackhole(now);
        }

        NoteUnanswered(now);
        TimeOutMtuProbe(now);
        _extension?.OnTimeout(now);
        if (_state == TcpState.Closed)
        {
            return;
        }

        if (_state >= TcpState.Established && (_recovery.Phase <= RecoveryPhase.Disorder || SequenceNumber.AfterOrEqual(_sndUna, _recovery.HighSeq) || (_recovery.Phase == RecoveryPhase.Loss && _timeoutsInRow == 1)))
        {
            BeginUndoable();
            Congestion.Ssthresh = Congestion.SsthreshAfterLoss(now);
        }

        // RFC 3168 section 6.1.2: CWR follows a reduction "for any reason".
        _cwrPending = _ecnAgreed;

        // Each timeout is told, also where it does not reduce once more (Linux: set_state of TCP_CA_Loss).
        Congestion.OnTimeout(now);

        MarkLostAfterTimeout(now);
        Congestion.Cwnd = InFlight + 1;
        _recovery.Phase = RecoveryPhase.Loss;
        _recovery.HighSeq = _sndNxt;
        _recovery.ProbeIsOut = false;
        _recovery.ProbeIsDue = false;
        if (_state != TcpState.SynSent || _timeoutsInRow > _settings.SynLinearTimeouts)
        {
            _rtt.Backoff();
        }

        ArmRetransmission(now);
    }

    private bool HasTimedOut(Instant now) => HasOutlastedUser(now) || _state switch
    {
        // However the repetitions are spaced, they end where doubling from the start would have come to (Linux: tcp_model_timeout).
        TcpState.SynSent => _timeoutsInRow > SynRetries + _settings.SynLinearTimeouts
            || (_timeoutsInRow > 1 && _openedAt != 0 && now.Nanoseconds - OpenedAt.Nanoseconds >= RttEstimator.InitialRto.Nanoseconds * ((2L << Math.Min((int)SynRetries, 16)) - 1)),

        // Once more where the connection is in use already (Linux: tcp_fastopen_synack_timer).
        TcpState.SynReceived => _timeoutsInRow > _settings.SynAckRetries + (SendsEarly ? 1 : 0),

        // A peer that has taken its window back is there as long as it answers (RFC 9293 section 3.8.6.1; Linux: tcp_retransmit_timer).
        _ when _sndWnd == 0 && _extension is not { OwnsWindow: true } => ++_probesUnanswered > _settings.Retries,
        _ => _timeoutsInRow > _settings.Retries,
    };

    /// <summary>RFC 8985 section 6.3: the first segment, and all that were sent longer ago than a round trip and the reordering window.</summary>
    private void MarkLostAfterTimeout(Instant now)
    {
        if (!_sackPermitted || _sent[_sent.Head].Is(SegmentMarks.Sacked))
        {
            ForgetSacks();
        }

        var window = _recovery.Rack.ReorderingWindow(true, _sackedOut, _rtt);
        for (var index = _sent.Head; index != _sent.Tail; index++)
        {
            ref var sent = ref _sent[index];
            if (sent.Is(SegmentMarks.Sacked))
            {
                continue;
            }

            if (index != _sent.Head && _state < TcpState.Established)
            {
                // Data beside the SYN are not sent again before it is acknowledged.
                break;
            }

            var isRecent = _rtt.HasSample && sent.SentAt + Math.Max(_recovery.Rack.RoundTrip, 1) + window > now.Nanoseconds;
            if (index == _sent.Head || !isRecent)
            {
                MarkLost(ref sent, index);
            }
        }
    }

    /// <summary>
    /// The first segment was reported and never acknowledged: the receiver has discarded what it had (RFC 2018
    /// section 8; Linux: tcp_check_sack_reneging), so none of its reports count any more; nor do duplicate
    /// acknowledgements after a timeout.
    /// </summary>
    private void ForgetSacks()
    {
        for (var index = _sent.Head; index != _sent.Tail; index++)
        {
            _sent[index].Marks &= ~SegmentMarks.Sacked;
        }

        _sackedOut = 0;
        _sackSeenCount = 0;
        _rackCursor = _sent.Head;
    }

    /// <summary>Zero-window probing (RFC 9293 section 3.8.6.1), with exponential back-off; also the override timeout of silly window avoidance.</summary>
    private void ArmPersist(Instant now)
    {
        if (_timer == TimerKind.None)
        {
            var interval = Math.Min(Rto.Nanoseconds << Math.Min((int)_persistBackoff, 9), _settings.MaximumRto.Nanoseconds);
            Arm(TimerKind.Persist, _watch is null ? now.Nanoseconds + interval : ClampToUser(now.Nanoseconds + interval, now));
        }
    }

    private void OnPersistTimeout(Instant now)
    {
        if ((_sendQueue.Bytes == 0 && (!_finQueued || _finSent)) || !_sent.IsEmpty)
        {
            return;
        }

        NoteUnanswered(now);
        if (++_probesUnanswered > _settings.Retries || HasOutlastedUser(now))
        {
            End(TcpEvents.TimedOut);
            return;
        }

        _persistBackoff++;
        _windowProbePending = true;
        ArmPersist(now);
    }
}
