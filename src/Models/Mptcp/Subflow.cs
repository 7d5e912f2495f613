using System.Runtime.CompilerServices;
using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Mptcp;

/// <summary>
/// One subflow of an MPTCP connection (RFC 8684): a TCP connection, and what its options say. The initial subflow
/// negotiates with MP_CAPABLE (section 3.1), the others with MP_JOIN (section 3.2).
/// </summary>
public sealed partial class Subflow : TcpExtension
{
    private readonly MptcpConnection _connection;
    private SubflowHandshake? _handshake;
    private Queue<SegmentOptions>? _pendingOptions;
    private SegmentOptions? _resetOptions;

    private ulong _ackTold;
    private long _edgeTold;

    /// <summary>What was to be said did not fit into one acknowledgement.</summary>
    private bool _owesAck;

    internal Subflow(MptcpConnection connection, int index, Endpoint local, Endpoint remote, SubflowHandshake handshake, TcpSettings settings, uint initialSequence, uint timestampOffset)
    {
        _connection = connection;
        _handshake = handshake;
        Index = index;
        Local = local;
        Remote = remote;
        IsInitial = handshake.IsInitial;
        IsOpener = handshake.IsOpener;
        Backup = handshake.Backup;
        LocalId = handshake.LocalId;
        RemoteId = handshake.RemoteId;
        Tcp = new TcpConnection(settings, initialSequence, timestampOffset, connection.Congestion.Join(), this, connection.Stream, connection.Records) { HeaderLength = Segment.HeaderLengthTo(remote) };
    }

    /// <summary>Order of opening within the connection, from 0.</summary>
    public int Index { get; }

    /// <summary>The TCP connection underneath.</summary>
    public TcpConnection Tcp { get; }

    public Endpoint Local { get; }

    public Endpoint Remote { get; }

    public MptcpConnection Connection => _connection;

    /// <summary>The subflow that opened the connection.</summary>
    public bool IsInitial { get; }

    /// <summary>This end sent the SYN.</summary>
    public bool IsOpener { get; }

    public SubflowPhase Phase
    {
        get;
        private set
        {
            field = value;
            _connection.NoteChange();
        }
    }

    /// <summary>To be used only while no regular subflow works (B bit, MP_PRIO; RFC 8684 section 3.3.8), as either end asked.</summary>
    public bool Backup { get; private set; }

    /// <summary>Address identifier of our end; 0 for the initial address.</summary>
    public byte LocalId { get; }

    /// <summary>Address identifier of the peer's end, by which it may name the subflow through any NAT.</summary>
    public byte RemoteId { get; private set; }

    /// <summary>What the peer said when it reset the subflow (MP_TCPRST, RFC 8684 section 3.6), or null.</summary>
    public MpTcpRst? PeerReset { get; private set; }

    /// <summary>When the peer's SYN or SYN/ACK of a join arrived; the distant past for the initial subflow, and for one that nothing has answered.</summary>
    public Instant JoinedAt { get; private set; } = new(long.MinValue / 2);

    /// <summary>A DSS has come this way: the path has let options through.</summary>
    internal bool HasSeenDss { get; private set; }

    /// <summary>The third ACK of the join was sent or has come: at one end at least it is complete, and data may have passed here (Linux: mptcp_finish_join).</summary>
    public bool WasEstablished { get; private set; }

    /// <summary>Retransmission timeouts fired, or the data level ran out of patience, and nothing was acknowledged since; other subflows are preferred.</summary>
    public bool IsStale { get; private set; }

    /// <summary>When something new was last acknowledged here, or was first sent since everything was.</summary>
    internal Instant LastProgress { get; private set; }

    /// <summary>Octets of data that the scheduler gave to this subflow, reinjected ones included.</summary>
    public long BytesScheduled { get; internal set; }

    /// <summary>The window that the connection's send buffer counts for this subflow, in segments.</summary>
    internal int CountedWindow { get; set; }

