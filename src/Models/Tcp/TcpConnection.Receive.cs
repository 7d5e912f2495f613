using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tcp;

// Arriving data: order, acknowledgement, window (RFC 9293 section 3.10.7.4, seventh; RFC 2018; RFC 2883).
public sealed partial class TcpConnection
{
    /// <summary>Acknowledgements sent at once when data begin to arrive (Linux: TCP_MAX_QUICKACKS).</summary>
    private const int QuickAcks = 16;

    /// <summary>Shortest and longest delay of an acknowledgement (Linux: TCP_ATO_MIN, TCP_DELACK_MAX); RFC 9293 allows 500 ms.</summary>
    private const long MinimumAckDelay = 40_000_000;
    private const long MaximumAckDelay = 200_000_000;

    /// <summary>On a subflow the window belongs to the MPTCP connection; a subflow accepts any sequence number within this reach.</summary>
    private const uint ReachWithoutOwnWindow = 1u << 30;

    private bool _windowScalingAgreed;
    private bool _dsackPending;
    private bool _peerFinSeen;

    /// <summary>RFC 7323 section 2.3.</summary>
    private const byte LargestWindowShift = 14;

    /// <summary>Shift that lets the largest buffer be announced (RFC 7323 section 2.3), unless it was announced already.</summary>
    private byte OwnWindowShift => _settings.GivenSynOptions is { } given ? Math.Min(given.WindowScale ?? 0, LargestWindowShift) : WindowShiftOf(_settings);

    internal static byte WindowShiftOf(TcpSettings settings)
    {
        byte shift = 0;
        while (shift < LargestWindowShift && 65535L << shift < settings.ReceiveBufferLimit)
        {
            shift++;
        }

        return shift;
    }

    private long ReceivedInOrder => (uint)(_rcvNxt - _irs - 1) + ((long)_receivedWraps << 32);

    private void ReceiveData(in Segment segment, Instant now)
    {
        var seq = segment.Seq;
        int length = segment.PayloadLength;
        var payload = segment.Payload;
        var skipped = 0;
        if (SequenceNumber.Before(seq, _rcvNxt))
        {
            skipped = (int)(_rcvNxt - seq);
            if (skipped >= length)
            {
                ReportDuplicate(seq, seq + (uint)length);
                return;
            }

            // RFC 2883 section 4: the repeated part is reported with the acknowledgement, which it does not hurry.
            _dsackPending = _sackPermitted;
            _dsackBlock = new SackBlock(seq, _rcvNxt);
            payload = payload.Skip(skipped);
            length -= skipped;
            seq = _rcvNxt;
        }

        if (Memory is { } memory)
        {
            if (!Admits(memory, seq, length))
            {
                return;
            }
        }
        else if (_extension is not { OwnsWindow: true })
        {
            // What lies beyond the window that was announced is not taken.
            var room = (int)(_rcvAdvertised - seq);
            if (room < length)
            {
                length = room;
                _ackNow = true;
                if (length <= 0)
                {
                    return;
                }
            }
        }

        var start = ReceivedInOrder + (int)(seq - _rcvNxt);
        var dataPosition = start;
        if (_extension is not null)
        {
            dataPosition = _extension.DataPosition(segment, start - skipped);
            if (dataPosition < 0)
            {
                return;
            }

            dataPosition += skipped;
        }

        DataSegmentsReceived++;
        OnDataArrived(now, segment.PayloadLength);
        if (seq == _rcvNxt)
        {
            ReportOverlap(seq, seq + (uint)length);
            Deliver(payload, dataPosition, length, now);
            Account(segment, start, length, isInOrder: true);
            if (_reassembly.Count > 0)
            {
                DeliverReassembled(now);
            }

            ScheduleAck(now);
            return;
        }

        Account(segment, start, length, isInOrder: false);
        var run = new ReceivedRun { Start = start, End = start + length, Payload = payload, DataPosition = dataPosition };
        if (_sackPermitted && _reassembly.TryFindHeld(run.Start, run.End, out var from, out var until))
        {
            _dsackPending = true;
            _dsackBlock = new SackBlock(seq + (uint)(from - start), seq + (uint)(until - start));
        }

        _reassembly.Insert(run, _records);

        // Also around a duplicate: RFC 2883 section 4 wants the block that holds it next to the D-SACK.
        _reassembly.RangeAround(start, out var left, out var right);
        RememberSack(_rcvNxt + (uint)(left - ReceivedInOrder), _rcvNxt + (uint)(right - ReceivedInOrder));
        _ackNow = true;
    }

