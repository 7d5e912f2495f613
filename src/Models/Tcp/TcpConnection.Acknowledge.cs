using Mpsim.Models.Tcp.Congestion;
using Mpsim.Models.Tcp.Recovery;
using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tcp;

// What an acknowledgement does to the retransmission queue, the scoreboard and the window
// (RFC 9293 section 3.10.7.4, fifth; RFC 2018; RFC 6298; RFC 8985).
public sealed partial class TcpConnection
{
    /// <summary>Where loss recovery stands.</summary>
    public RecoveryPhase RecoveryPhase => _recovery.Phase;

    /// <summary>RFC 9293 section 3.10.7.4, fifth, ESTABLISHED: SND.UNA =&lt; SEG.ACK =&lt; SND.NXT, window already updated.</summary>
    private void ProcessAcknowledgement(in Segment segment, Instant now)
    {
        var ack = segment.Ack;
        var sample = new AckSample { Now = now, Rtt = new Duration(-1), LongestRtt = new Duration(-1), PriorInFlight = InFlight, SndNxt = _sndNxt };
        var advanced = ack != _sndUna;
        var delivered = 0;
        _deliveryRate?.BeginAck();
        var retransmittedAcked = false;
        if (advanced)
        {
            _timeoutsInRow = 0;
            _persistBackoff = 0;
            if (_watch is { } watch)
            {
                watch.UnansweredSince = 0;
            }

            _acknowledged += ack - _sndUna;
            _sndUna = ack;
            delivered = RemoveAcknowledged(segment, now, ref sample, out retransmittedAcked);
            AcknowledgeMtuProbe();
            if (_mapsOwnStream)
            {
                _streamMap.ForgetBefore(_streamMap.Length - _sendQueue.Bytes - (_sndNxt - _sndUna));
            }
        }

        var dsack = false;
        if (segment.SackCount > 0 && _sackPermitted)
        {
            delivered += ProcessSack(segment, now, ref sample, out dsack);
        }
        else if (!_sackPermitted)
        {
            delivered = CountDuplicates(segment, advanced, delivered);
        }
        else if (_sent.IsEmpty)
        {
            _sackSeenCount = 0;
        }

        sample.SndUna = _sndUna;
        sample.AckedSegments = delivered;
        Delivered += (uint)delivered;
        if (sample.Rtt.Nanoseconds >= 0)
        {
            TakeRoundTrip(ref sample, now);
        }

        if (_recovery.ProbeIsOut)
        {
            ProcessProbeAcknowledgement(segment, advanced, dsack, now);
        }

        // In a SYN-ACK the flag agrees on ECN and tells of no mark (RFC 3168 section 6.1.1).
        if (segment.Has(TcpFlags.Ece) && !segment.Has(TcpFlags.Syn))
        {
            AcceptEcho(now);
        }

        if (_recovery.Phase != RecoveryPhase.Open || _sackedOut > 0 || _lostOut > 0 || dsack)
        {
            Recover(segment, now, advanced, delivered, dsack, retransmittedAcked);
        }

        // Linux: tcp_may_raise_cwnd; SACKs alone do not let the window grow.
        if (advanced && delivered > 0 && !_recovery.IsReducing)
        {
            sample.CwndLimited = IsCwndLimited;
            _cwndValidatedAt = now.Nanoseconds;
            Congestion.OnAck(sample);
        }

        if (_pacer is not null)
        {
            if (_deliveryRate is not null)
            {
                ControlRate(sample, delivered);
            }

            _pacer.UpdateRate(Congestion, _sent.Count, _maximumSegment, _rtt);
        }

        if (advanced || delivered > 0)
        {
            ArmAfterAcknowledgement(now, advanced);
            AfterAcknowledgement();
        }
    }

    /// <summary>SACK blocks of an acknowledgement that another has overtaken: what they report has left the network all the same.</summary>
    private void ProcessOldSack(in Segment segment, Instant now)
    {
        var sample = new AckSample { Now = now, Rtt = new Duration(-1), LongestRtt = new Duration(-1) };
        var delivered = ProcessSack(segment, now, ref sample, out var dsack);
        Delivered += (uint)delivered;
        if (_recovery.Phase != RecoveryPhase.Open || _sackedOut > 0 || _lostOut > 0)
        {
            Recover(segment, now, false, delivered, dsack, false);
        }

        if (delivered > 0)
        {
            ArmAfterAcknowledgement(now, false);
        }
    }

    private bool IsCwndLimited => _cwndLimited || (Congestion.InSlowStart && Congestion.Cwnd < 2 * _maxPacketsOut);

