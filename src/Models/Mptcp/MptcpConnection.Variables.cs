using Mpsim.Models.Mptcp.Coupling;
using Mpsim.Models.Mptcp.Paths;
using Mpsim.Models.Mptcp.Scheduling;
using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Mptcp;

// The variables that segments touch, of all chapters, because their order counts: as in TcpConnection.Variables.cs.
public sealed partial class MptcpConnection
{
    // References: what is seldom touched; what segments touch.

    private List<Announcement>? _announced;

    /// <summary>Identifiers of our addresses that are gone without the peer having been told.</summary>
    private List<byte>? _removals;

    /// <summary>The subflow that waits for an RST in answer to MP_FASTCLOSE (FASTCLOSE_WAIT), or null.</summary>
    private Subflow? _closer;

    private RangeSet? _reinjection;
    private readonly PathManager _pathManager;

    internal SubflowCongestion Congestion { get; }

    private readonly TcpSettings _tcpSettings;
    private readonly MptcpSettings _settings;
    private readonly RecordPool _records;

    /// <summary>The scheduler, when it chooses data as well.</summary>
    private readonly AssigningScheduler? _assigning;

    private readonly PacketScheduler _scheduler;

    /// <summary>What is written, as positions.</summary>
    public StreamMap Stream { get; } = new();

    private readonly List<Subflow> _subflows = new(2);

    /// <summary>The last of the subflows that were <see cref="_touched"/>.</summary>
    private Subflow? _lastTouched;

    // Eight octets: what both segments with data and acknowledgements touch; what data touch; what acknowledgements touch; what is seldom touched.

    /// <summary>Subflows that may have something to send, one bit each: those that a segment, a deadline or a decision has touched.</summary>
    private ulong _touched;

    /// <summary>Subflows that could not take a segment when last asked, one bit each for the first 63; nothing changes that without touching them.</summary>
    private ulong _unavailable;

    /// <summary>When the first ADD_ADDR is to be sent again.</summary>
    private long _addressDeadline = long.MaxValue;

    private long _fastcloseDeadline = long.MaxValue;
    private long _corkDeadline = long.MaxValue;
    private long _dataDeadline = long.MaxValue;
    private ulong _firstPeerDsn;
    private ulong _firstDsn;
    private long _rcvNxt;
    private long _announcedEdge;
    private long _sndUna;
    private long _sndNxt;
    private long _windowEdge;
    private long _largestWindow;

    /// <summary>The length of <see cref="Stream"/>, kept here because every segment asks for it.</summary>
    private long _written;

    /// <summary>The longest of the subflows' round-trip times as the receiver sees them, forgotten slowly, in nanoseconds.</summary>
    private long _receiverRoundTrip;

    private readonly long _windowRounding;
    private long _peerFinPosition = -1;
    private long _smallEnd = -1;
    private long _sendBufferLimit;

    /// <summary>Data before this position need no further opportunistic retransmission.</summary>
    private long _opportunisticEnd;

    private long _dataFinAcknowledgedAt = -1;
    private long _aloneSince = -1;

    /// <summary>What the timer waits at least where no subflow has a timer of its own running (Linux: TCP_RTO_MIN).</summary>
    private long _checkInterval = RttEstimator.MinimumRto.Nanoseconds;

    /// <summary>Octets that the peer's SYN has brought.</summary>
    private long _synDataReceived;

    public ulong LocalKey { get; }

    public ulong RemoteKey { get; private set; }

    /// <summary>Octets given to another subflow after the first one stalled or died.</summary>
    public long Reinjected { get; private set; }

    /// <summary>Position of the first octet that has a data sequence number.</summary>
    internal long FirstMapped { get; private set; }

    /// <summary>Grows whenever the peer's window or the send buffer holds back what a subflow could have sent.</summary>
    public long WindowStalls { get; private set; }

    // Four octets: what is seldom touched; what segments touch.

    /// <summary>Acknowledgement and window of the last segment after fallback.</summary>
    private uint _fallbackAck;

    private uint _fallbackWindow;
    private int _fastclosesRepeated;
    private int _opened;
    private int _dataTimeouts;

    /// <summary>Sum of the windows of the subflows in segments, as counted for the send buffer.</summary>
    private int _windows;

    /// <summary>Counts changes of phase of the connection and of its subflows, so that an observer need look only when it has moved.</summary>
    public int Changes { get; private set; }

    // Structures: what both touch; what data touch.

    /// <summary>Deadlines of the subflows as of when they were last drained.</summary>
    private SubflowDeadlines _deadlines = new();

    private Reassembly _reassembly;
    private ReceiveBuffer _receiveBuffer;

    // Octets of the parts that are fetched, counted from the first field; they follow from the order above (a test holds them to it).
    internal const int SettingsOctet = 56;
    internal const int EndOfSequences = 280;
    internal const int OpenedOctet = 384;
    internal const int ReassemblyOctet = 448;
    internal const int Octets = 552;

    /// <summary>Fetches what a segment will touch of a connection into the cache.</summary>
    internal static void Anticipate(MptcpConnection connection, bool hasData)
    {
        CachePrefetch.Part(connection, SettingsOctet, EndOfSequences);
        CachePrefetch.Part(connection, OpenedOctet, ReassemblyOctet);
        if (hasData)
        {
            CachePrefetch.Part(connection, ReassemblyOctet, Octets);
        }
    }

    /// <summary>Fetches what a segment will touch beside the connection itself and its subflows into the cache.</summary>
    internal void AnticipateDetails(bool hasData)
    {
        if (hasData)
        {
            _reassembly.Anticipate();
        }
        else
        {
            CachePrefetch.Part(Stream, 0, 56);
        }
    }
}
