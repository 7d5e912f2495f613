using System.Runtime.CompilerServices;
using Mpsim.Models.Tcp.Recovery;
using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tcp;

// What leaves: resets, retransmissions, new data, FIN, pure acknowledgements, in that order.
public sealed partial class TcpConnection
{
    /// <summary>What is assumed of a peer that announces nothing (RFC 9293 section 3.7.1).</summary>
    private const int DefaultSendMss = 536;
    private const int DefaultSendMssOverIPv6 = 1220;

    private bool _synPending;
    private bool _ackNow;
    private bool _resetPending;
    private bool _resetAnswersAck;
    private bool _smallSegmentOut;
    private bool _windowProbePending;

    // Whether the window is what holds the sender back (Linux: tcp_cwnd_validate).
    private bool _cwndLimited;

    /// <summary>The window and the connection's state would let a segment of new data out now.</summary>
    public bool HasRoomForNewData
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => CanSend && _lostUnsent == 0 && InFlight < Congestion.Cwnd && _paceUntil == long.MaxValue;
    }

    /// <summary>Fills in the next segment that may leave now.</summary>
    /// <param name="now">Now.</param>
    /// <param name="segment">An empty segment; untouched when the answer is false.</param>
    /// <returns>False when nothing may leave.</returns>
    public bool TryEmit(Instant now, ref Segment segment)
    {
        if (_lostUnsent > 0 && InFlight < Congestion.Cwnd && _paceUntil == long.MaxValue && TryRetransmit(now, ref segment))
        {
            return true;
        }

        if (_sendQueue.Bytes > 0 && TrySendData(now, ref segment))
        {
            return true;
        }

        if (_ackNow | _synPending | _resetPending | _finQueued | _windowProbePending | _recovery.ProbeIsDue)
        {
            return TryEmitControl(now, ref segment);
        }

        if (_deliveryRate is not null)
        {
            ConsiderApplicationLimit();
        }

        return false;
    }

    /// <summary>Asks for a pure acknowledgement, for instance because the layer above has an option to send.</summary>
    public void RequestAck() => _ackNow |= _state >= TcpState.SynReceived;

    /// <summary>Asks for a segment that the peer must answer, to learn its window (RFC 9293 section 3.8.6.1).</summary>
    public void RequestWindowProbe() => _windowProbePending = true;

    private bool TryEmitControl(Instant now, ref Segment segment)
    {
        if (_resetPending)
        {
            EmitReset(now, ref segment);
            return true;
        }

        if (_synPending)
        {
            _synPending = false;
            EmitSyn(now, ref segment);
            return true;
        }

        if (_state < TcpState.Established && !SendsEarly)
        {
            if (_ackNow && _state == TcpState.SynReceived)
            {
                _ackNow = false;
                FillHeader(now, ref segment, _sndNxt, 0);
                return true;
            }

            return false;
        }

        if (_recovery.ProbeIsDue && TryEmitTailLossProbe(now, ref segment))
        {
            return true;
        }

        if (_finQueued && !_finSent && _sendQueue.Bytes == 0)
        {
            if (_extension is { OwnsWindow: true } || (int)(_sndUna + _sndWnd - _sndNxt) > 0)
            {
                EmitFin(now, ref segment);
                return true;
            }

            // A FIN takes a place in the window (RFC 9293 section 3.4); the probe tells when there is one.
            if (_sent.IsEmpty)
            {
                ArmPersist(now);
            }
        }

        if (_windowProbePending)
        {
            // Linux probes with an old sequence number and no data (tcp_xmit_probe_skb); the answer is an ACK.
            _windowProbePending = false;
            FillHeader(now, ref segment, _sndUna - 1, 0);
            return true;
        }

        if (_ackNow)
        {
            FillHeader(now, ref segment, _sndNxt, 0);
            return true;
        }

        return false;
    }

    private void EmitSyn(Instant now, ref Segment segment)
    {
        ref var sent = ref _sent.Push(_records);
        sent = new SentSegment { Seq = _sndNxt, SentAt = now.Nanoseconds, Marks = SegmentMarks.Syn, Transmissions = 1 };
        _deliveryRate?.OnSent(_sent.Tail - 1, _sent.Head, now.Nanoseconds, true);
        _sndNxt++;
        FillSyn(now, ref segment);
        AddSynData(now, ref segment);
        if (_state == TcpState.SynSent)
        {
            _openedAt = (uint)(now.Nanoseconds / 1_000_000) + 1;
        }

        ArmRetransmission(now);
    }

    private void FillSyn(Instant now, ref Segment segment)
    {
        var isAnswer = _state == TcpState.SynReceived;
        var isFirst = _sent.IsEmpty || _sent[_sent.Head].Transmissions <= 1;
        segment.Seq = _iss;
        segment.Flags = (isAnswer ? TcpFlags.Syn | TcpFlags.Ack : TcpFlags.Syn) | EcnSetup(isAnswer, isFirst);
        segment.Ack = _rcvNxt;
        segment.PayloadLength = 0;
        segment.Window = (ushort)Math.Min(OpenWindow(isAnswer ? _windowScalingAgreed : _settings.WindowScaling, isAnswer && _timestamps), 65535);
        segment.Options = _settings.GivenSynOptions ?? new SegmentOptions
        {
            MaximumSegmentSize = AnnouncedMss,
            WindowScale = _settings.WindowScaling && (!isAnswer || _windowScalingAgreed) ? OwnWindowShift : null,
            SackPermitted = _settings.Sack && (!isAnswer || _sackPermitted),
            FastOpen = FastOpenOption(isAnswer, isFirst),
            Unknown = isAnswer ? [] : _settings.SynOptions,
        };
        if (isAnswer ? _timestamps : _settings.Timestamps)
        {
            StampTime(now, ref segment);
        }

        _ackNow = false;
        _ackDeadline = long.MaxValue;
        _lastAckSent = _rcvNxt;
        _extension?.Decorate(ref segment, 0, now);
    }

    /// <summary>A segment whose acknowledgement makes no sense is answered by an RST that it must accept.</summary>
    private void AnswerByReset(in Segment segment)
    {
        _resetPending = true;
        _resetAnswersAck = true;
        _resetSeq = segment.Ack;
    }

    private void EmitReset(Instant now, ref Segment segment)
    {
        _resetPending = false;
        segment.Seq = _resetSeq;
        segment.PayloadLength = 0;
        if (_resetAnswersAck)
        {
            // RFC 9293 section 3.10.7: <SEQ=SEG.ACK><CTL=RST>.
            _resetAnswersAck = false;
            segment.Ack = 0;
            segment.Window = 0;
            segment.Flags = TcpFlags.Rst;
        }
        else
        {
            segment.Ack = _rcvNxt;
            segment.Flags = TcpFlags.Rst | TcpFlags.Ack;

            // It says what was announced last, as every segment but an answer without a connection does (Linux: tcp_send_active_reset).
            segment.Window = (ushort)Math.Clamp((int)(_rcvAdvertised - _rcvNxt) >> _rcvWindShift, 0, 65535);
            if (_timestamps)
            {
                StampTime(now, ref segment);
            }
        }

        _extension?.Decorate(ref segment, 0, now);
    }

    private void EmitFin(Instant now, ref Segment segment)
    {
        ref var sent = ref _sent.Push(_records);
        sent = new SentSegment { Seq = _sndNxt, SentAt = now.Nanoseconds, Marks = SegmentMarks.Fin | SegmentMarks.Tail, Transmissions = 1 };
        _deliveryRate?.OnSent(_sent.Tail - 1, _sent.Head, now.Nanoseconds, _sent.Count == 1);
        _finSent = true;
        FillHeader(now, ref segment, _sndNxt, 0);
        segment.Flags |= TcpFlags.Fin;
        _sndNxt++;
        AfterNewData(now, _sent.Count == 1);
    }

    private bool TrySendData(Instant now, ref Segment segment)
    {
        var probe = _recovery.ProbeIsDue;
        if ((_state < TcpState.Established && (!SendsEarly || _synPending)) || ((FillsWindow || _paceUntil != long.MaxValue) && !probe))
        {
            return false;
        }

        if (_settings.MtuProbing is not null && !probe)
        {
            if (TrySendMtuProbe(now, ref segment, out var waits))
            {
                return true;
            }

            if (waits)
            {
                return false;
            }
        }

        var limit = MaximumPayload();
        var length = (int)Math.Min(limit, _sendQueue.Contiguous);
        var payload = _streamMap.Locate(_sendQueue.Position, out var inRun);
        length = (int)Math.Min(length, inRun);
        if (_extension is not { OwnsWindow: true })
        {
            // The window of a SYN begins behind our own, acknowledged or not.
            var usable = (int)(_sndUna + _sndWnd - _sndNxt) + (SendsEarly ? 1 : 0);
            if (usable < length)
            {
                // Sender's silly window avoidance (RFC 9293 section 3.8.6.2.1, conditions 1 to 3); the probe that is
                // due is the override timeout of condition 4 (Linux: tcp_write_wakeup sends what fits).
                if (usable <= 0 || (usable < limit && usable < _maxSndWnd / 2 && !_windowProbePending))
                {
                    if (_sent.IsEmpty)
                    {
                        ArmPersist(now);
                    }

                    return false;
                }

                length = usable;
            }

            if (length < limit && length == _sendQueue.Bytes && !_finQueued && !NoDelay && !probe && HoldsSmallSegment())
            {
                return false;
            }
        }
        else if (length < limit && length == _sendQueue.Bytes && _extension.HoldsSmallSegments && !_finQueued && !NoDelay && !probe && HoldsSmallSegment())
        {
            return false;
        }

        if (Cork && length < limit && length == _sendQueue.Bytes && !_finQueued && !probe && WaitsForMore(now))
        {
            return false;
        }

        if (_windowProbePending)
        {
            // The data are the probe, and ask for an answer (Linux: tcp_write_wakeup).
            _windowProbePending = false;
            ExpectsMore = false;
        }

        EmitData(now, ref segment, payload, length, limit);
        return true;
    }

    /// <summary>The window has no room. A SYN/ACK behind which data go early takes none of it (Linux: the request has sent it, not the connection).</summary>
    private bool FillsWindow => InFlight >= Congestion.Cwnd && !(SendsEarly && InFlight == Congestion.Cwnd);

    /// <summary>Linux: tcp_nagle_check with TCP_NAGLE_CORK; the timer of window probes ends the wait (tcp_check_probe_timer).</summary>
    private bool WaitsForMore(Instant now)
    {
        if (_pushIsDue || _windowProbePending)
        {
            return false;
        }

        if (_sent.IsEmpty)
        {
            ArmPersist(now);
        }

        return true;
    }

    private void EmitData(Instant now, ref Segment segment, Wire.Payload payload, int length, int limit)
    {
        var wasIdle = _sent.IsEmpty;
        if (wasIdle)
        {
            OnTransmitStart(now);
        }

        var position = _sendQueue.Position;
        var endsRecord = length == _sendQueue.Contiguous && _mapsOwnStream;
        _sendQueue.Take(length);
        _pushIsDue &= _sendQueue.Bytes > 0;
        var marks = SegmentMarks.None;
        var flags = TcpFlags.None;
        if (_sendQueue.Bytes == 0)
        {
            marks = ExpectsMore ? SegmentMarks.None : SegmentMarks.Tail;
            flags = ExpectsMore ? TcpFlags.None : TcpFlags.Psh;
            if (_finQueued && (_extension is { OwnsWindow: true } || (int)(_sndUna + _sndWnd - _sndNxt) > length))
            {
                marks |= SegmentMarks.Fin;
                flags |= TcpFlags.Fin;
                _finSent = true;
            }
        }
        else if (endsRecord)
        {
            marks = SegmentMarks.Tail;
            flags = TcpFlags.Psh;
        }

        ref var sent = ref _sent.Push(_records);
        sent.Position = position;
        sent.SentAt = now.Nanoseconds;
        sent.Seq = _sndNxt;
        sent.Length = (ushort)length;
        sent.Marks = marks;
        sent.Transmissions = 1;
        segment.Payload = payload;
        FillData(now, ref segment, _sndNxt, length, position);
        segment.Flags |= flags;
        _deliveryRate?.OnSent(_sent.Tail - 1, _sent.Head, now.Nanoseconds, wasIdle);
        if (_ecnAgreed)
        {
            MarkCapable(ref segment);
        }

        if (_pacer is not null)
        {
            _paceUntil = _pacer.Charge(now, length, _maximumSegment);
        }

        _sndNxt = sent.EndSeq;
        if (length < limit)
        {
            _smallSegmentEnd = _sndNxt;
            _smallSegmentOut = true;
        }

        if (_recovery.ProbeIsDue)
        {
            _recovery.ProbeIsDue = false;
            _recovery.ProbeIsOut = true;
            _recovery.ProbeIsRetransmission = false;
            _recovery.ProbeEndSeq = _sndNxt;
            ArmRetransmission(now);
        }

        AfterNewData(now, wasIdle);
    }

    /// <summary>Nagle's algorithm in Minshall's form, as Linux: a small segment waits while another is unacknowledged.</summary>
    private bool HoldsSmallSegment() => _smallSegmentOut && SequenceNumber.After(_smallSegmentEnd, _sndUna) && !_sent.IsEmpty;

    private void AfterNewData(Instant now, bool wasIdle)
    {
        _lastDataSent = now.Nanoseconds;
        if (_recovery.IsReducing)
        {
            _recovery.Prr.OnSent();
        }

        var inFlight = InFlight;
        var limited = inFlight >= Congestion.Cwnd;
        if (limited || SequenceNumber.AfterOrEqual(_sndUna, _cwndUsageSeq) || (!_cwndLimited && _sent.Count > _maxPacketsOut))
        {
            _cwndLimited = limited;
            _maxPacketsOut = _sent.Count;
            _cwndUsageSeq = _sndNxt;
        }

        ValidateWindow(now);
        if (wasIdle || _timer == TimerKind.TailLossProbe || _timer == TimerKind.None)
        {
            ArmAfterTransmission(now);
        }
    }

    /// <summary>Payload that fits now: the segment size, less what SACK blocks take.</summary>
    private int MaximumPayload() => _sackBlockCount == 0 && !_dsackPending ? _maximumSegment : Math.Max(MinimumPayload, _maximumSegment - SackOctets(_timestamps, _extension?.DataOptionsLength ?? 0));

    /// <summary>Common fields of every segment from SYN-RECEIVED on: sequence, acknowledgement, window, time, SACK.</summary>
    private void FillHeader(Instant now, ref Segment segment, uint seq, long position)
    {
        segment.PayloadLength = 0;
        FillData(now, ref segment, seq, 0, position);
    }

    private void FillData(Instant now, ref Segment segment, uint seq, int length, long position)
    {
        segment.Seq = seq;
        segment.Ack = _rcvNxt;
        segment.Flags = _echoesMark ? TcpFlags.Ack | TcpFlags.Ece : TcpFlags.Ack;
        segment.PayloadLength = (ushort)length;
        segment.Window = SelectWindow();
        if (_timestamps)
        {
            StampTime(now, ref segment);
        }

        _extension?.Decorate(ref segment, position, now);
        if (_sackBlockCount > 0 || _dsackPending)
        {
            FillSack(ref segment);
        }

        OnAckSent();
    }

    private void StampTime(Instant now, ref Segment segment)
    {
        segment.HasTimestamps = true;
        segment.TsVal = TimestampAt(now);
        segment.TsEcr = _tsRecent;
    }

    /// <summary>TSval: a clock of 1 ms (RFC 7323 section 5.4), as Linux's.</summary>
    private uint TimestampAt(Instant now) => (uint)(now.Nanoseconds / 1_000_000) + _timestampOffset;

    /// <summary>After an idle time longer than the timeout the window restarts (RFC 5681 section 4.1; Linux: tcp_cwnd_restart halves it once per timeout passed).</summary>
    private void OnTransmitStart(Instant now)
    {
        if (_lastDataSent == 0)
        {
            return;
        }

        var idle = now.Nanoseconds - _lastDataSent;
        Congestion.OnTransmitStart(now, new Instant(_lastDataSent));
        var timeout = Rto.Nanoseconds;
        if (!_settings.SlowStartAfterIdle || Congestion.ControlsRate || idle <= timeout || _state < TcpState.Established)
        {
            return;
        }

        var restart = Math.Min(_settings.InitialWindow, Congestion.Cwnd);
        Congestion.Ssthresh = Math.Max(Congestion.Ssthresh, (Congestion.Cwnd >> 1) + (Congestion.Cwnd >> 2));
        for (idle -= timeout; idle > 0 && Congestion.Cwnd > restart; idle -= timeout)
        {
            Congestion.Cwnd >>= 1;
        }

        Congestion.Cwnd = Math.Max(Congestion.Cwnd, restart);
        _maxPacketsOut = 0;
        _cwndUsageSeq = _sndNxt;
        _cwndUsed = 0;
        _cwndValidatedAt = now.Nanoseconds;
    }
}
