using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tcp;

// SEGMENT ARRIVES (RFC 9293 section 3.10.7.4), the steps of RST, SYN and FIN.
public sealed partial class TcpConnection
{
    /// <summary>Least time between two acknowledgements of unacceptable segments (RFC 5961 section 7; Linux: tcp_invalid_ratelimit).</summary>
    private const long ChallengeInterval = 500_000_000;

    /// <summary>A challenge ACK, limited in rate (RFC 5961 sections 3.2, 4.2, 5.2 and 7).</summary>
    private void Challenge(Instant now)
    {
        if (now.Nanoseconds - _lastChallenge >= ChallengeInterval)
        {
            _lastChallenge = now.Nanoseconds;
            _ackNow = true;
        }
    }

    /// <summary>Second: RST (RFC 5961 section 3.2): only an exact sequence number resets; one within the window is challenged.</summary>
    private bool CheckReset(in Segment segment, Instant now)
    {
        if (!segment.Has(TcpFlags.Rst))
        {
            return true;
        }

        if (segment.Seq != _rcvNxt && !IsPastEverySack(segment.Seq) && _extension?.ProvesReset(segment) != true)
        {
            if (_state == TcpState.Established && DataSegmentsReceived == 0)
            {
                SuspectBlackhole(now);
            }

            Challenge(now);
            return false;
        }

        _extension?.OnSegment(segment, now);
        switch (_state)
        {
            case TcpState.Closed:
                break;
            case TcpState.Closing:
            case TcpState.LastAck:
                // A FIN that still waits behind data has not left CLOSE-WAIT in the sense of RFC 9293 section 3.10.4: the data are lost.
                End(_finSent ? TcpEvents.Closed : TcpEvents.Reset);
                break;
            case TcpState.TimeWait:
                // The user was told on the way into TIME-WAIT.
                Release();
                break;
            case TcpState.SynReceived:
                var wasOpen = SendsEarly;
                ResetPending(now);
                End(wasOpen ? TcpEvents.Reset : TcpEvents.Refused);
                break;
            default:
                End(TcpEvents.Reset);
                break;
        }

        return false;
    }

    /// <summary>The sequence number that the sender of an RST stands at when everything before it but a gap has arrived (Linux: tcp_validate_incoming).</summary>
    private bool IsPastEverySack(uint seq)
    {
        if (_sackBlockCount == 0 || !_sackPermitted)
        {
            return false;
        }

        var right = _sackBlocks[0].Right;
        for (var i = 1; i < _sackBlockCount; i++)
        {
            right = SequenceNumber.Max(right, _sackBlocks[i].Right);
        }

        return seq == right;
    }

    /// <summary>Fourth: SYN (RFC 5961 section 4.2): challenged in every state, but for the one of a simultaneous open.</summary>
    private bool CheckSyn(in Segment segment, Instant now)
    {
        if (!segment.Has(TcpFlags.Syn) || IsSynOfSimultaneousOpen(segment))
        {
            return true;
        }

        Challenge(now);
        return false;
    }

    /// <summary>Eighth: FIN, in order only; one ahead of a gap is remembered, and reported as data ahead of a gap are.</summary>
    private void CheckFin(in Segment segment, Instant now)
    {
        if (_peerClosed || _state < TcpState.Established)
        {
            return;
        }

        if (segment.Has(TcpFlags.Fin))
        {
            NoteFin(segment.Seq + segment.SequenceLength - 1);
        }

        if (!_peerFinSeen || _peerFinSeq != _rcvNxt)
        {
            return;
        }

        _ackNow |= Memory is { } memory && memory.ClosesAtFin(_rcvNxt);
        _rcvNxt++;
        _peerClosed = true;
        _sackBlockCount = 0;
        _dsackPending = false;
        ScheduleAckOfFin(now);
        _events |= TcpEvents.Readable;
        Move(TcpTransition.FinArrives);
        _extension?.OnFin(now);
        if (_state == TcpState.TimeWait)
        {
            EnterTimeWait(now);
        }
    }

    /// <summary>
    /// Where only the peer has closed, the answer may take the FIN along that our end will soon send, and waits like that of data
    /// (Linux: tcp_fin enters the interactive mode, in which acknowledgements are not hurried). Otherwise nothing more is to come.
    /// </summary>
    private void ScheduleAckOfFin(Instant now)
    {
        if (_state != TcpState.Established || !_settings.DelayedAck || _ackDelay == 0 || _rcvNxt - _lastAckSent > (uint)_receivedSegmentSize)
        {
            _ackNow = true;
            return;
        }

        _quickAcks = 0;
        if (!_ackNow && _ackDeadline == long.MaxValue)
        {
            _ackDeadline = now.Nanoseconds + Math.Clamp(_ackDelay, MinimumAckDelay, MaximumAckDelay);
        }
    }

    private void NoteFin(uint seq)
    {
        if (_extension is not { OwnsWindow: true } && SequenceNumber.After(seq, SequenceNumber.Max(_rcvAdvertised, _rcvNxt)))
        {
            // Data before it were beyond the window and are not taken, so neither is the FIN.
            return;
        }

        _peerFinSeen = true;
        _peerFinSeq = seq;
        if (seq != _rcvNxt)
        {
            // It takes a sequence number, which a SACK block covers (RFC 2018 section 3; Linux: tcp_data_queue_ofo).
            RememberSack(StartOfBlockBefore(seq), seq);
            _ackNow = true;
        }
    }

    /// <summary>
    /// A SYN that cannot be an old one, by its timestamp (RFC 6191) or its sequence number, may open a new connection in place of one
    /// in TIME-WAIT (RFC 9293 section 3.10.7.4, fourth; Linux: tcp_timewait_state_process).
    /// </summary>
    /// <param name="syn">A SYN without an acknowledgement.</param>
    /// <param name="initialSequence">The initial sequence number for the new connection, beyond all that this one has used.</param>
    internal bool MakesWayFor(in Segment syn, out uint initialSequence)
    {
        initialSequence = _sndNxt + 65_535 + 2;
        var age = _timestamps && syn.HasTimestamps ? (int)(syn.TsVal - _tsRecent) : 0;
        return _state == TcpState.TimeWait && age >= 0 && (age > 0 || SequenceNumber.After(syn.Seq, _rcvNxt));
    }

    /// <summary>TIME-WAIT is over before its time.</summary>
    internal void EndTimeWait()
    {
        Move(TcpTransition.TimeWaitExpires);
        Release();
    }

    private void EnterTimeWait(Instant now)
    {
        _events |= TcpEvents.Closed;
        ArmTimeWait(now);
    }
}
