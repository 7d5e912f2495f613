using System.Runtime.InteropServices;
using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tcp.Recovery;

/// <summary>
/// RACK's view of a connection (RFC 8985 section 5.2): the segment sent last among those delivered, and how much
/// reordering to allow for. Variables named as there.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct Rack
{
    /// <summary>Number of duplicate acknowledgements that once stood for a loss (RFC 5681); with that many SACKed and no reordering seen, no time is allowed for it.</summary>
    public const int DupThresh = 3;

    private const int PersistRecoveries = 16;

    /// <summary>RACK.xmit_ts in nanoseconds.</summary>
    public long TransmitTime;

    /// <summary>RACK.rtt in nanoseconds.</summary>
    public long RoundTrip;

    /// <summary>RACK.end_seq.</summary>
    public uint EndSeq;

    /// <summary>Times that reordering was seen (tcpi_reord_seen).</summary>
    public ushort ReorderingCount;

    /// <summary>The longest way, in segments, that one was overtaken, at least <see cref="DupThresh"/> (tcpi_reordering).</summary>
    public ushort ReorderingDegree;

    private byte _reoWndMult;
    private byte _reoWndPersist;
    private uint _dsackRound;
    private bool _hasDsackRound;

    public void Reset()
    {
        _reoWndMult = 1;
        TransmitTime = -1;
        ReorderingDegree = DupThresh;
    }

    /// <summary>RFC 8985 section 6.2 steps 1 and 2: a segment was newly delivered.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="now">Now.</param>
    /// <param name="minRtt">Smallest round-trip time of the connection.</param>
    /// <param name="echoIsOlder">The timestamp echoed is older than the last transmission of the segment.</param>
    public void OnDelivered(in SentSegment segment, Instant now, Duration minRtt, bool echoIsOlder)
    {
        var roundTrip = now.Nanoseconds - segment.SentAt;
        if (segment.Is(SegmentMarks.EverRetransmitted) && (echoIsOlder || roundTrip < minRtt.Nanoseconds))
        {
            // The acknowledgement is for an earlier transmission.
            return;
        }

        // The round trip of what was delivered last, also where something sent later was delivered before it.
        RoundTrip = roundTrip;
        if (IsSentAfter(segment.SentAt, segment.EndSeq, TransmitTime, EndSeq))
        {
            TransmitTime = segment.SentAt;
            EndSeq = segment.EndSeq;
        }
    }

    /// <summary>RACK.reordering_seen.</summary>
    public readonly bool ReorderingSeen => ReorderingCount > 0;

    /// <summary>RFC 8985 section 6.2 step 3: something was delivered after data that were sent later (Linux: tcp_check_sack_reordering).</summary>
    /// <param name="first">Its first sequence number.</param>
    /// <param name="end">The end of what was delivered before it.</param>
    /// <param name="segment">Octets of a full segment.</param>
    public void OnReordering(uint first, uint end, int segment)
    {
        const int MostSegments = 300;
        var way = (int)(end - first);
        if (way <= 0)
        {
            return;
        }

        if (way > ReorderingDegree * segment)
        {
            ReorderingDegree = (ushort)Math.Min((way + segment - 1) / segment, MostSegments);
        }

        ReorderingCount += ReorderingCount < ushort.MaxValue ? (ushort)1 : (ushort)0;
    }

    /// <summary>RFC 8985 section 6.2 step 4: the reordering window in nanoseconds.</summary>
    public readonly long ReorderingWindow(bool inRecovery, int sackedSegments, in RttEstimator rtt)
    {
        if (!ReorderingSeen && (inRecovery || sackedSegments >= DupThresh))
        {
            return 0;
        }

        return Math.Min(_reoWndMult * (rtt.MinRtt.Nanoseconds / 4), rtt.SmoothedRtt.Nanoseconds);
    }

    /// <summary>A D-SACK says that a retransmission was needless: allow more, at most once a round trip.</summary>
    public void OnDsack(uint sndUna, uint sndNxt)
    {
        if (_hasDsackRound && SequenceNumber.Before(sndUna, _dsackRound))
        {
            return;
        }

        _hasDsackRound = true;
        _dsackRound = sndNxt;
        _reoWndMult = (byte)Math.Min(_reoWndMult + 1, byte.MaxValue);
        _reoWndPersist = PersistRecoveries;
    }

    /// <summary>After sixteen recoveries without a D-SACK the window is as small as at first.</summary>
    public void OnRecoveryEnd()
    {
        if (_reoWndPersist > 0 && --_reoWndPersist == 0)
        {
            _reoWndMult = 1;
        }
    }

    /// <summary>RACK_sent_after(): by time, and by sequence where times are equal.</summary>
    public static bool IsSentAfter(long time, uint endSeq, long otherTime, uint otherEndSeq) =>
        time > otherTime || (time == otherTime && SequenceNumber.After(endSeq, otherEndSeq));
}
