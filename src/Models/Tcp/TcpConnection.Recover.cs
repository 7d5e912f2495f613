using Mpsim.Models.Tcp.Recovery;
using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tcp;

// Loss recovery: RACK-TLP (RFC 8985), PRR (RFC 6937), undoing what proves needless (RFC 3522, RFC 3708).
public sealed partial class TcpConnection
{
    private void Recover(in Segment segment, Instant now, bool advanced, int delivered, bool dsack, bool retransmittedAcked)
    {
        if (_recovery.CanUndo && (advanced || dsack) && IsNeedless(segment, retransmittedAcked))
        {
            Undo();
        }

        // Without SACK only an acknowledgement beyond it tells new duplicates from those of the recovery (RFC 6582 section 4).
        var end = _sackPermitted || _sent.IsEmpty ? _recovery.HighSeq : _recovery.HighSeq + 1;
        if (_recovery.Phase is RecoveryPhase.Recovery or RecoveryPhase.Loss && SequenceNumber.AfterOrEqual(_sndUna, end))
        {
            EndRecovery();
        }
        else if (_recovery.Phase == RecoveryPhase.CongestionWindowReduced && SequenceNumber.After(_sndUna, _recovery.HighSeq))
        {
            // Linux: only what was sent after it tells that the CWR has arrived.
            EndRecovery();
        }

        // Every segment found lost, a lost retransmission too, waits to be sent again.
        var waitingBefore = _lostUnsent;
        var retransmittedBefore = _retransOut;
        if (_sackPermitted)
        {
            DetectLosses(now);
        }
        else
        {
            DetectLossByDuplicates(advanced);
        }

        switch (_recovery.Phase)
        {
            case RecoveryPhase.Recovery:
            case RecoveryPhase.CongestionWindowReduced when _lostOut == 0:
                break;
            case RecoveryPhase.Loss:
                if (!_sackPermitted || _retransOut >= retransmittedBefore)
                {
                    return;
                }

                // A lost retransmission is a second sign of congestion (RFC 5681 section 4.3; Linux: FLAG_LOST_RETRANS).
                EnterRecovery(now);
                break;
            default:
                if (_lostOut == 0)
                {
                    _recovery.Phase = _sackedOut > 0 ? RecoveryPhase.Disorder : RecoveryPhase.Open;
                    return;
                }

                if (ForgivesLossOfMtuProbe(now))
                {
                    return;
                }

                EnterRecovery(now);
                break;
        }

        if (!Congestion.ControlsRate)
        {
            Congestion.Cwnd = Math.Max(1, _recovery.Prr.WindowAfter(Congestion.Cwnd, delivered, InFlight, Congestion.Ssthresh, advanced && _lostUnsent == waitingBefore));
        }
    }

    /// <summary>RFC 8985 section 6.2 step 5: segments sent long enough before one that was delivered are lost.</summary>
    private void DetectLosses(Instant now)
    {
        _recovery.ReorderingDeadline = Instant.Never;
        if (_recovery.Rack.TransmitTime < 0 || _sent.IsEmpty)
        {
            return;
        }

        var window = _recovery.Rack.ReorderingWindow(_recovery.Phase >= RecoveryPhase.Recovery, _sackedOut, _rtt);
        var wait = Math.Max(DetectAmongFirstTransmissions(now, window), DetectAmongRetransmissions(now, window));
        if (wait > 0)
        {
            _recovery.ReorderingDeadline = new Instant(now.Nanoseconds + wait);
        }
    }

    private long DetectAmongFirstTransmissions(Instant now, long window)
    {
        if ((int)(_rackCursor - _sent.Head) < 0)
        {
            _rackCursor = _sent.Head;
        }

        for (; _rackCursor != _sent.Tail; _rackCursor++)
        {
            ref var sent = ref _sent[_rackCursor];
            if (sent.Is(SegmentMarks.Sacked | SegmentMarks.Lost | SegmentMarks.EverRetransmitted))
            {
                continue;
            }

            var remaining = RemainingBeforeLoss(sent, now, window);
            if (remaining != 0)
            {
                return remaining;
            }

            MarkLost(ref sent, _rackCursor);
        }

        return 0;
    }

    private long DetectAmongRetransmissions(Instant now, long window)
    {
        while (_retransmitted.TryPeek(out var seq, out var sentAt))
        {
            var index = _sent.Find(seq);
            if (index != _sent.Tail)
            {
                ref var sent = ref _sent[index];
                var awaitsRetransmission = (sent.Marks & (SegmentMarks.Lost | SegmentMarks.Retransmitted)) == SegmentMarks.Lost;
                if (sent.SentAt == sentAt && !awaitsRetransmission && !sent.Is(SegmentMarks.Sacked))
                {
                    var remaining = RemainingBeforeLoss(sent, now, window);
                    if (remaining != 0)
                    {
                        return remaining;
                    }

                    MarkLost(ref sent, index);
                }
            }

            _retransmitted.Pop(_records);
        }

        return 0;
    }

