using Mpsim.Models.Mptcp.Coupling;
using Mpsim.Models.Mptcp.Paths;
using Mpsim.Models.Mptcp.Scheduling;
using Mpsim.Models.Tcp;
using Mpsim.Models.Tcp.FastOpen;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Mptcp;

/// <summary>
/// One end of an MPTCP connection (RFC 8684, version 1) without any input or output of its own: the contract of
/// <see cref="TcpConnection"/> one level up. The caller hands in segments with the subflow they belong to, times and
/// user calls, and then drains the result: <see cref="TryEmit"/> until it answers false, <see cref="TryTakeJoin"/>,
/// <see cref="TakeEvents"/>, and a wake-up at <see cref="NextTimeout"/>.
/// </summary>
/// <remarks>
/// A position counts octets from the first one written: the data sequence number of position p is IDSN + 1 + p.
/// </remarks>
public sealed partial class MptcpConnection
{
    private bool _joinsWanted;
    private TcpEvents _events;
    private bool _peerAllowsJoins = true;

    /// <param name="settings">The host's MPTCP settings.</param>
    /// <param name="tcpSettings">The host's TCP settings, for every subflow.</param>
    /// <param name="localKey">Our key, drawn by the caller (RFC 8684 section 3.1 wants it hard to guess).</param>
    /// <param name="records">Where the records of data in flight are kept; null for a connection that shares them with no other.</param>
    public MptcpConnection(MptcpSettings settings, TcpSettings tcpSettings, ulong localKey, RecordPool? records = null)
    {
        _records = records ?? new RecordPool();
        _settings = settings;
        _tcpSettings = tcpSettings;
        _scheduler = settings.Scheduler();
        _assigning = _scheduler as AssigningScheduler;
        _pathManager = settings.PathManager();
        Congestion = settings.Congestion();
        LocalKey = localKey;
        NoDelay = tcpSettings.NoDelay;
        LocalToken = MptcpCrypto.Token(localKey);
        UsesChecksum = settings.Checksum;
        _firstDsn = MptcpCrypto.InitialDataSequence(localKey) + 1;
        _receiveBuffer = new ReceiveBuffer(tcpSettings);
        _windowRounding = (1L << TcpConnection.WindowShiftOf(tcpSettings)) - 1;
        _sendBufferLimit = tcpSettings.SendBufferAutoTuning ? Math.Min(TcpConnection.InitialSendBuffer, tcpSettings.SendBufferLimit) : tcpSettings.SendBufferLimit;
    }

    public MptcpPhase Phase
    {
        get;
        private set
        {
            field = value;
            Changes++;
        }
    }

    /// <summary>
    /// The handshake is done and the connection not closed. Once other subflows may exist, the initial one says nothing about that:
    /// it may be gone while they carry on.
    /// </summary>
    public bool IsOpen => Phase switch
    {
        MptcpPhase.FullyEstablished => true,
        MptcpPhase.Handshake => IsOpenEarly,
        MptcpPhase.Established or MptcpPhase.Fallback => _subflows[0].Tcp.State >= TcpState.Established,
        _ => false,
    };

    /// <summary>The token by which the peer names this connection in a join.</summary>
    public uint LocalToken { get; }

    public uint RemoteToken { get; private set; }

    /// <summary>All subflows ever opened, in order of opening.</summary>
    public List<Subflow> Subflows => _subflows;

    /// <summary>Subflows ever opened, and one of them: as <see cref="Subflows"/>, but the one that the segment at hand has touched is found without the list.</summary>
    internal int SubflowCount => _opened;

    internal Subflow SubflowAt(int index) => _lastTouched is { } last && last.Index == index ? last : _subflows[index];

    /// <summary>The scheduler may give a segment to the subflow of that index now (<see cref="Subflow.IsAvailable"/>); asking again does not fetch its state into the cache.</summary>
    public bool IsAvailable(int index)
    {
        var bit = index < 63 ? 1ul << index : 0;
        if ((_unavailable & bit) != 0)
        {
            return false;
        }

        var available = SubflowAt(index).IsAvailable;
        _unavailable |= available ? 0 : bit;
        return available;
    }