    private void Deliver(Wire.Payload payload, long dataPosition, int length, Instant now)
    {
        var before = _rcvNxt - _irs - 1;
        _rcvNxt += (uint)length;
        if (_rcvNxt - _irs - 1 < before)
        {
            _receivedWraps++;
        }

        if (_extension is null)
        {
            _receiveBuffer!.Value.Append(payload, length);
            _events |= TcpEvents.Readable;
        }
        else
        {
            _extension.OnData(payload, dataPosition, length, now);
        }
    }

    /// <summary>In-order data that cover some which had arrived before: the first such range is a duplicate (RFC 2883 section 4.1; Linux: tcp_ofo_queue).</summary>
    private void ReportOverlap(uint left, uint right)
    {
        if (_sackBlockCount == 0 || !_sackPermitted)
        {
            return;
        }

        var first = _sackBlocks[0];
        for (var i = 1; i < _sackBlockCount; i++)
        {
            first = SequenceNumber.Before(_sackBlocks[i].Left, first.Left) ? _sackBlocks[i] : first;
        }

        if (SequenceNumber.Before(first.Left, right) && !SequenceNumber.Before(first.Left, left))
        {
            _dsackPending = true;
            _dsackBlock = new SackBlock(first.Left, SequenceNumber.Min(first.Right, right));
        }
    }

    private void DeliverReassembled(Instant now)
    {
        while (_reassembly.TryTakeAt(ReceivedInOrder, _records, out var run))
        {
            Deliver(run.Payload, run.DataPosition, (int)(run.End - run.Start), now);
        }

        Memory?.FillGap(ReceivedInOrder);

        // A filled gap is acknowledged at once (RFC 5681 section 4.2).
        _ackNow = true;
        var kept = 0;
        for (var i = 0; i < _sackBlockCount; i++)
        {
            if (SequenceNumber.After(_sackBlocks[i].Right, _rcvNxt))
            {
                _sackBlocks[kept++] = _sackBlocks[i];
            }
        }

        _sackBlockCount = (byte)kept;
    }

    /// <summary>Reports a range first from now on, and drops the blocks that it has grown out of.</summary>
    private void RememberSack(uint left, uint right)
    {
        if (_peerFinSeen && right == _peerFinSeq)
        {
            right++;
        }

        var kept = new SackBlocks();
        kept[0] = new SackBlock(left, right);
        var count = 1;
        for (var i = 0; i < _sackBlockCount && count < SackBlocks.Capacity; i++)
        {
            var block = _sackBlocks[i];
            if (SequenceNumber.Before(block.Right, left) || SequenceNumber.After(block.Left, right))
            {
                kept[count++] = block;
            }
        }

        _sackBlocks = kept;
        _sackBlockCount = (byte)count;
    }

    /// <summary>The left edge of the block that ends at a sequence number, or that number.</summary>
    private uint StartOfBlockBefore(uint seq)
    {
        for (var i = 0; i < _sackBlockCount; i++)
        {
            if (SequenceNumber.AfterOrEqual(_sackBlocks[i].Right, seq))
            {
                return SequenceNumber.Min(_sackBlocks[i].Left, seq);
            }
        }

        return seq;
    }