    /// <returns>0 when the segment is lost now; negative when nothing sent after it was delivered; else the time to wait, in nanoseconds.</returns>
    private long RemainingBeforeLoss(in SentSegment sent, Instant now, long window)
    {
        ref readonly var rack = ref _recovery.Rack;
        if (!Rack.IsSentAfter(rack.TransmitTime, rack.EndSeq, sent.SentAt, sent.EndSeq))
        {
            return -1;
        }

        return Math.Max(0, sent.SentAt + rack.RoundTrip + window - now.Nanoseconds);
    }

    private void MarkLost(ref SentSegment sent, uint index)
    {
        if (sent.Is(SegmentMarks.Retransmitted))
        {
            sent.Marks &= ~SegmentMarks.Retransmitted;
            _retransOut--;
        }
        else if (sent.Is(SegmentMarks.Lost))
        {
            return;
        }

        if (!sent.Is(SegmentMarks.Lost))
        {
            sent.Marks |= SegmentMarks.Lost;
            _lostOut++;
        }

        _deliveryRate?.OnLost();
        if (_lostUnsent++ == 0 || (int)(index - _retransmitCursor) < 0)
        {
            _retransmitCursor = index;
        }
    }

    private void EnterRecovery(Instant now)
    {
        // A mark has reduced the window already, and one reduction a window is enough (RFC 3168 section 6.1.2).
        var isReduced = _recovery.Phase == RecoveryPhase.CongestionWindowReduced;
        _recovery.Phase = RecoveryPhase.Recovery;
        _recovery.HighSeq = _sndNxt;
        _recovery.ProbeIsOut = false;
        if (isReduced)
        {
            return;
        }

        BeginUndoable();
        _recovery.Prr.Begin(Congestion.Cwnd);
        Congestion.Ssthresh = Congestion.SsthreshAfterLoss(now);
        _cwrPending = _ecnAgreed;
    }

    private void BeginUndoable()
    {
        _recovery.PriorCwnd = Congestion.Cwnd;
        _recovery.PriorSsthresh = Congestion.Ssthresh;
        _recovery.CanUndo = true;
        _recovery.UndoMarker = _sndUna;
        _recovery.UndoRetransmissions = _retransOut;
        _recovery.HasRetransmissionStamp = false;
    }

    private void EndRecovery()
    {
        if (_recovery.IsReducing && !Congestion.ControlsRate)
        {
            Congestion.Cwnd = Congestion.Ssthresh;
        }

        _recovery.Rack.OnRecoveryEnd();
        if (!_sackPermitted)
        {
            _sackedOut = 0;
        }

        // It may still prove needless: the D-SACK of the last copy comes a round trip after the ACK that ends it.
        _recovery.Phase = _sackedOut > 0 ? RecoveryPhase.Disorder : RecoveryPhase.Open;
    }

    /// <summary>
    /// The originals have arrived after all: the echoed time is older than the first retransmission (Eifel detection,
    /// RFC 3522 section 3.2), or a D-SACK has come for every retransmission (RFC 3708).
    /// </summary>
    private bool IsNeedless(in Segment segment, bool retransmittedAcked)
    {
        if (_recovery.HasRetransmissionStamp && retransmittedAcked && segment.HasTimestamps && _timestamps
            && (int)(segment.TsEcr - _recovery.FirstRetransmissionStamp) < 0)
        {
            return true;
        }

        return _recovery.HasRetransmissionStamp && _recovery.UndoRetransmissions == 0;
    }

    private void Undo()
    {
        for (var index = _sent.Head; index != _sent.Tail; index++)
        {
            ref var sent = ref _sent[index];
            if (sent.Is(SegmentMarks.Lost))
            {
                sent.Marks &= ~SegmentMarks.Lost;
                _lostOut--;

                // It counts as in flight again, and may be lost all the same: RACK must find it, as first transmission or as retransmission.
                if (sent.Is(SegmentMarks.EverRetransmitted) && !sent.Is(SegmentMarks.Retransmitted))
                {
                    _retransmitted.Insert(sent.Seq, sent.SentAt, _records);
                }
            }
        }

        _lostUnsent = 0;
        _rackCursor = _sent.Head;
        Congestion.Cwnd = Congestion.UndoCwnd(_recovery.PriorCwnd);
        Congestion.Ssthresh = Math.Max(Congestion.Ssthresh, _recovery.PriorSsthresh);
        _recovery.CanUndo = false;

        // What was not reduced is not told of (Linux: tcp_ecn_withdraw_cwr).
        _cwrPending = false;
        _recovery.Phase = _sackedOut > 0 ? RecoveryPhase.Disorder : RecoveryPhase.Open;
    }

