using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Codec;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Mptcp;

// DSS checksums (RFC 8684 section 3.3.1) and what follows from a wrong one: MP_FAIL and the infinite mapping (section 3.7).
public sealed partial class Subflow
{
    /// <summary>What waits for a verdict; null on the subflows of which nothing was ever in doubt.</summary>
    private DoubtfulData? _doubtful;

    /// <summary>After fallback on a wrong checksum, the next data carry the infinite mapping.</summary>
    private bool _owesInfiniteMapping;

    /// <summary>The connection has one subflow, and a checksum on it was wrong: nothing is delivered until the peer has answered MP_FAIL.</summary>
    internal bool HasFailed => _doubtful is { FailedAt: >= 0 };

    private DoubtfulData Doubtful => _doubtful ??= new DoubtfulData();

    private void AddChecksum(ref Segment segment)
    {
        segment.Dss |= DssFlags.Checksum;
        segment.DssChecksum = DataChecksum.Of(segment.Dsn, segment.SubflowSeq, segment.DataLength, segment.Payload, segment.PayloadLength, _connection.Literals);
    }

    /// <summary>Judges the mapping of an arriving segment by its checksum.</summary>
    /// <returns>False to drop the segment: the subflow is closed.</returns>
    private bool CheckMapping(in Segment segment, Instant now)
    {
        if ((segment.Dss & DssFlags.Mapping) == 0 || segment.DataLength == 0 || HasFailed)
        {
            return true;
        }

        if ((segment.Dss & DssFlags.Checksum) == 0)
        {
            // "If a checksum is not present when its use has been negotiated, the receiver MUST close the subflow with a RST" (section 3.3).
            return Refuse(MpTcpRst.MptcpSpecificError, segment, now);
        }

        var dsn = _connection.PeerDsnOf(_connection.PositionOf(segment));
        var octets = segment.DataLength - ((segment.Dss & DssFlags.DataFin) != 0 ? 1 : 0);
        if (octets > segment.PayloadLength && segment.PayloadLength > 0)
        {
            NoteSplit(new SplitMapping(segment.SubflowSeq - 1L + _synDataReceived, segment.SubflowSeq, octets, dsn, segment.DataLength, segment.DssChecksum));
            return true;
        }

        if (octets == 0)
        {
            // A DATA_FIN alone: one whose checksum is wrong is as if it were lost.
            return DataChecksum.Of(dsn, segment.SubflowSeq, segment.DataLength, default, 0) == segment.DssChecksum;
        }

        if (PeerSubflowSeqOf(segment.Seq) != segment.SubflowSeq)
        {
            // Not where its mapping begins: the last piece of a split one, or moved on the way.
            return true;
        }

        return DataChecksum.Of(dsn, segment.SubflowSeq, segment.DataLength, segment.Payload, octets, _connection.Literals) == segment.DssChecksum
            || OnWrongChecksum(dsn, segment.SubflowSeq - 1L, segment, now);
    }

    /// <summary>The same for the first data of the opener, whose mapping is in MP_CAPABLE.</summary>
    private bool CheckCapable(MpCapable capable, in Segment segment, Instant now)
    {
        if (capable.DataLength is not { } length || HasFailed || _connection.Phase == MptcpPhase.Fallback)
        {
            return true;
        }

        if (capable.Checksum is not { } checksum)
        {
            return Refuse(MpTcpRst.MptcpSpecificError, segment, now);
        }

        var dsn = _connection.PeerDsnOf(_connection.PeerFirstMapped);
        if (length > segment.PayloadLength && segment.PayloadLength > 0)
        {
            NoteSplit(new SplitMapping(_synDataReceived, 1, length, dsn, length, checksum));
            return true;
        }

        return PeerSubflowSeqOf(segment.Seq) != 1 || DataChecksum.Of(dsn, 1, length, segment.Payload, length, _connection.Literals) == checksum || OnWrongChecksum(dsn, 0, segment, now);
    }

