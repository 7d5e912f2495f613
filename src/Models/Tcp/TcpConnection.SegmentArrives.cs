using Mpsim.Models.Tcp.Recovery;
using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tcp;

// SEGMENT ARRIVES (RFC 9293 section 3.10.7), one method per step, with RFC 5961's mitigations.
public sealed partial class TcpConnection
{
    /// <summary>Takes a segment that belongs to this connection.</summary>
    public void OnSegment(Instant now, in Segment segment)
    {
        if (_watch is { } watch)
        {
            watch.LastHeard = now.Nanoseconds;
        }

        if (_state == TcpState.Established
            && (segment.Flags & ~TcpFlags.Psh) == TcpFlags.Ack
            && segment.Seq == _rcvNxt
            && segment.Ack - _sndUna <= _sndNxt - _sndUna
            && segment.HasTimestamps == _timestamps
            && (!_timestamps || (int)(segment.TsVal - _tsRecent) >= 0)
            && segment.PayloadLength <= _rcvAdvertised - _rcvNxt)
        {
            OnExpectedSegment(now, segment);
            return;
        }

        switch (_state)
        {
            case TcpState.Closed:
                break;
            case TcpState.Listen:
                ArrivesInListen(now, segment);
                break;
            case TcpState.SynSent:
                ArrivesInSynSent(now, segment);
                break;
            default:
                ArrivesOtherwise(now, segment);
                break;
        }
    }

    /// <summary>The usual case in ESTABLISHED: in order, acceptable acknowledgement, no control bits. Must do what the eight steps would.</summary>
    private void OnExpectedSegment(Instant now, in Segment segment)
    {
        // RFC 7323 section 4.3, rule 2: with a delayed acknowledgement pending, the earlier segment's time is echoed.
        if (_timestamps && _lastAckSent == _rcvNxt)
        {
            _tsRecent = segment.TsVal;
        }

        if (_extension is not null && !_extension.OnSegment(segment, now))
        {
            return;
        }

        // The layer above may have closed our direction over the segment, whose acknowledgement and data count all the same.
        if (_state < TcpState.Established)
        {
            return;
        }

        UpdateSendWindow(segment);
        if (segment.Ack != _sndUna || segment.SackCount > 0 || _recovery.ProbeIsOut || _recovery.Phase != RecoveryPhase.Open || !_sackPermitted)
        {
            ProcessAcknowledgement(segment, now);
        }

        if (segment.PayloadLength > 0)
        {
            MeasureReceiverRoundTrip(segment, now);
            ReceiveData(segment, now);
            if (_peerFinSeen)
            {
                // The gap before a FIN that came early may be filled now.
                CheckFin(segment, now);
            }
        }
    }

    // Section 3.10.7.2.
    private void ArrivesInListen(Instant now, in Segment segment)
    {
        if (segment.Has(TcpFlags.Rst))
        {
            return;
        }

        if (segment.Has(TcpFlags.Ack))
        {
            // "Any acknowledgment is bad if it arrives on a connection still in the LISTEN state."
            AnswerByReset(segment);
            return;
        }

        if (!segment.Has(TcpFlags.Syn))
        {
            return;
        }

        AcceptSyn(segment, now);
        if (_extension is not null && !_extension.OnSegment(segment, now))
        {
            return;
        }

        // Timestamps, the layer above's option and a cookie are more than 40 octets (Linux: subflow_prep_synack).
        _timestamps &= _extension is null || _fastOpen?.Answer?.Cookie is null;
        Move(TcpTransition.SynArrives);
        UpdateMaximumSegment();
        _synPending = true;
        AcceptEarly(segment, now);
    }

