using System.Runtime.InteropServices;
using Mpsim.Models.Tcp.Congestion;
using Mpsim.Models.Tcp.Recovery;
using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tcp;

// The variables that segments touch, of all chapters, because their order counts: the runtime lays fields out by kind (references, then by
// size, structures last) and within a kind in this order, and with many connections the time of a segment is that of the cache lines that it touches.
public sealed partial class TcpConnection
{
    // References.

    private readonly TcpSettings _settings;
    private readonly TcpExtension? _extension;
    private readonly StreamMap _streamMap;
    private readonly RecordPool _records;
    private readonly bool _mapsOwnStream;

    // Eight octets: what is seldom touched; what an acknowledgement touches; the deadlines; what data touch.

    private long _lastChallenge = -ChallengeInterval;

    private long _windowMeasuredFrom;
    private long _cwndValidatedAt;
    private long _lastDataSent;
    private long _probeBound;
    private long _acknowledged;
    private long _sendBufferLimit;

    /// <summary>Until when the pacer lets nothing leave; <see cref="long.MaxValue"/> while something may.</summary>
    private long _paceUntil = long.MaxValue;

    private long _timerDeadline = long.MaxValue;
    private long _ackDeadline = long.MaxValue;
    private long _ackDelay;
    private long _lastDataArrived;
    private long _receiverRoundTrip;

    // Four octets: what data touch; what both touch; what an acknowledgement touches; what is seldom touched.
    // Sequence variables are named as in RFC 9293 section 3.3.1.

    /// <summary>Segments with payload that arrived in order or filled a gap, ever.</summary>
    public uint DataSegmentsReceived { get; private set; }

    /// <summary>How often the sequence numbers of the peer have begun anew.</summary>
    private uint _receivedWraps;

    private int _receivedSegmentSize = DefaultSendMss;
    private byte _quickAcks;
    private byte _sackBlockCount;
    private uint _lastEchoMeasured;
    private uint _tsRecent;
    private uint _lastAckSent;
    private uint _irs;
    private uint _rcvNxt;
    private uint _rcvAdvertised;
    private readonly uint _timestampOffset;
    private int _maximumSegment;
    private uint _sndUna;
    private uint _sndNxt;
    private uint _sndWnd;
    private uint _sndWl1;
    private uint _sndWl2;
    private uint _maxSndWnd;
    private ushort _probesUnanswered;
    private int _lostUnsent;
    private int _sackedOut;
    private int _lostOut;
    private int _retransOut;
    private int _sackSeenCount;
    private uint _highestSacked;
    private ushort _timeoutsInRow;
    private ushort _persistBackoff;

    /// <summary>Index of the first segment that was sent only once and is neither SACKed nor taken for lost; those are in order of time.</summary>
    private uint _rackCursor;

    /// <summary>No segment before this index waits to be sent again.</summary>
    private uint _retransmitCursor;

    private uint _smallSegmentEnd;
    private int _maxPacketsOut;
    private uint _cwndUsageSeq;

    /// <summary>Most segments outstanding since the window was last full or validated.</summary>
    private int _cwndUsed;

    /// <summary>Retransmission timeouts, ever.</summary>
    public int Timeouts { get; private set; }

    /// <summary>Segments sent again, ever.</summary>
    public int Retransmissions { get; private set; }

    private readonly uint _iss;
    private uint _peerFinSeq;
    private uint _resetSeq;
    private uint _windowMeasuredEnd;

    // Structures: what data touch; what both touch; what an acknowledgement touches.

    private Reassembly _reassembly;

    /// <summary>SACK blocks to report, the most recent first (RFC 2018 section 4).</summary>
    private SackBlocks _sackBlocks;

    private SendQueue _sendQueue;
    private RecoveryState _recovery;
    private SackBlock _dsackBlock;
    private RetransmissionQueue _sent;

    /// <summary>Retransmissions in order of time.</summary>
    private RetransmissionLog _retransmitted;

    private RttEstimator _rtt;
    private SackBlocks _sackSeen;

    // Octets of the parts that are fetched, counted from the first field; they follow from the order above (a test holds them to it),
    // with a little room on both sides.
    internal const int EndOfReferences = 88;
    internal const int Deadlines = 144;
    internal const int EndOfReceived = 304;
    internal const int Flags = 352;
    internal const int EndOfFlags = 546;
    internal const int Octets = 784;

    /// <summary>Fetches what a segment with data will touch of a connection into the cache.</summary>
    internal static void AnticipateData(TcpConnection connection)
    {
        CachePrefetch.Part(connection, 0, EndOfReferences);
        CachePrefetch.Part(connection, Deadlines, EndOfReceived);
        CachePrefetch.Part(connection, Flags, EndOfFlags);
    }

    /// <summary>Fetches what an acknowledgement will touch of a connection into the cache.</summary>
    internal static void AnticipateAcknowledgement(TcpConnection connection) => CachePrefetch.Part(connection, 0, Octets);

    /// <summary>Fetches what a segment will touch beside the connection itself into the cache.</summary>
    internal void Anticipate(bool hasData)
    {
        CachePrefetch.Part(Congestion, 0, 48);
        if (hasData)
        {
            _reassembly.Anticipate();
        }
        else
        {
            _sent.Anticipate();
            _retransmitted.Anticipate();
        }
    }
}