    /// <summary>Data that were here before: acknowledged at once, with a D-SACK (RFC 2883 section 4).</summary>
    private void ReportDuplicate(uint left, uint right)
    {
        // The sender may be recovering: nothing must hold it up (Linux: tcp_enter_quickack_mode).
        var window = (int)(_rcvAdvertised - _rcvNxt);
        _ackNow = true;
        _quickAcks = (byte)Math.Max(_quickAcks, Math.Clamp(window / (2 * _receivedSegmentSize), 2, QuickAcks));
        _ackDelay = MinimumAckDelay;
        if (_sackPermitted)
        {
            _dsackPending = true;
            _dsackBlock = new SackBlock(left, right);
        }
    }

    /// <summary>Octets that the SACK option will take, given what else goes into the 40.</summary>
    private int SackOctets(bool withTimestamps, int otherOptions)
    {
        var count = SackBlocksThatFit(Segment.MaximumOptionsLength - (withTimestamps ? 12 : 0) - otherOptions);
        return count == 0 ? 0 : 4 + (8 * count);
    }

    private int SackBlocksThatFit(int octets) => _sackPermitted ? Math.Clamp((octets - 4) / 8, 0, Math.Min(SackBlocks.Capacity, _sackBlockCount + (_dsackPending ? 1 : 0))) : 0;

    private void FillSack(ref Segment segment)
    {
        var options = segment.OptionsLength();

        // A retransmission keeps its length; what the MTU leaves may be less than what the header has room for.
        var room = Math.Min(Segment.MaximumOptionsLength, _settings.Mtu - HeaderLength - segment.PayloadLength);
        var count = SackBlocksThatFit(room - options);
        var filled = 0;
        if (_dsackPending && count > 0)
        {
            segment.Sack[filled++] = _dsackBlock;
        }

        _dsackPending = false;
        for (var i = 0; i < _sackBlockCount && filled < count; i++)
        {
            segment.Sack[filled++] = _sackBlocks[i];
        }

        segment.SackCount = (byte)filled;
    }

    /// <summary>Adapts the delay of acknowledgements to the spacing of data (Linux: tcp_event_data_recv).</summary>
    private void OnDataArrived(Instant now, int length)
    {
        if (length > _receivedSegmentSize && Memory is null)
        {
            _receivedSegmentSize = length;
        }

        if (_ackDelay == 0)
        {
            _quickAcks = QuickAcks;
            _ackDelay = MinimumAckDelay;
        }
        else
        {
            var gap = now.Nanoseconds - _lastDataArrived;
            if (gap <= MinimumAckDelay / 2)
            {
                _ackDelay = (_ackDelay >> 1) + (MinimumAckDelay / 2);
            }
            else if (gap < _ackDelay)
            {
                _ackDelay = Math.Min((_ackDelay >> 1) + gap, MaximumAckDelay);
            }
            else if (gap > Rto.Nanoseconds)
            {
                // The sender may have restarted from a small window: do not hold it up.
                _quickAcks = QuickAcks;
            }
        }

        _lastDataArrived = now.Nanoseconds;
    }

    /// <summary>Every second full segment is acknowledged, a single one after a delay (RFC 9293 section 3.8.6.3).</summary>
    private void ScheduleAck(Instant now)
    {
        if (_ackNow)
        {
            return;
        }

        var isDue = _rcvNxt - _lastAckSent > (uint)_receivedSegmentSize && HasRoomToTell;
        if (_quickAcks > 0 || !_settings.DelayedAck || _reassembly.Count > 0 || _peerFinSeen || isDue)
        {
            _ackNow = true;
        }
        else if (_ackDeadline == long.MaxValue)
        {
            _ackDeadline = now.Nanoseconds + Math.Clamp(_ackDelay, MinimumAckDelay, MaximumAckDelay);
        }
    }

    private void OnAckSent()
    {
        if (_quickAcks > 0 && _lastAckSent != _rcvNxt)
        {
            _quickAcks--;
        }

        _lastAckSent = _rcvNxt;
        _ackNow = false;
        _ackDeadline = long.MaxValue;
    }