    /// <summary>Octets of data that arrived in order on this subflow.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>The scheduler may give a segment to this subflow now.</summary>
    public bool IsAvailable
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Phase == SubflowPhase.Established && !IsStale && (!Backup || _connection.UsesBackups) && Tcp.Unsent == 0 && Tcp.HasRoomForNewData;
    }

    /// <summary>The scheduler may use this subflow, though perhaps not now: it works, and is not a backup while a regular one works.</summary>
    public bool IsInUse => IsWorking && (!Backup || _connection.UsesBackups);

    /// <summary>Established and, as far as is known, working.</summary>
    public bool IsWorking => Phase == SubflowPhase.Established && !IsStale && Tcp.CanSend;

    /// <summary>Still shaking hands.</summary>
    internal bool IsJoining => Phase is SubflowPhase.Handshake or SubflowPhase.PreEstablished;

    public override int DataOptionsLength => _connection.Phase == MptcpPhase.Fallback ? (_owesInfiniteMapping ? Segment.DssLength(DssFlags.Mapping | DssFlags.Dsn8 | DssFlags.Checksum) : 0) : Segment.DssLength(DssFlags.DataAck | (_connection.LongDataAck ? DssFlags.DataAck8 : 0) | DssFlags.Mapping | DssFlags.Dsn8 | (_connection.UsesChecksum ? DssFlags.Checksum : 0));

    public override bool OwnsWindow => true;

    public override bool HasMoreData => _connection.HasMoreData;

    public override bool WriterWaits => _connection.WriterWaits;

    public override bool HoldsSmallSegments => _connection.CommitsAhead;

    public override long ReceiveWindow => _connection.AnnounceWindow();

    /// <summary>Position that corresponds to the octets acknowledged on this subflow, after fallback.</summary>
    internal long AcknowledgedPosition
    {
        get
        {
            // SYN and FIN take a sequence number each.
            var acknowledged = Tcp.Acknowledged - 1;
            return Tcp.FinIsAcknowledged ? acknowledged - 1 : acknowledged;
        }
    }

    /// <summary>Sends an option on the next pure acknowledgement.</summary>
    internal void SendOption(SegmentOptions options)
    {
        (_pendingOptions ??= new Queue<SegmentOptions>()).Enqueue(options);
        RequestAck();
    }

    /// <summary>Asks for a pure acknowledgement.</summary>
    internal void RequestAck()
    {
        if (IsEarly)
        {
            return;
        }

        Tcp.RequestAck();
        _connection.Touch(this);
    }

    /// <returns>True when another acknowledgement is to follow the last one.</returns>
    internal bool RequestOwedAck()
    {
        if (!_owesAck)
        {
            return false;
        }

        _owesAck = false;
        Tcp.RequestAck();
        return true;
    }

    internal void RequestWindowProbe()
    {
        if (IsEarly)
        {
            return;
        }

        Tcp.RequestWindowProbe();
        _connection.Touch(this);
    }

    /// <summary>FIN after what is still to be sent.</summary>
    internal void CloseWrite()
    {
        Tcp.CloseWrite();
        _connection.Touch(this);
    }

    /// <summary>Ends the subflow with an RST that says why.</summary>
    internal void Reset(SegmentOptions? reason)
    {
        _resetOptions = reason;
        AbortTcp();
        MarkClosed();
    }

    /// <summary>The RST that ends the subflow will say why.</summary>
    internal void GiveReason(byte reason) => _resetOptions = new SegmentOptions { MpTcpRst = new MpTcpRst(false, reason) };

    internal void AbortTcp()
    {
        Tcp.Abort();
        _connection.Touch(this);
    }

    internal void MarkClosed()
    {
        Phase = SubflowPhase.Closed;
        _thirdAckDeadline = long.MaxValue;
    }

    internal void ChangeBackup(bool backup) => Backup = backup;

    public override void Decorate(ref Segment segment, long position, Instant now)
    {
        if (_handshake is not null && DecorateHandshake(ref segment, position, now))
        {
            return;
        }

        if (_connection.Phase == MptcpPhase.Fallback || Phase == SubflowPhase.Handshake)
        {
            if (_owesInfiniteMapping || _doubtful?.Answer is not null)
            {
                DecorateAfterFailure(ref segment, position);
            }

            return;
        }

        if (segment.Has(TcpFlags.Rst))
        {
            segment.Options = _resetOptions;
            return;
        }

        if (Tcp.State == TcpState.TimeWait)
        {
            // As Linux, whose TIME-WAIT knows of no MPTCP any more.
            return;
        }

        var length = segment.PayloadLength;
        if (length == 0 && _pendingOptions is { Count: > 0 } && DecoratePending(ref segment))
        {
            return;
        }

        segment.HasDss = true;
        var acknowledgement = _connection.DataAckNumber;
        _ackTold = acknowledgement;
        _edgeTold = _connection.AnnouncedEdge;
        if (IsEarly)
        {
            segment.Dss = DssFlags.None;
        }
        else if (_connection.LongDataAck)
        {
            segment.Dss = DssFlags.DataAck | DssFlags.DataAck8;
            segment.DataAck = acknowledgement;
        }
        else
        {
            segment.Dss = DssFlags.DataAck;
            segment.DataAck = (uint)acknowledgement;
        }

        if (length > 0)
        {
            // What waits for a pure acknowledgement must not be forgotten because data went first.
            _owesAck |= _pendingOptions is { Count: > 0 };
            segment.Dss |= DssFlags.Mapping | DssFlags.Dsn8;
            segment.Dsn = _connection.DsnOf(position);
            segment.SubflowSeq = SubflowSeqOf(segment.Seq);
            segment.DataLength = length;
            if (_connection.EndsWith(position + length))
            {
                segment.Dss |= DssFlags.DataFin;
                segment.DataLength++;
            }

            if (_connection.UsesChecksum)
            {
                AddChecksum(ref segment);
            }

            return;
        }

        if (_connection.WantsDataFin && segment.Options is null)
        {
            // A DATA_FIN without data maps one octet that no subflow sequence number carries (RFC 8684 section 3.3.3).
            segment.Dss |= DssFlags.Mapping | DssFlags.Dsn8 | DssFlags.DataFin;
            segment.Dsn = _connection.DsnOf(_connection.Stream.Length);
            segment.SubflowSeq = 0;
            segment.DataLength = 1;
            if (_connection.UsesChecksum)
            {
                AddChecksum(ref segment);
            }
        }
        else if (HasFailed && segment.Options is null)
        {
            // Until the peer answers, every acknowledgement says so: one alone may be lost.
            segment.Options = _doubtful!.Failure;
        }
    }

    /// <summary>Puts the next option that waits for a pure acknowledgement onto this one.</summary>
    /// <returns>True when a DSS has no room beside it: to TCP a repeated acknowledgement (Linux: mptcp_pm_add_addr_signal).</returns>
    private bool DecoratePending(ref Segment segment)
    {
        var options = _pendingOptions!.Dequeue();
        segment.Options = options;
        _owesAck = _pendingOptions.Count > 0 || _connection.WantsDataFin;
        if (options.AddAddress is null)
        {
            return false;
        }

        _owesAck |= _connection.HasNews(_ackTold, _edgeTold);
        return true;
    }

    public override bool OnSegment(in Segment segment, Instant now)
    {
        _lastHeard = now.Nanoseconds;
        if (_handshake is not null && !OnHandshakeSegment(segment, now))
        {
            return false;
        }

        if (segment.Options is { } options)
        {
            if (options.MpFail is not null && !OnMpFail(segment, now))
            {
                return false;
            }

            if (_connection.UsesChecksum && options.MpCapable is { } capable && !CheckCapable(capable, segment, now))
            {
                return false;
            }

            OnOptions(options, segment, now);
        }

        if (_connection.Phase == MptcpPhase.Fallback)
        {
            return _connection.OnFallbackSegment(this, segment, now);
        }

        if (segment.HasDss)
        {
            HasSeenDss = true;
            if (IsInfinite(segment))
            {
                return OnInfiniteMapping(segment, now);
            }

            if (_connection.UsesChecksum && !CheckMapping(segment, now))
            {
                return false;
            }

            if (Contradicts(segment))
            {
                return _connection.MayGoOnWithout(this) ? _connection.ToleratesUnmappedData(this, segment, now) : Refuse(MpTcpRst.MptcpSpecificError, segment, now);
            }

            _connection.OnDss(this, segment, now);
            if (segment.PayloadLength > 0 && IsBeyondWindow(segment))
            {
                RequestAck();
                return false;
            }

            return segment.PayloadLength == 0 || IsMapped(segment) || _connection.ToleratesUnmappedData(this, segment, now);
        }

        return _connection.ToleratesMissingDss(this, segment, now);
    }

    /// <summary>
    /// MP_FASTCLOSE carries our key (RFC 8684 section 3.5), more than an outsider could guess. An RST that is sent while data are
    /// lost on the way is ahead of what has arrived; a challenge ACK would be answered by a plain RST, and the connection would not end.
    /// Linux challenges it all the same.
    /// </summary>
    public override bool ProvesReset(in Segment segment) =>
        segment.Options?.MpFastclose?.ReceiverKey == _connection.LocalKey && _connection.Phase != MptcpPhase.Fallback && !_connection.ChecksSilence;

    public override void OnData(Payload payload, long dataPosition, int count, Instant now)
    {
        if (_doubtful is { IsEmpty: false })
        {
            TakeChecked(payload, dataPosition, count, now);
            return;
        }

        BytesReceived += count;
        _connection.OnData(this, payload, dataPosition, count, now);
    }

    public override void OnReleased() => _connection.Reinject(this);

    public override void OnFin(Instant now) => _connection.OnSubflowFin(this, now);

    public override void OnTimeout(Instant now)
    {
        if (Tcp.State == TcpState.SynSent)
        {
            OnSynTimeout();
        }
        else if (Tcp.State >= TcpState.Established && !_connection.ChecksSilence && Tcp.TimeoutsInRow >= _connection.Settings.StaleAfterTimeouts)
        {
            IsStale = true;
            _connection.OnSubflowTimeout(this);
        }
    }

    /// <summary>Nothing was outstanding, and now something is.</summary>
    internal void BeginWait(Instant now) => LastProgress = now;

    /// <summary>The data level waits no longer for what is outstanding here.</summary>
    internal void GiveUpOn() => IsStale = true;

    /// <summary>Something new was acknowledged: the path works.</summary>
    internal void OnProgress(Instant now)
    {
        LastProgress = now;
        if (IsStale)
        {
            IsStale = false;
            _connection.OnSubflowUsabilityChanged();
            _connection.ReinjectStalled();
        }
    }

    private void OnOptions(SegmentOptions options, in Segment segment, Instant now)
    {
        if (_connection.Phase == MptcpPhase.Fallback)
        {
            return;
        }

        PeerReset = options.MpTcpRst ?? PeerReset;
        if (options.MpPrio is { } priority && Backup != priority.Backup)
        {
            Backup = priority.Backup;
            _connection.OnSubflowUsabilityChanged();
        }

        if (options.AddAddress is { } address)
        {
            _connection.OnAddAddress(this, address, now);
        }

        if (options.RemoveAddress is { } removal)
        {
            _connection.OnRemoveAddress(this, removal, now);
        }

        if (options.MpFastclose is { } fastclose)
        {
            _connection.OnFastclose(fastclose, segment.Has(TcpFlags.Rst) ? this : null);
        }
    }
}
