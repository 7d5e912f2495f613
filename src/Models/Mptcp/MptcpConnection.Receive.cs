using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Mptcp;

// The receiving half: order across subflows, Data ACK, window, DATA_FIN (RFC 8684 sections 3.3.1 to 3.3.5).
public sealed partial class MptcpConnection
{
    private bool _peerFinReached;

    /// <summary>The peer's DATA_FIN is reached once what waits to be sent has left.</summary>
    private bool _finWaits;
    private bool _hasSeenDss;

    /// <summary>Octets ready to be read.</summary>
    public long Readable => _receiveBuffer.Bytes;

    /// <summary>The peer has closed its direction and everything was read.</summary>
    public bool AtEnd => _peerFinReached && _receiveBuffer.Bytes == 0;

    /// <summary>Octets that wait for earlier ones.</summary>
    public long OutOfOrder => _reassembly.Bytes;

    /// <summary>The Data ACK to send; a DATA_FIN counts as one octet.</summary>
    internal ulong DataAckNumber => _firstPeerDsn + (ulong)(_rcvNxt + (_peerFinReached ? 1 : 0));

    internal long AnnouncedEdge => _announcedEdge;

    /// <summary>There is something to acknowledge beside what came in a SYN.</summary>
    internal bool HasReceived => _rcvNxt > _synDataReceived || _peerFinReached;

    /// <summary>Up to where the peer may send: the edge as it reads it, since a scaled window is rounded up (RFC 7323 section 2.3).</summary>
    internal long AdmittedEdge => _announcedEdge + _windowRounding;

    /// <summary>Data ACK or window are not what a subflow has last told of them.</summary>
    internal bool HasNews(ulong ackTold, long edgeTold) => ackTold == 0 ? _rcvNxt > 0 : ackTold != DataAckNumber || edgeTold != _announcedEdge;

    internal ulong PeerDsnOf(long position) => _firstPeerDsn + (ulong)position;

    /// <summary>Position of the first octet that a segment's mapping covers.</summary>
    internal long PositionOf(in Segment segment) =>
        (segment.Dss & DssFlags.Dsn8) != 0
            ? (long)(segment.Dsn - _firstPeerDsn)
            : _rcvNxt + (int)((uint)segment.Dsn - (uint)(_firstPeerDsn + (ulong)_rcvNxt));

    /// <summary>Takes the next run of octets.</summary>
    public bool TryRead(long maximum, Instant now, out Payload payload, out long count)
    {
        // The initial subflow, which may be another than the one that has brought the data, is asked only once.
        var segment = _receiveBuffer.IsMeasured ? 0 : _subflows[0].Tcp.MaximumSegment;
        if (!_receiveBuffer.TryRead(maximum, now, segment, _receiverRoundTrip, out payload, out count))
        {
            return false;
        }

        ConsiderWindowUpdate();
        return true;
    }

    /// <summary>The window to announce, relative to the Data ACK, and remembered: its right edge never moves left.</summary>
    internal long AnnounceWindow()
    {
        var free = _receiveBuffer.Size - _receiveBuffer.Bytes;
        if (free < Math.Min(1460, _receiveBuffer.Size / 2))
        {
            free = 0;
        }

        _announcedEdge = Math.Max(_announcedEdge, _rcvNxt + free);
        return _announcedEdge - _rcvNxt;
    }

    internal void OnData(Subflow subflow, Payload payload, long position, int count, Instant now)
    {
        var roundTrip = subflow.Tcp.ReceiverRoundTrip;
        _receiverRoundTrip = Math.Max(roundTrip, _receiverRoundTrip - ((_receiverRoundTrip - roundTrip) >> 7));
        if (position == _rcvNxt)
        {
            Deliver(payload, count);
        }
        else if (position > _rcvNxt)
        {
            _reassembly.Insert(new ReceivedRun { Start = position, End = position + count, Payload = payload, DataPosition = position }, _records);
            return;
        }
        else if (position + count > _rcvNxt)
        {
            var known = _rcvNxt - position;
            Deliver(payload.Skip(known), count - known);
        }
        else
        {
            return;
        }

        while (_reassembly.TryTakeAt(_rcvNxt, _records, out var run))
        {
            Deliver(run.Payload, run.End - run.Start);
        }

        if (_rcvNxt == _peerFinPosition)
        {
            // A subflow of Linux acknowledges data before the connection looks at the DATA_FIN and the Data ACK that came with them; where
            // these end the connection, that acknowledgement goes ahead of the FIN.
            _finWaits = _dataFinAcknowledgedAt == now.Nanoseconds && !_peerFinReached;
            if (_finWaits)
            {
                subflow.RequestAck();
            }
            else
            {
                ReachPeerFin(now);
            }
        }
    }

    private void Deliver(Payload payload, long count)
    {
        _rcvNxt += count;
        _receiveBuffer.Append(payload, count);
        _events |= TcpEvents.Readable;
    }

    private void OnDataFin(Subflow subflow, long position, Instant now)
    {
        if (_peerFinPosition < 0)
        {
            _peerFinPosition = position;
        }

        if (_rcvNxt == _peerFinPosition)
        {
            // One ahead of its data is not answered: two ends that wait for data would answer each other's answers.
            subflow.RequestAck();
            ReachPeerFin(now);
        }
    }

    private void ReachPeerFin(Instant now)
    {
        if (_peerFinReached)
        {
            return;
        }

        _peerFinReached = true;
        _events |= TcpEvents.Readable;
        foreach (var subflow in _subflows)
        {
            subflow.RequestAck();
        }

        ConsiderClosing(now);
    }

    /// <summary>Once both DATA_FINs are acknowledged, the subflows close with FIN (RFC 8684 section 3.3.3).</summary>
    private void ConsiderClosing(Instant now)
    {
        if (!IsDataClosed || Phase is MptcpPhase.Closed or MptcpPhase.Fallback)
        {
            return;
        }

        _events |= TcpEvents.Closed;
        _dataDeadline = now.Nanoseconds + FinWait.Nanoseconds;
        foreach (var subflow in _subflows)
        {
            if (subflow.Phase == SubflowPhase.Established)
            {
                subflow.CloseWrite();
            }
            else if (subflow.Phase != SubflowPhase.Closed)
            {
                subflow.Reset(null);
            }
        }
    }

    /// <summary>A FIN on a subflow closes the subflow, not the connection (RFC 8684 section 3.3.3), unless it has fallen back.</summary>
    internal void OnSubflowFin(Subflow subflow, Instant now)
    {
        if (Phase == MptcpPhase.Fallback)
        {
            _peerFinReached = true;
            _events |= TcpEvents.Readable;
            return;
        }

        // The peer sends no more on this subflow; ours follows once its data are delivered. When the connection is being closed, it
        // may still carry our DATA_FIN, and closes with the others (Linux: __mptcp_close_subflow).
        if (!_peerFinReached && !_dataFinQueued)
        {
            subflow.CloseWrite();
        }

        OnSubflowUsabilityChanged();
        if (subflow.Tcp.State == TcpState.Closed)
        {
            CloseSubflow(subflow, now);
        }
    }

    private void ConsiderWindowUpdate()
    {
        var current = _announcedEdge - _rcvNxt;
        var free = _receiveBuffer.Size - _receiveBuffer.Bytes;
        if (2 * current > _receiveBuffer.Size || free < 2 * Math.Max(current, 0) || free < Math.Min(1460, _receiveBuffer.Size / 2))
        {
            return;
        }

        foreach (var subflow in _subflows)
        {
            if (subflow.Phase == SubflowPhase.Established)
            {
                subflow.RequestAck();
            }
        }
    }
}