    private bool TryRetransmit(Instant now, ref Segment segment)
    {
        if (_resetPending)
        {
            return false;
        }

        if ((int)(_retransmitCursor - _sent.Head) < 0)
        {
            _retransmitCursor = _sent.Head;
        }

        for (; _retransmitCursor != _sent.Tail; _retransmitCursor++)
        {
            ref var sent = ref _sent[_retransmitCursor];
            if ((sent.Marks & (SegmentMarks.Lost | SegmentMarks.Retransmitted)) != SegmentMarks.Lost)
            {
                continue;
            }

            if (_state < TcpState.Established && !sent.Is(SegmentMarks.Syn))
            {
                // Before the SYN is acknowledged nothing else is sent again (RFC 7413 section 4.2.1; Linux: tcp_retransmit_timer).
                return false;
            }

            _lostUnsent--;
            Retransmit(now, ref sent, ref segment);
            if (_retransmitCursor == _sent.Head && _timer != TimerKind.Reordering)
            {
                // The timeout counts from the first segment's copy (Linux: tcp_xmit_retransmit_queue).
                ArmRetransmission(now);
            }

            _retransmitCursor++;
            return true;
        }

        throw new InvalidOperationException("the count of lost segments does not agree with the scoreboard");
    }

    private void Retransmit(Instant now, ref SentSegment sent, ref Segment segment)
    {
        sent.Marks |= SegmentMarks.Retransmitted | SegmentMarks.EverRetransmitted;
        sent.SentAt = now.Nanoseconds;
        if (sent.Transmissions < byte.MaxValue)
        {
            sent.Transmissions++;
        }

        _retransOut++;
        Retransmissions++;
        if (_retransmitted.IsFull)
        {
            _retransmitted.ForgetBefore(_sndUna);
        }

        _retransmitted.Push(sent.Seq, sent.SentAt, _records);
        if (!_recovery.HasRetransmissionStamp)
        {
            _recovery.HasRetransmissionStamp = true;
            _recovery.FirstRetransmissionStamp = TimestampAt(now);
        }

        _deliveryRate?.OnSent(_sent.Find(sent.Seq), _sent.Head, now.Nanoseconds, false);
        if (_pacer is not null)
        {
            _paceUntil = _pacer.Charge(now, sent.Length, _maximumSegment);
        }

        _recovery.UndoRetransmissions++;
        if (_recovery.IsReducing)
        {
            _recovery.Prr.OnSent();
        }

        if (sent.Is(SegmentMarks.Syn))
        {
            FillSyn(now, ref segment);
            RepeatSynData(ref segment);
        }
        else
        {
            if (sent.Length > 0)
            {
                segment.Payload = _streamMap.Locate(sent.Position, out _);
            }

            FillData(now, ref segment, sent.Seq, sent.Length, sent.Position);
            segment.Flags |= sent.ControlBits;
        }

        if (_timer == TimerKind.None)
        {
            ArmRetransmission(now);
        }
    }

    /// <summary>RFC 8985 section 7.3: new data if there are any, else the last segment again.</summary>
    private bool TryEmitTailLossProbe(Instant now, ref Segment segment)
    {
        _recovery.ProbeIsDue = false;
        if (_sent.IsEmpty)
        {
            return false;
        }

        ref var last = ref _sent[_sent.Tail - 1];
        if (last.Is(SegmentMarks.Sacked | SegmentMarks.Lost | SegmentMarks.Retransmitted))
        {
            ArmRetransmission(now);
            return false;
        }

        Retransmit(now, ref last, ref segment);
        _recovery.ProbeIsOut = true;
        _recovery.ProbeIsRetransmission = true;
        _recovery.ProbeEndSeq = _sndNxt;
        ArmRetransmission(now);
        return true;
    }

    /// <summary>RFC 8985 section 7.4: did the probe repair a loss, then the window must answer for it.</summary>
    private void ProcessProbeAcknowledgement(in Segment segment, bool advanced, bool dsack, Instant now)
    {
        if (SequenceNumber.Before(_sndUna, _recovery.ProbeEndSeq))
        {
            return;
        }

        var isRepeated = !advanced && segment.SackCount == 0 && segment.SequenceLength == 0;
        if (!_recovery.ProbeIsRetransmission || dsack || isRepeated)
        {
            // New data arrived, or the original and its copy.
            _recovery.ProbeIsOut = false;
        }
        else if (SequenceNumber.After(_sndUna, _recovery.ProbeEndSeq))
        {
            // No sign of a second copy until later data were acknowledged: the original was lost. One reduction, no recovery.
            _recovery.ProbeIsOut = false;
            if (_recovery.Phase < RecoveryPhase.Recovery)
            {
                Congestion.Ssthresh = Congestion.SsthreshAfterLoss(now);
                Congestion.Cwnd = Congestion.ControlsRate ? Congestion.Cwnd : Math.Min(Congestion.Cwnd, Congestion.Ssthresh);
                _recovery.CanUndo = false;
                _cwrPending = _ecnAgreed;
            }
        }
    }
}