    /// <summary>Removes segments that are wholly acknowledged; a segment acknowledged in part is cut.</summary>
    /// <returns>Segments newly delivered: those that no SACK had reported.</returns>
    private int RemoveAcknowledged(in Segment segment, Instant now, ref AckSample sample, out bool retransmittedAcked)
    {
        var delivered = 0;
        var firstSent = -1L;
        var lastSent = -1L;
        retransmittedAcked = false;
        var ack = segment.Ack;
        var overtaken = ack;
        while (_sent.Head != _sent.Tail)
        {
            ref var sent = ref _sent[_sent.Head];
            if (SequenceNumber.After(sent.EndSeq, ack))
            {
                if (SequenceNumber.After(ack, sent.Seq))
                {
                    var cut = (int)(ack - sent.Seq);
                    sent.Seq = ack;
                    sent.Position += cut;
                    sent.Length -= (ushort)cut;
                }

                break;
            }

            if (!sent.Is(SegmentMarks.Sacked))
            {
                delivered++;
                _deliveryRate?.OnDelivered(_sent.Head, now.Nanoseconds);
                if (sent.Is(SegmentMarks.EverRetransmitted))
                {
                    retransmittedAcked = true;
                }
                else
                {
                    if (firstSent < 0)
                    {
                        firstSent = sent.SentAt;
                    }

                    lastSent = sent.SentAt;
                    if (_sackedOut > 0 && SequenceNumber.Before(sent.Seq, _highestSacked))
                    {
                        overtaken = SequenceNumber.Min(overtaken, sent.Seq);
                    }
                }

                _recovery.Rack.OnDelivered(sent, now, _rtt.MinRtt, IsEchoOlderThan(segment, sent.SentAt));
            }
            else
            {
                _sackedOut--;
            }

            Uncount(sent);
            _sent.Head++;
        }

        if (_sent.IsSparse)
        {
            _sent.Shrink(_records);
        }

        if (overtaken != ack)
        {
            _recovery.Rack.OnReordering(overtaken, _sackedOut > 0 ? _highestSacked : ack, _maximumSegment);
        }

        if (firstSent >= 0 && !retransmittedAcked)
        {
            sample.Rtt = new Duration(now.Nanoseconds - lastSent);
            sample.LongestRtt = new Duration(now.Nanoseconds - firstSent);
        }
        else if (retransmittedAcked && segment.HasTimestamps && _timestamps)
        {
            // The timestamp tells which transmission is acknowledged (RFC 7323 section 4.1).
            var ticks = (int)(TimestampAt(now) - segment.TsEcr);
            if (segment.TsEcr != 0 && ticks >= 0)
            {
                sample.Rtt = sample.LongestRtt = new Duration(Math.Max(ticks, 1) * 1_000_000L);
            }
        }

        return delivered;
    }

    /// <summary>Takes a segment that leaves the queue out of the counts of lost and retransmitted ones.</summary>
    private void Uncount(in SentSegment sent)
    {
        if (!sent.Is(SegmentMarks.Lost | SegmentMarks.Retransmitted))
        {
            return;
        }

        if (sent.Is(SegmentMarks.Retransmitted))
        {
            _retransOut--;
        }

        if (sent.Is(SegmentMarks.Lost))
        {
            _lostOut--;
            if (!sent.Is(SegmentMarks.Retransmitted))
            {
                _lostUnsent--;
            }
        }
    }

    private bool IsEchoOlderThan(in Segment segment, long sentAt) =>
        segment.HasTimestamps && _timestamps && (int)(segment.TsEcr - TimestampAt(new Instant(sentAt))) < 0;

