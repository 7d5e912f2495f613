using System.Runtime.CompilerServices;
using Mpsim.Models.Tcp.Congestion;
using Mpsim.Models.Tcp.Recovery;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tcp;

/// <summary>
/// One end of a TCP connection (RFC 9293) without any input or output of its own. The caller hands in segments, times
/// and user calls and then drains the result, in this order: any number of <see cref="OnSegment"/>,
/// <see cref="OnTimeout"/>, <see cref="Write"/>, <see cref="TryRead"/>, <see cref="CloseWrite"/>, <see cref="Abort"/>;
/// <see cref="TryEmit"/> until it answers false; <see cref="TakeEvents"/>; and a wake-up at <see cref="NextTimeout"/>.
/// Time never runs backwards from call to call.
/// </summary>
public sealed partial class TcpConnection
{
    private byte _sndWindShift;
    private byte _rcvWindShift;
    private TcpState _state;
    private bool _timestamps;
    private bool _sackPermitted;
    private TcpEvents _events;

    /// <param name="settings">The host's settings.</param>
    /// <param name="initialSequence">ISS, drawn by the caller (RFC 9293 section 3.4.1).</param>
    /// <param name="timestampOffset">Added to the clock in TSval (RFC 7323 section 5.4).</param>
    /// <param name="congestion">Congestion control of this connection, or null for what the settings make.</param>
    /// <param name="extension">The layer above that travels in options, or null.</param>
    /// <param name="stream">What positions stand for when the layer above keeps it; null for a connection with a stream of its own.</param>
    /// <param name="records">Where the records of data in flight are kept; null for a connection that shares them with no other.</param>
    public TcpConnection(TcpSettings settings, uint initialSequence, uint timestampOffset, CongestionControl? congestion = null, TcpExtension? extension = null, StreamMap? stream = null, RecordPool? records = null)
    {
        _settings = settings;
        _extension = extension;
        _streamMap = stream ?? new StreamMap();
        _mapsOwnStream = stream is null;
        _records = records ?? new RecordPool();
        _iss = initialSequence;
        _sndUna = initialSequence;
        _sndNxt = initialSequence;
        _timestampOffset = timestampOffset;
        Congestion = congestion ?? settings.CongestionControl();
        Congestion.Cwnd = settings.InitialWindow;
        _pacer = settings.Pacing || Congestion.ControlsRate ? new Pacer(!Congestion.ControlsRate) : null;
        Congestion.IsPaced = _pacer is not null;
        _deliveryRate = Congestion.ControlsRate ? new DeliveryRateEstimator() : null;
        _maximumSegment = DefaultSendMss;
        _rtt = new RttEstimator();
        NoDelay = settings.NoDelay;
        SynRetries = (byte)Math.Clamp(settings.SynRetries, 0, byte.MaxValue);
        _receiveBuffer = extension is { OwnsWindow: true } ? null
            : extension is null && (settings.ReceiveMemory is not null || settings.MtuProbing is not null) ? new RareState(
                new ReceiveBuffer(settings), settings.ReceiveMemory is { } account ? new ReceiveMemory(account) : null, settings.MtuProbing is { } probing ? new MtuProber(probing) : null)
            : new StrongBox<ReceiveBuffer>(new ReceiveBuffer(settings));
        _sendBufferLimit = settings.SendBufferAutoTuning ? Math.Min(InitialSendBuffer, settings.SendBufferLimit) : settings.SendBufferLimit;
        _recovery.Rack.Reset();
    }

    /// <summary>Congestion control of this connection.</summary>
    public CongestionControl Congestion { get; }

    public TcpState State => _state;

    public TcpSettings Settings => _settings;

    /// <summary>SND.UNA.</summary>
    public uint SndUna => _sndUna;

    /// <summary>SND.NXT.</summary>
    public uint SndNxt => _sndNxt;

    /// <summary>RCV.NXT.</summary>
    public uint RcvNxt => _rcvNxt;

    /// <summary>Initial send sequence number.</summary>
    public uint Iss => _iss;

    /// <summary>Initial receive sequence number.</summary>
    public uint Irs => _irs;

    /// <summary>Octets of IP and TCP header of this connection's segments, options not counted; decides the MSS (RFC 9293 section 3.7.1).</summary>
    public int HeaderLength { get; init; } = Segment.HeaderLength;

    /// <summary>Octets of payload that a segment may carry now, options taken off.</summary>
    public int MaximumSegment => _maximumSegment;

    /// <summary>Round-trip times of this connection.</summary>
    public ref readonly RttEstimator Rtt => ref _rtt;

