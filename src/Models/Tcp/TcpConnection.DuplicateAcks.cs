using Mpsim.Models.Tcp.Recovery;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tcp;

// Fast retransmit and fast recovery where SACK was not agreed (RFC 5681 section 3.2, RFC 6582). As in Linux, every
// duplicate acknowledgement stands for one SACKed segment, of which nothing but the number is known.
public sealed partial class TcpConnection
{
    private ushort _windowOfLastAck;

    /// <summary>Counts a duplicate acknowledgement, or takes off those that a cumulative one explains.</summary>
    /// <param name="segment">The acknowledgement.</param>
    /// <param name="advanced">It moved SND.UNA.</param>
    /// <param name="acked">Segments that it removed.</param>
    /// <returns>Segments newly delivered.</returns>
    private int CountDuplicates(in Segment segment, bool advanced, int acked)
    {
        // RFC 5681 section 2, DUPLICATE ACKNOWLEDGMENT: data outstanding, no data, no SYN or FIN, the same window. One "with any MPTCP option,
        // with the exception of the DSS option", is no indication of congestion (RFC 8684 section 3.4.1).
        var isDuplicate = !advanced && !_sent.IsEmpty && segment.SequenceLength == 0 && segment.Window == _windowOfLastAck && segment.Options is not { HasMptcp: true };
        _windowOfLastAck = segment.Window;
        if (acked > 0)
        {
            // One segment closed the hole; those after it had caused the duplicates (Linux: tcp_remove_reno_sacks).
            var explained = Math.Min(_sackedOut, acked - 1);
            _sackedOut = _recovery.Phase == RecoveryPhase.Loss ? 0 : _sackedOut - explained;
            acked -= explained;
        }
        else if (isDuplicate && _recovery.Phase != RecoveryPhase.Loss)
        {
            _sackedOut++;
            _highestSacked = _sndUna;
            acked = 1;
        }

        LimitDuplicates();
        return acked;
    }

    /// <summary>At least one of the outstanding segments is missing (Linux: tcp_limit_reno_sacked).</summary>
    private void LimitDuplicates() => _sackedOut = Math.Clamp(_sackedOut, 0, Math.Max(0, _sent.Count - Math.Max(_lostOut, 1)));

    /// <summary>The third duplicate, and in a recovery every partial acknowledgement, says that the first segment is lost (RFC 6582 section 3.2).</summary>
    private void DetectLossByDuplicates(bool advanced)
    {
        var isLost = _recovery.Phase == RecoveryPhase.Recovery
            ? advanced && SequenceNumber.Before(_sndUna, _recovery.HighSeq)
            : _recovery.Phase < RecoveryPhase.Recovery && _sackedOut >= Rack.DupThresh;
        if (isLost && !_sent.IsEmpty && !_sent[_sent.Head].Is(SegmentMarks.Lost))
        {
            MarkLost(ref _sent[_sent.Head], _sent.Head);
            LimitDuplicates();
        }
    }
}
