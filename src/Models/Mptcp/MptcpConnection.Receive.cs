using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Mptcp;

// The receiving half: order across subflows, Data ACK, window, DATA_FIN (RFC 8684 sections 3.3.1 to 3.3.5).
public sealed partial class MptcpConnection
{
    private readonly ReceiveBuffer _receiveBuffer;
    private Reassembly _reassembly;

    /// <summary>The longest of the subflows' round-trip times as the receiver sees them, forgotten slowly, in nanoseconds.</summary>
    private long _receiverRoundTrip;
    private long _rcvNxt;
    private long _announcedEdge;
    private long _peerFinPosition = -1;
    private bool _peerFinReached;
    private bool _hasSeenDss;

    /// <summary>Octets ready to be read.</summary>
    public long Readable => _receiveBuffer.Bytes;

    /// <summary>The peer has closed its direction and everything was read.</summary>
    public bool AtEnd => _peerFinReached && _receiveBuffer.Bytes == 0;

    /// <summary>Octets that wait for earlier ones.</summary>
    public long OutOfOrder => _reassembly.Bytes;

    /// <summary>The Data ACK to send; a DATA_FIN counts as one octet.</summary>
    internal ulong DataAckNumber => _firstPeerDsn + (ulong)(_rcvNxt + (_peerFinReached ? 1 : 0));

    /// <summary>Position of the first octet that a segment's mapping covers.</summary>
    internal long PositionOf(in Segment segment) =>
        (segment.Dss & DssFlags.Dsn8) != 0
            ? (long)(segment.Dsn - _firstPeerDsn)
            : _rcvNxt + (int)((uint)segment.Dsn - (uint)(_firstPeerDsn + (ulong)_rcvNxt));

    /// <summary>Takes the next run of octets.</summary>
    public bool TryRead(long maximum, Instant now, out Payload payload, out long count)
    {
        if (!_receiveBuffer.TryRead(maximum, now, _subflows[0].Tcp.MaximumSegment, _receiverRoundTrip, out payload, out count))
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
            _reassembly.Insert(new ReceivedRun { Start = position, End = position + count, Payload = payload, DataPosition = position });
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

        while (_reassembly.TryTakeAt(_rcvNxt, out var run))
        {
            Deliver(run.Payload, run.End - run.Start);
        }

        if (_rcvNxt == _peerFinPosition)
        {
            ReachPeerFin();
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
        _ = now;
        subflow.RequestAck();
        if (_peerFinPosition < 0)
        {
            _peerFinPosition = position;
        }

        if (_rcvNxt == _peerFinPosition)
        {
            ReachPeerFin();
        }
    }

    private void ReachPeerFin()
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

        ConsiderClosing();
    }

    /// <summary>Once both DATA_FINs are acknowledged, the subflows close with FIN (RFC 8684 section 3.3.3).</summary>
    private void ConsiderClosing()
    {
        if (!IsDataClosed || Phase is MptcpPhase.Closed or MptcpPhase.Fallback)
        {
            return;
        }

        _events |= TcpEvents.Closed;
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

        // The peer sends no more on this subflow; ours follows once its data are delivered.
        subflow.CloseWrite();
        OnSubflowUsabilityChanged();
        if (subflow.Tcp.State == TcpState.Closed)
        {
            CloseSubflow(subflow, now);
        }
    }

    internal void OnFastclose(MpFastclose option)
    {
        if (option.ReceiverKey != LocalKey || Phase == MptcpPhase.Closed)
        {
            return;
        }

        _events |= TcpEvents.Reset;
        foreach (var subflow in _subflows)
        {
            if (subflow.Phase != SubflowPhase.Closed)
            {
                subflow.Reset(null);
            }
        }

        CloseAll();
    }

    /// <summary>
    /// A segment without DSS on an established subflow. Before any DSS was seen it means that something on the path
    /// strips options, and the connection falls back (RFC 8684 section 3.7); later it can only be one that acknowledges.
    /// </summary>
    /// <returns>False to drop the segment.</returns>
    internal bool ToleratesMissingDss(Subflow subflow, in Segment segment)
    {
        if (_hasSeenDss || subflow.Phase == SubflowPhase.Handshake || segment.Has(TcpFlags.Syn | TcpFlags.Rst) || segment.Options is { MpCapable: not null } or { MpJoin: not null })
        {
            return true;
        }

        var acknowledgesData = segment.Has(TcpFlags.Ack) && (int)(segment.Ack - subflow.Tcp.Iss) > 1;
        if (subflow.IsInitial && _subflows.Count == 1 && (segment.PayloadLength > 0 || acknowledgesData))
        {
            FallBack(subflow, "options were removed on the path", default);
            OnFallbackSegment(subflow, segment);
        }

        return true;
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
