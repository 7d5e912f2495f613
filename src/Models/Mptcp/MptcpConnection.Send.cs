using System.Numerics;
using Mpsim.Models.Mptcp.Scheduling;
using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Mptcp;

// The sending half: data sequence space, window, scheduling, reinjection, DATA_FIN (RFC 8684 sections 3.3.1 to 3.3.6).
public sealed partial class MptcpConnection
{
    /// <summary>Time that a subflow of a closed connection stays in FIN-WAIT-2 (Linux: net.ipv4.tcp_fin_timeout).</summary>
    private static readonly Duration FinWait = Duration.FromSeconds(60);

    /// <summary>There is something in <see cref="_reinjection"/>.</summary>
    private bool _reinjects;
    private bool _writeBlocked;
    private bool _dataFinQueued;
    private bool _dataFinAcknowledged;

    /// <summary>Octets that <see cref="Write"/> would take now.</summary>
    public long WriteSpace => CanWrite ? Space(Stream.Length - _sndUna) : AwaitsSynData ? _subflows[0].Tcp.SynRoom : 0;

    /// <summary>Linux takes whole fragments as long as the buffer is not full, and so beyond its limit.</summary>
    private long Space(long used)
    {
        var free = _sendBufferLimit - used;
        if (free <= 0 || !CommitsAhead)
        {
            return Math.Max(0, free);
        }

        var fragment = Math.Min(LinuxScheduler.Fragment, _sendBufferLimit);
        return (free + fragment - 1) / fragment * fragment;
    }

    /// <summary>Octets written and not acknowledged at the data level.</summary>
    public long Outstanding => Stream.Length - _sndUna;

    /// <summary>Data wait for room in a subflow.</summary>
    internal bool HasMoreData => _reinjection is { IsEmpty: false } || (Stream.Length > _sndNxt && _windowEdge > _sndNxt);

    /// <summary>The user waits for room in the send buffer.</summary>
    internal bool WriterWaits => _writeBlocked;

    private bool CanWrite => !_dataFinQueued && IsOpen && !IsFastclosing;

    /// <summary>Both DATA_FINs are exchanged and acknowledged.</summary>
    private bool IsDataClosed => _dataFinAcknowledged && _peerFinReached;

    /// <summary>The next pure acknowledgement carries a DATA_FIN.</summary>
    internal bool WantsDataFin => _dataFinQueued && (!_dataFinAcknowledged || _finWaits) && _sndNxt == Stream.Length && Phase != MptcpPhase.Fallback && !IsFastclosing;

    private bool _sendBufferIsFixed;

    /// <summary>Gives the send buffer a size that no longer follows the windows (SO_SNDBUF).</summary>
    public void FixSendBuffer(long octets)
    {
        _sendBufferIsFixed = true;
        _sendBufferLimit = octets;
    }

    private bool _pushIsDue;

    /// <summary>Segments that are not full wait for more, 200 ms at most (TCP_CORK).</summary>
    public bool Cork
    {
        get;
        set
        {
            field = value;
            _corkDeadline = long.MaxValue;
            TellSubflows();
        }
    }

    /// <summary>Sends what waits for more, this once.</summary>
    public void Push()
    {
        _corkDeadline = long.MaxValue;
        _pushIsDue = Stream.Length > _sndNxt;
        if (CommitsAhead)
        {
            foreach (var subflow in _subflows)
            {
                subflow.Tcp.Push();
                Touch(subflow);
            }
        }
    }

    private bool WaitsForMore(Instant now)
    {
        if (_pushIsDue)
        {
            return false;
        }

        if (_sndUna == _sndNxt && _corkDeadline == long.MaxValue)
        {
            _corkDeadline = now.Nanoseconds + RttEstimator.MinimumRto.Nanoseconds;
        }

        return true;
    }

    /// <summary>Nagle's algorithm is off, at the level of the connection; a program may change its mind.</summary>
    public bool NoDelay
    {
        get;
        set
        {
            field = value;
            TellSubflows();
        }
    }

    /// <returns>Octets taken; less than <paramref name="count"/> when the send buffer is full, and <see cref="TcpEvents.Writable"/> follows.</returns>
    public long Write(Payload payload, long count)
    {
        if (AwaitsSynData)
        {
            return WriteIntoSyn(payload, count);
        }

        var taken = Math.Min(count, WriteSpace);
        if (taken < count)
        {
            _writeBlocked = true;
        }

        if (taken > 0)
        {
            Stream.Append(payload, taken);
            _written += taken;
        }

        return taken;
    }