    private void NoteSplit(in SplitMapping mapping)
    {
        var splits = Doubtful.Splits;
        foreach (var known in splits)
        {
            if (known.Start == mapping.Start)
            {
                return;
            }
        }

        if (mapping.Start >= BytesReceived)
        {
            splits.Add(mapping);
        }
    }

    /// <summary>
    /// Several subflows: this one is closed by an RST with MP_FAIL, and its data come again on others. Only one, with everything in order: MP_FAIL
    /// on acknowledgements, and the data wait for the infinite mapping that makes them part of a plain TCP connection.
    /// </summary>
    /// <returns>False to drop the segment.</returns>
    private bool OnWrongChecksum(ulong dsn, long start, in Segment segment, Instant now)
    {
        if (!_connection.MayGoOnWithout(this))
        {
            _resetOptions = Failure(dsn);
            Tcp.Refuse(segment);
            _connection.CloseSubflow(this, now);
            return false;
        }

        Fail(dsn, start);
        return true;
    }

    private void Fail(ulong dsn, long start)
    {
        Doubtful.FailedAt = start;
        Doubtful.Failure = new SegmentOptions { MpFail = new MpFail(dsn) };
        RequestAck();
    }

    /// <summary>Takes data that are in order on the subflow, piece by piece where mappings are split or one has failed.</summary>
    private void TakeChecked(Payload payload, long dataPosition, int count, Instant now)
    {
        while (count > 0 && Phase != SubflowPhase.Closed)
        {
            var start = BytesReceived + Doubtful.HeldOctets;
            var split = HasFailed ? -1 : FindSplit(start);
            var length = HasFailed ? count : (int)Math.Min(count, EndOfPiece(split, start) - start);
            if (HasFailed || split >= 0)
            {
                Doubtful.Held.Add(new ReceivedRun { Start = start, End = start + length, Payload = payload, DataPosition = dataPosition });
                Doubtful.HeldOctets += length;
                if (split >= 0 && start + length == Doubtful.Splits[split].End)
                {
                    JudgeSplit(split, now);
                }
            }
            else
            {
                BytesReceived += length;
                _connection.OnData(this, payload, dataPosition, length, now);
            }

            payload = payload.Skip(length);
            dataPosition += length;
            count -= length;
        }
    }

    /// <summary>Where the split mapping ends that a position is in, or where the next one begins.</summary>
    private long EndOfPiece(int split, long position)
    {
        if (split >= 0)
        {
            return Doubtful.Splits[split].End;
        }

        var end = long.MaxValue;
        foreach (var other in Doubtful.Splits)
        {
            end = other.Start > position ? Math.Min(end, other.Start) : end;
        }

        return end;
    }

    private int FindSplit(long position) => Doubtful.Splits.FindIndex(split => position >= split.Start && position < split.End);

    /// <summary>All pieces of a split mapping are there.</summary>
    private void JudgeSplit(int index, Instant now)
    {
        var mapping = Doubtful.Splits[index];
        Doubtful.Splits.RemoveAt(index);
        if (mapping.ChecksumOver(Doubtful.Held, _connection.Literals) == mapping.Checksum)
        {
            ReleaseHeld(now);
        }
        else if (_connection.MayGoOnWithout(this))
        {
            Fail(mapping.Dsn, mapping.Start);
        }
        else
        {
            _resetOptions = Failure(mapping.Dsn);
            Doubtful.Held.Clear();
            AbortTcp();
            _connection.CloseSubflow(this, now);
        }
    }

    private static SegmentOptions Failure(ulong dsn) => new() { MpFail = new MpFail(dsn), MpTcpRst = new MpTcpRst(false, MpTcpRst.MiddleboxInterference) };

    /// <summary>What waited is good, or part of a plain TCP connection now.</summary>
    private void ReleaseHeld(Instant now)
    {
        if (_doubtful is null)
        {
            return;
        }

        foreach (var run in _doubtful.Held)
        {
            BytesReceived += run.End - run.Start;
            _connection.OnData(this, run.Payload, HasFailed ? run.Start : run.DataPosition, (int)(run.End - run.Start), now);
        }

        _doubtful.Held.Clear();
        _doubtful.HeldOctets = 0;
    }