    /// <summary>No regular subflow works, so backups are used.</summary>
    public bool UsesBackups { get; private set; }

    internal RecordPool Records => _records;

    /// <summary>What the bytes of literal streams are, for checksums; null where there are none.</summary>
    public LiteralStreams? Literals { get; init; }

    internal MptcpSettings Settings => _settings;

    /// <summary>Mappings carry checksums, because one of the two ends has asked for them (RFC 8684 section 3.1, flag A).</summary>
    public bool UsesChecksum { get; private set; }

    internal void OnChecksumAsked() => UsesChecksum = true;

    internal bool LongDataAck => _settings.LongDataAck || (_settings.DataAckFollowsPeer && _peerUsesLongDsn);

    private bool _peerUsesLongDsn;

    /// <summary>Data have arrived with a data sequence number of that length: acknowledgements follow it (Linux: use_64bit_ack).</summary>
    internal void OnDsnLength(bool isLong)
    {
        if (_peerUsesLongDsn == isLong)
        {
            return;
        }

        _peerUsesLongDsn = isLong;
        foreach (var subflow in _subflows)
        {
            if (subflow.Tcp.State >= TcpState.Established)
            {
                subflow.Tcp.UpdateMaximumSegment();
            }
        }
    }

    /// <summary>Opens the connection: the initial subflow's SYN leaves with the next <see cref="TryEmit"/>.</summary>
    /// <param name="local">This end.</param>
    /// <param name="remote">The end that listens.</param>
    /// <param name="initialSequence">Initial sequence number.</param>
    /// <param name="timestampOffset">Offset of timestamps.</param>
    /// <param name="offer">What to do of Fast Open; null for nothing.</param>
    /// <param name="own">TCP settings of this subflow alone; null for those of all.</param>
    public Subflow Open(Endpoint local, Endpoint remote, uint initialSequence, uint timestampOffset, FastOpenOffer? offer = null, TcpSettings? own = null)
    {
        var subflow = Add(local, remote, new SubflowHandshake { IsInitial = true, IsOpener = true }, initialSequence, timestampOffset, own);
        subflow.Tcp.Open(offer);
        return subflow;
    }

    /// <summary>Waits for the SYN of the initial subflow, which the caller hands in next.</summary>
    /// <param name="local">This end.</param>
    /// <param name="remote">The end that opens.</param>
    /// <param name="initialSequence">Initial sequence number.</param>
    /// <param name="timestampOffset">Offset of timestamps.</param>
    /// <param name="inPlace">TCP settings of this subflow alone, whose SYN was answered by another in this end's place; null for those of all.</param>
    /// <param name="answer">What to do of Fast Open; null for nothing.</param>
    public Subflow Listen(Endpoint local, Endpoint remote, uint initialSequence, uint timestampOffset, TcpSettings? inPlace = null, FastOpenAnswer? answer = null)
    {
        var subflow = Add(local, remote, new SubflowHandshake { IsInitial = true, IsOpener = false }, initialSequence, timestampOffset, inPlace);
        subflow.Tcp.Listen(answer);
        return subflow;
    }

    /// <summary>Opens a further subflow that <see cref="TryTakeJoin"/> asked for.</summary>
    public Subflow Join(in JoinRequest request, Endpoint local, uint initialSequence, uint timestampOffset, uint nonce)
    {
        var handshake = new SubflowHandshake
        {
            IsInitial = false,
            IsOpener = true,
            Backup = request.Backup,
            LocalId = request.Local.IsNone ? _pathManager.IdOf(local.Address) : request.LocalId,
            RemoteId = request.RemoteId,
            LocalNonce = nonce,
        };
        var subflow = Add(local, request.Remote, handshake, initialSequence, timestampOffset);
        subflow.Tcp.Open();
        return subflow;
    }