    /// <summary>Nothing more will be written: a DATA_FIN follows the data (RFC 8684 section 3.3.3).</summary>
    public void CloseWrite(Instant now)
    {
        if (_dataFinQueued || Phase == MptcpPhase.Closed)
        {
            return;
        }

        _dataFinQueued = true;
        _closesLast = _peerFinReached;
        if (AwaitsSynData)
        {
            ReleaseSyn();
        }

        if (Cork)
        {
            // There is no more to wait for.
            Push();
        }

        if (Phase == MptcpPhase.Fallback)
        {
            CloseFallbackWhenSent();
            return;
        }

        RequestDataFin(now);
    }

    /// <summary>Fills in the next segment that may leave now, and names the subflow that sends it.</summary>
    public bool TryEmit(Instant now, out Subflow subflow, ref Segment segment)
    {
        subflow = null!;
        do
        {
            while (_touched != 0)
            {
                var index = BitOperations.TrailingZeroCount(_touched);
                subflow = index == _lastTouched!.Index ? _lastTouched : _subflows[index];
                if (subflow.Tcp.TryEmit(now, ref segment))
                {
                    return true;
                }

                if (subflow.RequestOwedAck())
                {
                    continue;
                }

                _deadlines[index] = subflow.NextTimeout;
                if (subflow.Tcp.IsClosed)
                {
                    NoteChange();
                }

                if (index < 63 || !TryEmitBeyond(now, out subflow, ref segment))
                {
                    _touched &= ~(1ul << index);
                    continue;
                }

                return true;
            }
        }
        while (!IsFastclosing && TrySchedule(now, out subflow));

        if (!_finWaits)
        {
            return false;
        }

        _finWaits = false;
        ReachPeerFin(now);
        return TryEmit(now, out subflow, ref segment);
    }

    /// <summary>The subflows that share the last bit.</summary>
    private bool TryEmitBeyond(Instant now, out Subflow subflow, ref Segment segment)
    {
        for (var i = 64; i < _subflows.Count; i++)
        {
            subflow = _subflows[i];
            if (subflow.Tcp.TryEmit(now, ref segment))
            {
                return true;
            }

            _deadlines[i] = subflow.NextTimeout;
        }

        subflow = null!;
        return false;
    }

    internal ulong DsnOf(long position) => _firstDsn + (ulong)position;

    /// <summary>Data that end here are the last: their mapping carries the DATA_FIN.</summary>
    internal bool EndsWith(long position) => _dataFinQueued && position == Stream.Length && _sndNxt == position;

    /// <summary>Gives a subflow its next segment: data to be sent again first, then new data.</summary>
    private bool TrySchedule(Instant now, out Subflow subflow)
    {
        if (_assigning is not null)
        {
            return TryScheduleAssigned(_assigning, now, out subflow);
        }

        subflow = null!;
        if (_reinjects && TryReinject(now, ref subflow))
        {
            return subflow is not null;
        }

        var waiting = _written - _sndNxt;
        if (waiting == 0)
        {
            return _writeBlocked && TryOvercomeStall(now, out subflow);
        }

        var room = _windowEdge - _sndNxt;
        if (room <= 0)
        {
            return TryOvercomeStall(now, out subflow);
        }

        if (_scheduler.Select(this) is not { } chosen)
        {
            return false;
        }

        var segment = chosen.Tcp.MaximumSegment;
        var length = Math.Min(Math.Min(waiting, room), segment);
        if (length < segment && HoldsSmall(waiting, room, segment, now))
        {
            return TryOvercomeStall(now, out subflow);
        }

        Commit(chosen, _sndNxt, length, now);
        _sndNxt += length;
        _pushIsDue &= Stream.Length > _sndNxt;
        _corkDeadline = long.MaxValue;
        if (length < segment)
        {
            _smallEnd = _sndNxt;
        }

        if (_dataDeadline == long.MaxValue)
        {
            ArmData(now);
        }

        subflow = chosen;
        return true;
    }

    /// <returns>True when data to be sent again go first: given to a subflow, or waiting for one.</returns>
    private bool TryReinject(Instant now, ref Subflow subflow)
    {
        _reinjection!.RemoveBefore(_sndUna);
        LookAtReinjection();
        if (!_reinjects)
        {
            return false;
        }

        if (_scheduler.Select(this) is { } other)
        {
            var (start, count) = _reinjection!.Take(other.Tcp.MaximumSegment);
            LookAtReinjection();
            Reinjected += count;
            Commit(other, start, count, now);
            subflow = other;
        }

        return true;
    }

    private void LookAtReinjection()
    {
        _reinjects = !_reinjection!.IsEmpty;
        if (!_reinjects)
        {
            _records.Return(_reinjection);
            _reinjection = null;
        }
    }