    // Section 3.10.7.3.
    private void ArrivesInSynSent(Instant now, in Segment segment)
    {
        var hasAck = segment.Has(TcpFlags.Ack);
        if (hasAck && (SequenceNumber.BeforeOrEqual(segment.Ack, _iss) || SequenceNumber.After(segment.Ack, _sndNxt)))
        {
            if (!segment.Has(TcpFlags.Rst))
            {
                AnswerByReset(segment);
            }

            return;
        }

        if (hasAck && _openedAt != 0 && _settings.Timestamps && segment.HasTimestamps && segment.TsEcr != 0 && !EchoesSyn(segment.TsEcr, now))
        {
            // What it answers was none of our SYNs (RFC 7323 section 5.1; Linux: PAWSActiveRejected).
            if (!segment.Has(TcpFlags.Rst))
            {
                AnswerByReset(segment);
            }

            return;
        }

        if (segment.Has(TcpFlags.Rst))
        {
            if (hasAck)
            {
                _extension?.OnSegment(segment, now);
                End(TcpEvents.Refused);
            }

            return;
        }

        if (!segment.Has(TcpFlags.Syn))
        {
            return;
        }

        AcceptSyn(segment, now);
        if (_extension is not null && !_extension.OnSegment(segment, now))
        {
            return;
        }

        UpdateMaximumSegment();
        if (!hasAck)
        {
            // Simultaneous open: our SYN goes out again, now with an acknowledgement (figure 7).
            Move(TcpTransition.SynArrives);
            if (!_sent.IsEmpty)
            {
                MarkLost(ref _sent[_sent.Head], _sent.Head);
            }
            else
            {
                GiveUpWaitingForSynData();
            }

            return;
        }

        Move(TcpTransition.SynAckArrives);
        _sndWnd = segment.Window;
        _sndWl1 = segment.Seq;
        _sndWl2 = segment.Ack;
        Establish(segment, now);
        if (HasWaitingWriter)
        {
            _ackDeadline = now.Nanoseconds + MaximumAckDelay;

            // And what answers them waits as in a dialogue (Linux: the data, so soon after the SYN/ACK, enter the pingpong mode).
            _ackDelay = MinimumAckDelay;
            _lastDataArrived = now.Nanoseconds;
        }
        else
        {
            _ackNow = true;
        }

        FinishFastOpen(segment, now);
    }

    /// <summary>The echoed time lies between our first SYN and now.</summary>
    private bool EchoesSyn(uint echo, Instant now)
    {
        var first = TimestampAt(OpenedAt);
        return echo - first <= TimestampAt(now) - first;
    }

    // Section 3.10.7.4.
    private void ArrivesOtherwise(Instant now, in Segment segment)
    {
        if (_state == TcpState.SynReceived && AnswersSynAgain(segment))
        {
            return;
        }

        if (!CheckSequence(segment, now) || !CheckReset(segment, now) || !CheckSyn(segment, now) || !CheckAcknowledgement(segment, now))
        {
            return;
        }

        AcceptCwr(segment);
        if (segment.PayloadLength > 0 && _state is TcpState.Established or TcpState.FinWait1 or TcpState.FinWait2)
        {
            MeasureReceiverRoundTrip(segment, now);
            ReceiveData(segment, now);
        }

        CheckFin(segment, now);
    }

    /// <summary>A SYN that is repeated in SYN-RECEIVED is answered again, as Linux does; RFC 9293's challenge ACK would leave the peer without our options.</summary>
    private bool AnswersSynAgain(in Segment segment)
    {
        if (!segment.Has(TcpFlags.Syn) || segment.Has(TcpFlags.Ack | TcpFlags.Rst) || segment.Seq != _irs || _sent.IsEmpty)
        {
            return false;
        }

        MarkLost(ref _sent[_sent.Head], _sent.Head);
        return true;
    }