    /// <summary>The peer has found a wrong checksum, or answers that we have.</summary>
    /// <returns>False to drop the segment.</returns>
    private bool OnMpFail(in Segment segment, Instant now)
    {
        if (segment.Has(TcpFlags.Rst))
        {
            _connection.OnMappingRefused(this, segment.Options!.MpFail!.Dsn);
            return true;
        }

        if (_connection.Phase == MptcpPhase.Fallback)
        {
            AnswerFailure(segment);
            return true;
        }

        if (!HasFailed && !_connection.MayGoOnWithout(this))
        {
            return Refuse(MpTcpRst.MiddleboxInterference, segment, now);
        }

        // "The receiver of an MP_FAIL MUST also respond with an MP_FAIL in the reverse direction and entirely revert to a regular TCP session."
        AnswerFailure(segment);
        _owesInfiniteMapping = true;
        RevertToTcp(now);
        return true;
    }

    /// <summary>One who still speaks MPTCP has not heard the answer; to one who does not, an answer would go on for ever.</summary>
    private void AnswerFailure(in Segment segment)
    {
        if (segment.HasDss)
        {
            Doubtful.Answer = new SegmentOptions { MpFail = new MpFail(_connection.PeerDsnOf(BytesReceived)) };
            RequestAck();
        }
    }

    /// <summary>From here on the subflow's own numbers say everything, also of what has waited.</summary>
    private void RevertToTcp(Instant now)
    {
        _connection.FallBack(this, "data were altered on the path");
        OnFallback(now);
    }

    /// <summary>The connection has fallen back: nothing waits for a checksum or a mapping any more.</summary>
    internal void OnFallback(Instant now)
    {
        ReleaseHeld(now);
        if (_doubtful is not null)
        {
            _doubtful.FailedAt = -1;
            _doubtful.Splits.Clear();
        }
    }

    /// <returns>False to drop the segment.</returns>
    private bool OnInfiniteMapping(in Segment segment, Instant now)
    {
        if (!HasFailed && !_connection.MayGoOnWithout(this))
        {
            return Refuse(MpTcpRst.MiddleboxInterference, segment, now);
        }

        RevertToTcp(now);
        return _connection.OnFallbackSegment(this, segment, now);
    }

    /// <summary>Data with a mapping without end have come: data-level length 0 (section 3.3.1). On a segment without data it maps nothing (Linux: mptcp_incoming_options).</summary>
    private static bool IsInfinite(in Segment segment) => segment is { HasDss: true, DataLength: 0, PayloadLength: > 0 } && (segment.Dss & DssFlags.Mapping) != 0;

    /// <summary>After fallback on a wrong checksum: what still tells the peer so.</summary>
    private void DecorateAfterFailure(ref Segment segment, long position)
    {
        if (segment.PayloadLength == 0)
        {
            segment.Options = segment.Has(TcpFlags.Rst) ? null : _doubtful?.Answer;
            _doubtful?.Answer = null;
            return;
        }

        if (!_owesInfiniteMapping)
        {
            return;
        }

        // Its checksum is 0. Section 3.7 has it act "retroactively, referring to the start of the subflow sequence number of the most recent
        // segment that was known to be delivered intact"; as Linux does, it names the numbers of the data that it comes on, from where on
        // either reading maps them alike.
        _owesInfiniteMapping = false;
        segment.HasDss = true;
        segment.Dss = DssFlags.Mapping | DssFlags.Dsn8 | (_connection.UsesChecksum ? DssFlags.Checksum : 0);
        segment.Dsn = _connection.DsnOf(position);
        segment.SubflowSeq = SubflowSeqOf(segment.Seq);
        segment.DataLength = 0;
        segment.DssChecksum = 0;
        Tcp.UpdateMaximumSegment();
    }
}