    /// <summary>Silly window avoidance and Nagle's algorithm, at the level of the connection, as for TCP.</summary>
    private bool HoldsSmall(long waiting, long room, int segment, Instant now)
    {
        // RFC 9293 section 3.8.6.2.1: what fills half of the largest window that the peer has ever offered does not wait for a larger one.
        if (room < waiting && room < segment && 2 * room < _largestWindow)
        {
            if (_sndUna < _sndNxt)
            {
                return true;
            }

            ArmWindowProbe(now);
            return _dataTimeouts == 0;
        }

        return !_dataFinQueued && (Cork ? WaitsForMore(now) : !NoDelay && _smallEnd > _sndUna);
    }

    private void Commit(Subflow subflow, long position, long count, Instant now)
    {
        Touch(subflow);
        if (subflow.Tcp.Outstanding == 0)
        {
            subflow.BeginWait(now);
        }

        subflow.BytesScheduled += count;
        subflow.Tcp.Commit(position, count);
    }

    internal void OnDss(Subflow subflow, in Segment segment, Instant now)
    {
        _hasSeenDss = true;
        GrowSendBuffer(subflow);
        if ((segment.Dss & DssFlags.DataAck) != 0)
        {
            var position = (segment.Dss & DssFlags.DataAck8) != 0
                ? (long)(segment.DataAck - _firstDsn)
                : _sndUna + (int)((uint)segment.DataAck - (uint)(_firstDsn + (ulong)_sndUna));
            OnDataAcknowledged(subflow, position, segment, now);
        }

        // "The DATA_FIN is included in the Data-Level Length" (section 3.3.3): without a mapping it has no place in the stream.
        if ((segment.Dss & (DssFlags.DataFin | DssFlags.Mapping)) == (DssFlags.DataFin | DssFlags.Mapping))
        {
            OnDataFin(subflow, PositionOf(segment) + segment.DataLength - 1, now);
        }
    }

    private void OnDataAcknowledged(Subflow subflow, long position, in Segment segment, Instant now)
    {
        var end = _sndNxt + (_dataFinQueued && _sndNxt == Stream.Length ? 1 : 0);
        if (position < _sndUna || position > end)
        {
            // Old, or of data never sent: no meaning (RFC 8684 section 3.3.2).
            return;
        }

        var window = subflow.Tcp.WindowOf(segment);
        _largestWindow = Math.Max(_largestWindow, window);
        var edge = position + window;
        if (edge > _windowEdge)
        {
            if (_windowEdge <= _sndNxt)
            {
                _dataTimeouts = 0;
            }

            _windowEdge = edge;
        }

        if (position != _sndUna)
        {
            Advance(position, now);
        }
    }

    private void Advance(long position, Instant now)
    {
        if (position > Stream.Length)
        {
            position = Stream.Length;
            if (!_dataFinAcknowledged)
            {
                _dataFinAcknowledged = true;
                _dataFinAcknowledgedAt = now.Nanoseconds;
                ConsiderClosing(now);
            }
        }

        _sndUna = position;
        _dataTimeouts = 0;
        Stream.ForgetBefore(ChecksSilence ? position - 1 : position);
        if (_sndUna == _sndNxt && (!_dataFinQueued || _dataFinAcknowledged))
        {
            _dataDeadline = IsDataClosed ? now.Nanoseconds + FinWait.Nanoseconds : long.MaxValue;
        }
        else
        {
            ArmData(now);
        }

        WakeWriter();
    }

    /// <summary>Tells a writer that waits once a third of the send buffer is free (Linux: sk_stream_is_writeable).</summary>
    private void WakeWriter()
    {
        if (_writeBlocked)
        {
            var used = Stream.Length - _sndUna;
            if (_sendBufferLimit - used >= used / 2)
            {
                _writeBlocked = false;
                _events |= TcpEvents.Writable;
            }
        }
    }

    /// <summary>The sum of what the subflows' send buffers would be (Linux: __mptcp_sync_sndbuf), brought up to date for one of them.</summary>
    private void GrowSendBuffer(Subflow subflow)
    {
        var window = Math.Max(subflow.Tcp.Congestion.Cwnd, _tcpSettings.InitialWindow);
        if (window == subflow.CountedWindow || CommitsAhead || !_tcpSettings.SendBufferAutoTuning || _sendBufferIsFixed)
        {
            return;
        }

        _windows += window - subflow.CountedWindow;
        subflow.CountedWindow = window;
        _sendBufferLimit = Math.Max(_sendBufferLimit, Math.Min((long)TcpConnection.SendBufferPerSegment * _windows, _tcpSettings.SendBufferLimit));
    }
}