    /// <summary>First: the sequence number, and PAWS (RFC 7323 section 5.3).</summary>
    private bool CheckSequence(in Segment segment, Instant now)
    {
        if (_timestamps && segment.HasTimestamps && !segment.Has(TcpFlags.Rst) && (int)(segment.TsVal - _tsRecent) < 0 && !IsDisorderedAck(segment))
        {
            AnswerUnacceptable(segment, now);
            return false;
        }

        // A FIN taken at a closed window leaves RCV.NXT past the edge.
        var window = _extension is { OwnsWindow: true } ? ReachWithoutOwnWindow : (uint)Math.Max((int)(_rcvAdvertised - _rcvNxt), 0);
        var end = segment.Seq + segment.SequenceLength;
        var acceptable = IsSynOfSimultaneousOpen(segment)
            || (segment.SequenceLength == 0
                // Linux takes a segment without data at the very edge of the window, where a peer that has filled it stands.
                ? segment.Seq - _rcvNxt <= window
                // At a closed window, too, what begins at RCV.NXT has an acknowledgement that counts; its data are dropped below.
                : SequenceNumber.After(end, _rcvNxt) && (int)(segment.Seq - _rcvNxt) < (int)Math.Max(window, 1));
        if (Memory is { } memory)
        {
            acceptable = IsAcceptable(memory, segment);
        }

        if (!acceptable)
        {
            if (!segment.Has(TcpFlags.Rst))
            {
                if (_timestamps && segment.HasTimestamps && segment.SequenceLength > 0 && end == _lastAckSent)
                {
                    // A repetition of what was acknowledged last: that ACK was lost. RFC 7323 section 5.3, R2, rejects before R3
                    // moves TS.Recent; then the answer echoes the first copy, and the sender takes its timeout for a round trip.
                    _tsRecent = segment.TsVal;
                }

                AnswerUnacceptable(segment, now);
            }

            return false;
        }

        if (IsSynOfSimultaneousOpen(segment))
        {
            // The SYN of it was here before: said at once, with a D-SACK, as Linux does (tcp_send_dupack).
            ReportDuplicate(segment.Seq, segment.Seq + 1);
        }

        return true;
    }

    /// <summary>
    /// RFC 7323 section 4.3, rule 2: only a segment that begins at or before what was last acknowledged moves TS.Recent; and only once
    /// its acknowledgement is found acceptable, so that a forged one cannot (Linux: FLAG_UPDATE_TS_RECENT).
    /// </summary>
    private void TakeTimestamp(in Segment segment)
    {
        if (_timestamps && segment.HasTimestamps && SequenceNumber.BeforeOrEqual(segment.Seq, _lastAckSent))
        {
            _tsRecent = segment.TsVal;
        }
    }

    /// <summary>The peer's SYN of a simultaneous open, sent again with the acknowledgement of ours (RFC 9293 section 3.5, figure 7).</summary>
    private bool IsSynOfSimultaneousOpen(in Segment segment) =>
        _state == TcpState.SynReceived && segment.Has(TcpFlags.Syn) && segment.Has(TcpFlags.Ack) && segment.Seq == _irs && segment.Ack == _sndNxt;

    /// <summary>A pure acknowledgement that another has overtaken is no old segment from before a wrap (Linux: tcp_disordered_ack).</summary>
    private bool IsDisorderedAck(in Segment segment) =>
        segment.SequenceLength == 0 && segment.Seq == _rcvNxt && segment.Ack == _sndUna && segment.Has(TcpFlags.Ack)
        && (uint)segment.Window << _sndWindShift <= _sndWnd
        && (_tsRecent - segment.TsVal) * 1_000_000L <= Rto.Nanoseconds * 6 / 5;

    private void AnswerUnacceptable(in Segment segment, Instant now)
    {
        if (_state == TcpState.TimeWait && segment.Has(TcpFlags.Fin))
        {
            ArmTimeWait(now);
        }

        if (segment.PayloadLength > 0 && SequenceNumber.Before(segment.Seq, _rcvNxt))
        {
            ReportDuplicate(segment.Seq, SequenceNumber.Min(segment.Seq + segment.PayloadLength, _rcvNxt));
            return;
        }

        // Only what cannot be part of a loop of acknowledgements is answered every time (Linux: tcp_oow_rate_limited).
        if (segment.SequenceLength == 0 || segment.Has(TcpFlags.Syn))
        {
            Challenge(now);
            return;
        }

        _ackNow = true;
    }

