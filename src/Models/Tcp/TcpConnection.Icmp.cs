using Mpsim.Models.Tcp.Recovery;
using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tcp;

// ICMP errors (RFC 9293 section 3.9.2.2; RFC 5927 against forged ones) and the path MTU that they tell (RFC 1191).
public sealed partial class TcpConnection
{
    /// <summary>No path has less than this (Linux: net.ipv4.route.min_pmtu).</summary>
    private const int LeastPathMtu = 552;

    private ushort _pathMtu = ushort.MaxValue;
    private bool _pathMtuIsOwn;

    /// <summary>The last error that did not end the connection: what a timeout is then put down to; null when there was none.</summary>
    public IcmpErrorKind? LastIcmpError => _lastIcmpError == 0 ? null : (IcmpErrorKind)(_lastIcmpError - 1);

    /// <summary>One more than its kind; 0 where there was none.</summary>
    private byte _lastIcmpError;

    /// <summary>Octets of a packet that the path is known to take, from this connection or from an earlier one; at most the interface's own MTU.</summary>
    public int PathMtu
    {
        get => Math.Min(_settings.Mtu, _pathMtu);
        init => _pathMtu = (ushort)value;
    }

    /// <summary>The MSS that a SYN announces. That of the interface, until this very connection has learnt better (RFC 6691 section 3; Linux: tcp_advertise_mss).</summary>
    private ushort AnnouncedMss => (ushort)Math.Min(_settings.AnnouncedMss ?? int.MaxValue, (_pathMtuIsOwn ? PathMtu : _settings.Mtu) - HeaderLength);

    /// <summary>An ICMP error about a segment of this connection.</summary>
    /// <param name="error">The error.</param>
    /// <param name="now">Now.</param>
    /// <param name="isTaken">A program has the connection; not so while one that was opened fast waits for accept().</param>
    /// <returns>False when it quotes nothing that is outstanding: it may be forged, and is not looked at (RFC 5927 section 4.1).</returns>
    public bool OnIcmp(IcmpError error, Instant now, bool isTaken = true)
    {
        if (_state is TcpState.Closed or TcpState.Listen or TcpState.TimeWait)
        {
            return true;
        }

        var from = _state == TcpState.SynReceived ? _iss : _sndUna;
        if (error.Sequence - from > _sndNxt - from)
        {
            return false;
        }

        if (error.Kind == IcmpErrorKind.PacketTooBig)
        {
            LowerPathMtu(error.Mtu, now);
            return true;
        }

        _lastIcmpError = (byte)(error.Kind + 1);
        switch (_state)
        {
            case TcpState.SynSent:
            case TcpState.SynReceived when _fastOpen is { IsPending: true } && !isTaken:
                End(TcpEvents.Refused);
                break;
            case TcpState.SynReceived when !SendsEarly && error.Kind is IcmpErrorKind.NetworkUnreachable or IcmpErrorKind.HostUnreachable:
                // There is nobody yet whom to tell (Linux: tcp_req_err).
                Release();
                break;
        }

        // "MUST NOT abort the connection" on what may be passing; and in a connection that is in use Linux takes every error for that.
        return true;
    }

    /// <summary>Segments that are too long are cut and sent again at once, which says nothing of congestion (Linux: tcp_simple_retransmit).</summary>
    private void LowerPathMtu(int mtu, Instant now)
    {
        mtu = Math.Max(mtu, LeastPathMtu);
        if (mtu >= PathMtu)
        {
            return;
        }

        _pathMtu = (ushort)mtu;
        _pathMtuIsOwn = true;
        if (_state == TcpState.SynSent)
        {
            if (_fastOpen is { SynData: > 0 } && !_sent.IsEmpty)
            {
                // Only a SYN with data can have been too long: it goes again without.
                MarkLost(ref _sent[_sent.Head], _sent.Head);
            }

            return;
        }

        UpdateMaximumSegment();
        ResendCut(now);
    }

    /// <summary>What is too long goes again in pieces, at once; the window is not reduced for it.</summary>
    private void ResendCut(Instant now)
    {
        CutToSize(now);
        if (_lostUnsent > 0 && _recovery.Phase != RecoveryPhase.Loss)
        {
            _recovery.Phase = RecoveryPhase.Loss;
            _recovery.HighSeq = _sndNxt;
            _recovery.CanUndo = false;
            Congestion.Ssthresh = Math.Max(Congestion.Ssthresh, (Congestion.Cwnd >> 1) + (Congestion.Cwnd >> 2));
        }
    }

    private void CutToSize(Instant now)
    {
        var records = new SentSegment[_sent.Count];
        for (var i = 0; i < records.Length; i++)
        {
            records[i] = _sent[_sent.Head + (uint)i];
        }

        _sent.Tail = _sent.Head;
        _rackCursor = _retransmitCursor = _sent.Head;
        foreach (var record in records)
        {
            var rest = record;
            if (rest.Length <= _maximumSegment || rest.Is(SegmentMarks.Sacked))
            {
                Keep(rest, now);
                continue;
            }

            Uncount(rest);
            rest.Marks &= ~(SegmentMarks.Lost | SegmentMarks.Retransmitted);
            while (rest.Length > 0)
            {
                var piece = rest;
                piece.Length = (ushort)Math.Min((int)rest.Length, _maximumSegment);
                piece.Marks = piece.Length < rest.Length ? rest.Marks & SegmentMarks.EverRetransmitted : rest.Marks;
                Keep(piece, now);
                MarkLost(ref _sent[_sent.Tail - 1], _sent.Tail - 1);
                rest.Seq += piece.Length;
                rest.Position += piece.Length;
                rest.Length -= piece.Length;
            }
        }
    }

    private void Keep(SentSegment record, Instant now)
    {
        _sent.Push(_records) = record;
        _deliveryRate?.OnSent(_sent.Tail - 1, _sent.Head, now.Nanoseconds, false);
    }
}