    /// <summary>Waits for a join's SYN, whose token named this connection, and which the caller hands in next.</summary>
    public Subflow AcceptJoin(Endpoint local, Endpoint remote, uint initialSequence, uint timestampOffset, uint nonce)
    {
        var handshake = new SubflowHandshake { IsInitial = false, IsOpener = false, LocalId = _pathManager.IdOf(local.Address), LocalNonce = nonce };
        var subflow = Add(local, remote, handshake, initialSequence, timestampOffset);
        subflow.Tcp.Listen();
        return subflow;
    }

    /// <summary>A join may be accepted: the keys are known, and the connection has neither fallen back nor ended (RFC 8684 section 3.2).</summary>
    public bool AcceptsJoins => Phase == MptcpPhase.FullyEstablished && !IsDataClosed;

    /// <summary>Takes a segment that belongs to a subflow.</summary>
    public void OnSegment(Subflow subflow, Instant now, in Segment segment)
    {
        var acknowledged = subflow.Tcp.SndUna;
        subflow.Tcp.OnSegment(now, segment);
        if (ChecksSilence ? subflow.IsStale && subflow.WasHeardSinceCheck : subflow.Tcp.SndUna != acknowledged)
        {
            subflow.OnProgress(now);
        }

        if (Phase == MptcpPhase.Fallback && subflow.IsInitial)
        {
            SyncFallback(subflow, now);
        }

        if (CommitsAhead)
        {
            GrowSendBufferAhead();
        }

        Touch(subflow);
        AfterSubflow(subflow, now);
        UpdateUsability();
    }

    /// <summary>The path manager may want a subflow opened: <see cref="TryTakeJoin"/> tells.</summary>
    internal bool WantsJoins => _joinsWanted;

    /// <summary>A subflow that the path manager wants opened now.</summary>
    public bool TryTakeJoin(out JoinRequest request)
    {
        request = default;
        if (!_joinsWanted || !AcceptsJoins)
        {
            return false;
        }

        _joinsWanted = _pathManager.TryTakeRequest(out request);
        return _joinsWanted;
    }

    /// <summary>The caller could not open a subflow that was asked for (no route, interface down).</summary>
    public void OnJoinImpossible(IpAddress local)
    {
        _pathManager.OnJoinImpossible(local);
        _joinsWanted = true;
    }

    /// <summary>Asks the peer to use a subflow as a backup only, or as a regular one again, and does so itself (RFC 8684 section 3.3.8).</summary>
    public void SetBackup(Subflow subflow, bool backup)
    {
        subflow.ChangeBackup(backup);
        OnSubflowUsabilityChanged();
        UpdateUsability();
        subflow.SendOption(new SegmentOptions { MpPrio = new Wire.Mptcp.MpPrio(backup) });
    }

    public TcpEvents TakeEvents()
    {
        // Who has aborted the connection wants to hear no more of it.
        var events = IsFastclosing ? TcpEvents.None : _events;
        _events = TcpEvents.None;
        return events;
    }

    private Subflow Add(Endpoint local, Endpoint remote, SubflowHandshake handshake, uint initialSequence, uint timestampOffset, TcpSettings? tcpSettings = null)
    {
        var subflow = new Subflow(this, _opened++, local, remote, handshake, tcpSettings ?? _tcpSettings, initialSequence, timestampOffset);
        _subflows.Add(subflow);
        Tell(subflow);
        _deadlines.MakeRoomFor(subflow.Index);
        Touch(subflow);
        return subflow;
    }

    /// <summary>The subflow may have something to send, or another deadline. From the 64th on, subflows share the last bit.</summary>
    internal void Touch(Subflow subflow)
    {
        var bit = 1ul << Math.Min(subflow.Index, 63);
        _touched |= bit;
        _unavailable &= ~bit;
        if (_lastTouched != subflow)
        {
            _lastTouched = subflow;
        }
    }

    /// <summary>A subflow's phase has changed.</summary>
    internal void NoteChange()
    {
        Changes++;
        _unavailable = 0;
    }
}
