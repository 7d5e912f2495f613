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

    /// <summary>RACK.reordering_seen.</summary>
    public bool ReorderingSeen;

    private byte _reoWndMult;
    private byte _reoWndPersist;
    private uint _dsackRound;
    private bool _hasDsackRound;

    public void Reset()
    {
        _reoWndMult = 1;
        TransmitTime = -1;
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

        if (IsSentAfter(segment.SentAt, segment.EndSeq, TransmitTime, EndSeq))
        {
            RoundTrip = roundTrip;
            TransmitTime = segment.SentAt;
            EndSeq = segment.EndSeq;
        }
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
