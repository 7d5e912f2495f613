using System.Runtime.CompilerServices;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Mptcp;

// Where the data of a segment belong (RFC 8684 section 3.3.1), also when a device on the way has cut or merged segments.
public sealed partial class Subflow
{
    private KnownMappings? _mappings;

    /// <summary>Something on the way cuts segments, so that one may come before the piece that has its mapping.</summary>
    internal bool SeesPieces => _mappings is not null;

    public override long DataPosition(in Segment segment, long subflowPosition)
    {
        if (_connection.Phase == MptcpPhase.Fallback)
        {
            return subflowPosition;
        }

        var isMapped = segment.HasDss && (segment.Dss & DssFlags.Mapping) != 0;
        if (isMapped || segment.Options?.MpCapable?.DataLength is not null)
        {
            _connection.OnDsnLength(!isMapped || (segment.Dss & DssFlags.Dsn8) != 0);
        }

        // Subflow sequence numbers count from the SYN's 0: the first octet of data has 1, data of the SYN itself left out.
        return PositionIn(segment, (uint)(subflowPosition + 1) - _synDataReceived);
    }

    /// <summary>
    /// "The receiver will use the data sequence number to tell if a packet should be accepted at the connection level", and the subflow
    /// makes no check of its own (RFC 8684 section 3.3.4): what goes beyond the window is not taken, nor acknowledged here.
    /// </summary>
    private bool IsBeyondWindow(in Segment segment)
    {
        if ((segment.Dss & DssFlags.Mapping) == 0)
        {
            // A piece of a segment that was cut on the way, whose mapping was judged with another piece.
            return false;
        }

        var position = _connection.PositionOf(segment) + (int)(segment.Seq - Tcp.Irs - segment.SubflowSeq);
        return position + segment.PayloadLength > _connection.AdmittedEdge;
    }

    /// <summary>The data of a segment have a place, by its own mapping or by one that came before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool IsMapped(in Segment segment)
    {
        var start = PeerSubflowSeqOf(segment.Seq);
        return (segment.HasDss && (segment.Dss & DssFlags.Mapping) != 0 && start == segment.SubflowSeq && segment.PayloadLength == segment.DataLength)
            || PositionIn(segment, start) >= 0;
    }

    /// <summary>The data of a segment are the next of this subflow.</summary>
    internal bool IsNext(in Segment segment) => Tcp.RcvNxt - segment.Seq < segment.PayloadLength;

    /// <summary>
    /// "A Data Sequence Mapping is fixed" once it was declared (RFC 8684 section 3.3.1), and this one puts octets elsewhere that an earlier one covers
    /// (Linux: MAPPING_INVALID).
    /// </summary>
    private bool Contradicts(in Segment segment)
    {
        if (_mappings is null || segment.PayloadLength == 0 || (segment.Dss & DssFlags.Mapping) == 0)
        {
            return false;
        }

        var start = segment.Seq - Tcp.Irs;
        var known = _mappings.Find(start, segment);
        return known >= 0 && known != _connection.PositionOf(segment) + (start - segment.SubflowSeq);
    }

    /// <returns>Negative when the data have no place.</returns>
    private long PositionIn(in Segment segment, uint start)
    {
        if (segment.HasDss && (segment.Dss & DssFlags.Mapping) != 0)
        {
            // A DATA_FIN is counted as well, which makes a mapping one octet longer than its data.
            var octets = (segment.Dss & DssFlags.DataFin) == 0 ? segment.DataLength : segment.DataLength - 1;
            return PositionBy(segment, start, segment.SubflowSeq, (uint)octets, _connection.PositionOf(segment));
        }

        // The first data of the opener come with MP_CAPABLE and begin the stream (RFC 8684 section 3.1).
        return segment.Options?.MpCapable?.DataLength is { } length ? PositionBy(segment, start, 1, length, _connection.PeerFirstMapped) : _mappings?.Find(start, segment) ?? -1;
    }

    private long PositionBy(in Segment segment, uint start, uint mappedFrom, uint length, long position)
    {
        var skipped = start - mappedFrom;
        if (skipped + segment.PayloadLength > length || skipped > length)
        {
            return -1;
        }

        if (skipped + segment.PayloadLength < length)
        {
            (_mappings ??= new KnownMappings()).Remember(mappedFrom, length, position, PeerSubflowSeqOf(Tcp.RcvNxt));
        }

        return position + skipped;
    }
}