    /// <summary>RCV.WND for the next segment, scaled for the wire; the right edge never moves left (RFC 9293 section 3.8.6).</summary>
    private ushort SelectWindow()
    {
        if (Memory is { } memory)
        {
            return Announce(memory);
        }

        long free;
        if (_extension is { OwnsWindow: true })
        {
            free = _extension.ReceiveWindow;
        }
        else
        {
            var current = (int)(_rcvAdvertised - _rcvNxt);
            free = _receiveBuffer!.Value.Size - _receiveBuffer.Value.Bytes;

            // Receiver's silly window avoidance (RFC 9293 section 3.8.6.2.2): announce nothing rather than a sliver.
            if (free < Math.Min(_receivedSegmentSize, _receiveBuffer.Value.Size / 2))
            {
                free = 0;
            }

            free = Math.Max(free, Math.Max(current, 0));
        }

        var unit = 1L << _rcvWindShift;
        var field = Math.Min((free + unit - 1) >> _rcvWindShift, 65535);
        _rcvAdvertised = _rcvNxt + (uint)(field << _rcvWindShift);
        return (ushort)field;
    }

    /// <summary>Tells the peer when reading has at least doubled the window (Linux: tcp_cleanup_rbuf).</summary>
    private void ConsiderWindowUpdate()
    {
        if (_state < TcpState.Established || _peerClosed || _extension is not null)
        {
            return;
        }

        if (Memory is { } memory)
        {
            _ackNow |= memory.IsWorthTelling(_rcvNxt, _receivedSegmentSize, _rcvWindShift);
            return;
        }

        var current = (int)(_rcvAdvertised - _rcvNxt);
        var free = _receiveBuffer!.Value.Size - _receiveBuffer.Value.Bytes;
        if (2L * current <= _receiveBuffer.Value.Size && free >= 2L * Math.Max(current, 0) && free >= Math.Min(_receivedSegmentSize, _receiveBuffer.Value.Size / 2))
        {
            _ackNow = true;
        }
    }

    /// <summary>The receiver's view of the round trip, from the timestamp echoed with data (Linux: tcp_rcv_rtt_measure_ts).</summary>
    private void MeasureReceiverRoundTrip(in Segment segment, Instant now)
    {
        if (!_timestamps)
        {
            MeasureWindowRoundTrip(now);
        }
        else if (segment.HasTimestamps && segment.TsEcr != 0 && segment.TsEcr != _lastEchoMeasured)
        {
            // An echo is a round trip old only when it is new.
            _lastEchoMeasured = segment.TsEcr;
            if (segment.PayloadLength < _receivedSegmentSize)
            {
                return;
            }

            var ticks = (int)(TimestampAt(now) - segment.TsEcr);
            if (ticks >= 0)
            {
                // The smallest of recent samples, moving up slowly (Linux: tcp_rcv_rtt_update).
                var sample = Math.Max(ticks, 1) * 1_000_000L;
                _receiverRoundTrip = _receiverRoundTrip == 0 || sample < _receiverRoundTrip ? sample : _receiverRoundTrip + ((sample - _receiverRoundTrip) >> 3);
            }
        }
    }

    /// <summary>Without timestamps a window's worth of data takes at least a round trip; the shortest time counts (Linux: tcp_rcv_rtt_measure).</summary>
    private void MeasureWindowRoundTrip(Instant now)
    {
        if (_windowMeasuredFrom != 0 && SequenceNumber.Before(_rcvNxt, _windowMeasuredEnd))
        {
            return;
        }

        var sample = Math.Max(now.Nanoseconds - _windowMeasuredFrom, 1);
        if (_windowMeasuredFrom != 0 && (_receiverRoundTrip == 0 || sample < _receiverRoundTrip))
        {
            _receiverRoundTrip = sample;
        }

        _windowMeasuredFrom = now.Nanoseconds;
        _windowMeasuredEnd = _rcvAdvertised;
    }
}