    /// <summary>Segments sent and neither acknowledged, reported by SACK, nor taken for lost (RFC 6675's pipe, as Linux counts it).</summary>
    public int InFlight
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _sent.Count - _sackedOut - _lostOut + _retransOut;
    }

    /// <summary>Segments waiting for an acknowledgement.</summary>
    public int Outstanding => _sent.Count;

    /// <summary>Octets committed to this connection and not yet sent.</summary>
    public long Unsent => _sendQueue.Bytes;

    /// <summary>Retransmission timeouts since something was last acknowledged.</summary>
    public int TimeoutsInRow => _timeoutsInRow;

    public bool IsClosed => _state == TcpState.Closed;

    /// <summary>Data may be handed over: the connection is synchronised and our direction is open.</summary>
    public bool CanSend => _state is TcpState.Established or TcpState.CloseWait && !_finQueued || (SendsEarly && !_finQueued);

    /// <summary>The peer's FIN was received in order.</summary>
    public bool PeerHasClosed => _peerClosed;

    /// <summary>The peer has closed and all its data were read.</summary>
    public bool AtEnd => _peerClosed && Readable == 0;

    /// <summary>Our FIN is acknowledged.</summary>
    public bool FinIsAcknowledged => _finSent && _sndUna == _sndNxt && _sent.IsEmpty;

    /// <summary>Smallest recent round-trip time as the receiver sees it from echoed timestamps, in nanoseconds; 0 when not known.</summary>
    public long ReceiverRoundTrip => _receiverRoundTrip;

    /// <summary>Octets of our stream that the peer has acknowledged.</summary>
    public long Acknowledged => _acknowledged;

    /// <summary>SEG.WND of an arriving segment in octets.</summary>
    public uint WindowOf(in Segment segment) => segment.Has(TcpFlags.Syn) ? segment.Window : (uint)segment.Window << _sndWindShift;

    /// <summary>Passive OPEN: waits for a SYN.</summary>
    public void Listen() => Move(TcpTransition.PassiveOpen);

    /// <summary>Active OPEN: a SYN leaves with the next <see cref="TryEmit"/>.</summary>
    public void Open()
    {
        Move(TcpTransition.ActiveOpen);
        _synPending = true;
    }

    /// <summary>What happened since the last call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TcpEvents TakeEvents()
    {
        var events = _events;
        _events = TcpEvents.None;
        return events;
    }

    /// <summary>Closes our direction: a FIN follows the queued data (RFC 9293 section 3.10.4).</summary>
    public void CloseWrite()
    {
        if (_finQueued || _state is TcpState.Closed or TcpState.TimeWait)
        {
            return;
        }

        switch (_state)
        {
            case TcpState.SynSent when _fastOpen is { AwaitsData: true } or { SynData: > 0 } || _sendQueue.Bytes > 0:
                // Data were taken for the SYN: they are not forgotten because nothing follows them. Linux drops the connection.
                ReleaseSyn();
                _finQueued = true;
                break;
            case TcpState.Listen:
            case TcpState.SynSent:
                Move(TcpTransition.Close);
                Release();
                break;
            case TcpState.SynReceived:
                // RFC 9293 section 3.10.4 lets the CLOSE wait for ESTABLISHED.
                _finQueued = true;
                break;
            default:
                _finQueued = true;
                Move(TcpTransition.Close);
                break;
        }
    }

    /// <summary>ABORT (RFC 9293 section 3.10.5): drops everything and tells the peer with an RST where it knows of the connection.</summary>
    public void Abort()
    {
        // In CLOSING and LAST-ACK the peer needs no RST once it has our FIN on its way (Linux: tcp_disconnect).
        if (_state is TcpState.SynReceived or TcpState.Established or TcpState.FinWait1 or TcpState.FinWait2 or TcpState.CloseWait
            || (_state is TcpState.Closing or TcpState.LastAck && !_finSent))
        {
            _resetPending = true;
            _resetSeq = _sndNxt;
        }

        Release();
    }

    /// <summary>The layer above turns down the segment that arrived: RST, and the connection is gone.</summary>
    internal void Refuse(in Segment segment)
    {
        if (_state == TcpState.SynReceived && segment.Has(TcpFlags.Ack))
        {
            // As an answer to the segment (Linux: send_reset of the request socket).
            AnswerByReset(segment);
        }
        else
        {
            // As an abort: what is in flight may have moved the peer beyond the segment's acknowledgement (Linux: tcp_send_active_reset).
            // Data in order have been taken by then, and are acknowledged.
            _resetPending = true;
            _resetSeq = _sndNxt;
            _rcvNxt += segment.Seq == _rcvNxt ? segment.PayloadLength : 0u;
        }

        Release();
    }

    private void Move(TcpTransition transition) => _state = TcpStateMachine.Next(_state, transition);

    /// <summary>To CLOSED, with all that was in flight or queued forgotten.</summary>
    private void Release()
    {
        _extension?.OnReleased();
        ReleaseFastOpen();
        _state = TcpState.Closed;
        _synPending = false;
        _ackNow = false;
        _ackDeadline = long.MaxValue;
        _paceUntil = long.MaxValue;
        _watch = null;
        _sendQueue.Clear();
        _reassembly.Clear(_records);
        _retransmitted.Clear(_records);
        _sent.Clear(_records);
        _sackedOut = _lostOut = _retransOut = _lostUnsent = 0;
        DisarmTimer();
        Congestion.OnClosed();
    }

    private void End(TcpEvents why)
    {
        Release();
        _events |= why;
    }
}