    /// <summary>Fifth: the acknowledgement (RFC 5961 section 5.2 bounds what is acceptable).</summary>
    private bool CheckAcknowledgement(in Segment segment, Instant now)
    {
        if (!segment.Has(TcpFlags.Ack))
        {
            return false;
        }

        if (_state == TcpState.SynReceived)
        {
            if (!SequenceNumber.After(segment.Ack, _sndUna) || SequenceNumber.After(segment.Ack, _sndNxt))
            {
                AnswerByReset(segment);
                return false;
            }

            if (_extension is not null && !_extension.OnSegment(segment, now))
            {
                return false;
            }

            TakeTimestamp(segment);
            Move(TcpTransition.AckOfSynArrives);
            _sndWnd = WindowOf(segment);
            _sndWl1 = segment.Seq;
            _sndWl2 = segment.Ack;
            Establish(segment, now);
            return CheckOwnFinAcknowledged(now);
        }

        if (SequenceNumber.After(segment.Ack, _sndNxt))
        {
            // RFC 9293 answers what acknowledges data that were not sent; Linux says nothing in ESTABLISHED (tcp_ack).
            if (_state != TcpState.Established)
            {
                Challenge(now);
            }

            return false;
        }

        if (SequenceNumber.Before(segment.Ack, _sndUna - Math.Max(_maxSndWnd, 1)))
        {
            Challenge(now);
            return false;
        }

        TakeTimestamp(segment);

        if (_extension is not null && !_extension.OnSegment(segment, now))
        {
            return false;
        }

        if (_state < TcpState.Established)
        {
            return false;
        }

        if (SequenceNumber.Before(segment.Ack, _sndUna))
        {
            // Older than what is known; its data and what it reports by SACK still count (Linux: tcp_ack, old_ack).
            if (segment.SackCount > 0 && _sackPermitted)
            {
                ProcessOldSack(segment, now);
            }

            return true;
        }

        UpdateSendWindow(segment);
        ProcessAcknowledgement(segment, now);
        return CheckOwnFinAcknowledged(now);
    }

    /// <returns>False when the connection is gone.</returns>
    private bool CheckOwnFinAcknowledged(Instant now)
    {
        if (!FinIsAcknowledged)
        {
            return true;
        }

        switch (_state)
        {
            case TcpState.FinWait1:
                Move(TcpTransition.AckOfFinArrives);
                break;
            case TcpState.Closing:
                Move(TcpTransition.AckOfFinArrives);
                EnterTimeWait(now);
                break;
            case TcpState.LastAck:
                Move(TcpTransition.AckOfFinArrives);
                End(TcpEvents.Closed);
                return false;
        }

        return true;
    }

    private void UpdateSendWindow(in Segment segment)
    {
        if (SequenceNumber.Before(_sndWl1, segment.Seq) || (_sndWl1 == segment.Seq && SequenceNumber.BeforeOrEqual(_sndWl2, segment.Ack)))
        {
            _sndWnd = (uint)segment.Window << _sndWindShift;
            _sndWl1 = segment.Seq;
            _sndWl2 = segment.Ack;
            if (_sndWnd > _maxSndWnd)
            {
                _maxSndWnd = _sndWnd;
            }

            // Whatever the peer says of its window, it is there (Linux: tcp_ack clears icsk_probes_out).
            _probesUnanswered = 0;
            if (_watch is { } watch && _sent.IsEmpty)
            {
                watch.UnansweredSince = 0;
            }

            if (_timer == TimerKind.Persist && _sndWnd > 0)
            {
                // What follows decides whether the window is worth a segment; else the timer starts again.
                DisarmTimer();
            }
        }
    }
}