    /// <summary>Marks what the SACK blocks report (RFC 2018 section 5) and finds D-SACKs (RFC 2883 section 4).</summary>
    /// <returns>Segments newly reported.</returns>
    private int ProcessSack(in Segment segment, Instant now, ref AckSample sample, out bool dsack)
    {
        var delivered = 0;
        dsack = false;
        var first = 0;
        if (IsDsack(segment))
        {
            dsack = true;
            first = 1;
            _recovery.Rack.OnDsack(_sndUna, _sndNxt);
            if (_recovery.CanUndo && _recovery.UndoRetransmissions > 0 && SequenceNumber.After(segment.Sack[0].Right, _recovery.UndoMarker))
            {
                _recovery.UndoRetransmissions--;
            }
        }

        // Blocks come in the order of arrival: what one of them raises must not make another look overtaken, or old.
        var highest = _sackedOut > 0 ? _highestSacked : _sndUna;
        var overtaken = highest;
        var acknowledged = sample;
        sample.Rtt = sample.LongestRtt = new Duration(-1);
        for (var i = first; i < segment.SackCount; i++)
        {
            var block = segment.Sack[i];

            // A block that makes no sense against what is outstanding is ignored (RFC 5961's spirit; Linux: tcp_is_sackblock_valid).
            if (!SequenceNumber.Before(block.Left, block.Right) || SequenceNumber.After(block.Right, _sndNxt) || SequenceNumber.BeforeOrEqual(block.Right, _sndUna))
            {
                continue;
            }

            delivered += MarkSacked(block, FirstUnseen(block), ref overtaken, now, ref sample);
        }

        if (overtaken != highest)
        {
            _recovery.Rack.OnReordering(overtaken, _highestSacked, _maximumSegment);
        }

        if (sample.Rtt.Nanoseconds < 0)
        {
            sample.Rtt = acknowledged.Rtt;
        }

        if (acknowledged.LongestRtt.Nanoseconds >= 0)
        {
            sample.LongestRtt = acknowledged.LongestRtt;
        }

        _sackSeenCount = segment.SackCount - first;
        for (var i = 0; i < _sackSeenCount; i++)
        {
            _sackSeen[i] = segment.Sack[i + first];
        }

        return delivered;
    }

    /// <summary>The first block is a D-SACK when it lies below SEG.ACK or within the second block (RFC 2883 section 4.2).</summary>
    private static bool IsDsack(in Segment segment)
    {
        var first = segment.Sack[0];
        if (SequenceNumber.Before(first.Left, segment.Ack))
        {
            return true;
        }

        return segment.SackCount > 1
            && SequenceNumber.BeforeOrEqual(segment.Sack[1].Left, first.Left)
            && SequenceNumber.BeforeOrEqual(first.Right, segment.Sack[1].Right);
    }

    /// <summary>Where a block goes beyond what a block of the last acknowledgement covered, so that work follows what is new.</summary>
    private uint FirstUnseen(SackBlock block)
    {
        for (var i = 0; i < _sackSeenCount; i++)
        {
            var seen = _sackSeen[i];
            if (seen.Left == block.Left && SequenceNumber.BeforeOrEqual(seen.Right, block.Right))
            {
                return seen.Right;
            }
        }

        return block.Left;
    }

    /// <summary>Marks the segments that a block covers whole, also one of which a part was reported before: a device on the way may have cut it.</summary>
    private int MarkSacked(SackBlock block, uint from, ref uint overtaken, Instant now, ref AckSample sample)
    {
        var delivered = 0;
        for (var index = _sent.Find(from); index != _sent.Tail; index++)
        {
            ref var sent = ref _sent[index];
            if (SequenceNumber.After(sent.EndSeq, block.Right))
            {
                break;
            }

            if (sent.Is(SegmentMarks.Sacked) || SequenceNumber.Before(sent.Seq, block.Left))
            {
                continue;
            }

            if (!sent.Is(SegmentMarks.EverRetransmitted))
            {
                // Delivered after something sent later: reordering (RFC 8985 section 6.2 step 3).
                overtaken = SequenceNumber.Min(overtaken, sent.Seq);

                var age = new Duration(now.Nanoseconds - sent.SentAt);
                sample.Rtt = sample.Rtt.Nanoseconds < 0 ? age : Duration.Min(sample.Rtt, age);
                sample.LongestRtt = Duration.Max(sample.LongestRtt, age);
            }

            _deliveryRate?.OnDelivered(index, now.Nanoseconds);

            // The echoed time says nothing here: data ahead of a gap do not move TS.Recent (RFC 7323 section 4.3).
            _recovery.Rack.OnDelivered(sent, now, _rtt.MinRtt, false);
            Uncount(sent);
            sent.Marks = (sent.Marks & ~(SegmentMarks.Lost | SegmentMarks.Retransmitted)) | SegmentMarks.Sacked;
            if (_sackedOut == 0 || SequenceNumber.After(sent.EndSeq, _highestSacked))
            {
                _highestSacked = sent.EndSeq;
            }

            _sackedOut++;
            delivered++;
        }

        return delivered;
    }

    private void TakeRoundTrip(ref AckSample sample, Instant now)
    {
        _rtt.OnSample(sample.LongestRtt, now, _sndUna, _sndNxt);
        sample.SmoothedRtt = _rtt.SmoothedRtt;
        sample.MinRtt = _rtt.MinRtt;
        Congestion.OnRttSample(sample);
    }
}
