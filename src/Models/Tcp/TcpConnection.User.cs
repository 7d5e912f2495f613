using System.Runtime.CompilerServices;
using Mpsim.Models.Tcp.Congestion;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tcp;

// User calls SEND and RECEIVE (RFC 9293 sections 3.10.2 and 3.10.3) and the sizes of the buffers behind them.
public sealed partial class TcpConnection
{
    /// <summary>
    /// Octets of send buffer per segment of window: two round trips' worth, at the 2,304 octets that Linux charges for a
    /// full segment (tcp_sndbuf_expand). Since it stores bursts more tightly than it charges for, about three windows fit.
    /// </summary>
    internal const int SendBufferPerSegment = 2 * 2304;

    /// <summary>Send buffer of a new connection: what tcp_sndbuf_expand makes of an initial window.</summary>
    internal const int InitialSendBuffer = SendBufferPerSegment * CongestionControl.InitialWindow;

    private readonly StrongBox<ReceiveBuffer>? _receiveBuffer;
    private bool _writeBlocked;
    private bool _finQueued;
    private bool _finSent;
    private bool _peerClosed;

    /// <summary>Octets that the send buffer may hold now.</summary>
    public long SendBufferLimit => _sendBufferLimit;

    /// <summary>Octets written and not yet acknowledged.</summary>
    public long SendBufferUsed => _sendQueue.Bytes + (_sndNxt - _sndUna);

    /// <summary>Octets that <see cref="Write"/> would take now.</summary>
    public long WriteSpace => CanSend ? Math.Max(0, _sendBufferLimit - SendBufferUsed) : AwaitsSynData ? SynRoom : 0;

    /// <summary>Octets ready to be read.</summary>
    public long Readable => _receiveBuffer?.Value.Bytes ?? 0;

    /// <summary>Nagle's algorithm is off (RFC 9293 section 3.7.4; TCP_NODELAY); a program may change its mind.</summary>
    public bool NoDelay { get; set; }

    /// <summary>Segments that are not full wait for more, at most as long as a window probe would (TCP_CORK).</summary>
    public bool Cork { get; set; }

    /// <summary>More is to follow what was written: its end is not pushed (MSG_MORE; RFC 9293 section 3.9.1.2).</summary>
    public bool ExpectsMore { get; set; }

    /// <summary>SYN retransmissions before the connection is given up; a program may change its mind (TCP_SYNCNT).</summary>
    public byte SynRetries { get; set; }

    /// <summary>A writer waits for the connection: its data will take the third acknowledgement along, which waits for them (Linux: sk_write_pending).</summary>
    public bool HasWaitingWriter { get; set; }

    private bool _sendBufferIsFixed;
    private bool _pushIsDue;

    /// <summary>Sends what waits for more, this once.</summary>
    public void Push() => _pushIsDue = _sendQueue.Bytes > 0;

    /// <summary>What is written later goes into segments of its own (MSG_EOR), while what was written still waits.</summary>
    public void EndRecord() => _sendQueue.Seal();

    /// <summary>Gives the send buffer a size that no longer follows the window (SO_SNDBUF).</summary>
    public void FixSendBuffer(long octets)
    {
        _sendBufferIsFixed = true;
        _sendBufferLimit = octets;
    }

    /// <summary>SEND: appends to the stream.</summary>
    /// <returns>Octets taken; less than <paramref name="count"/> when the send buffer is full, and <see cref="TcpEvents.Writable"/> follows.</returns>
    public long Write(Payload payload, long count)
    {
        var taken = Math.Min(count, WriteSpace);
        if (taken < count)
        {
            _writeBlocked = true;
        }

        if (taken > 0)
        {
            _sendQueue.Append(_streamMap.Length, taken);
            _streamMap.Append(payload, taken);
            ReleaseSyn();
        }

        return taken;
    }

    /// <summary>Hands over octets of the layer above's stream, which the caller's buffer holds; on a subflow this takes the place of <see cref="Write"/>.</summary>
    public void Commit(long position, long count) => _sendQueue.Append(position, count);

    /// <summary>Adds the ranges of positions that were handed over and are not acknowledged on this connection, sent or not.</summary>
    internal void CollectUnacknowledged(RangeSet into)
    {
        for (var index = _sent.Head; index != _sent.Tail; index++)
        {
            ref var sent = ref _sent[index];
            if (sent.Length > 0)
            {
                into.Add(sent.Position, sent.Position + sent.Length);
            }
        }

        _sendQueue.CollectInto(into);
    }

    /// <summary>The octet at a position was handed over and is neither acknowledged nor reported by SACK on this connection.</summary>
    internal bool IsOutstanding(long position)
    {
        for (var index = _sent.Head; index != _sent.Tail; index++)
        {
            ref var sent = ref _sent[index];
            if (position >= sent.Position && position < sent.Position + sent.Length)
            {
                return !sent.Is(SegmentMarks.Sacked);
            }
        }

        return false;
    }

    /// <summary>RECEIVE: takes the next run of octets.</summary>
    public bool TryRead(long maximum, Instant now, out Payload payload, out long count)
    {
        payload = default;
        count = 0;
        if (_receiveBuffer is null || !_receiveBuffer.Value.TryRead(maximum, now, _maximumSegment, _receiverRoundTrip, out payload, out count))
        {
            return false;
        }

        Memory?.Take(count, ReceivedInOrder, _receiverRoundTrip, now);
        ConsiderWindowUpdate();
        return true;
    }

    /// <summary>
    /// What waits here fills the window, so that a larger buffer would gain nothing (Linux: tcp_should_expand_sndbuf); asked where data
    /// wait beyond the window. Only in slow start, where an ACK lets out the two segments of a burst: later a segment often waits
    /// for another to leave with (tcp_tso_should_defer), and so the window is not quite full when Linux looks.
    /// </summary>
    private bool FillsItsWindow => _extension is { HoldsSmallSegments: true } && Congestion.InSlowStart && InFlight + (_sendQueue.Bytes / _maximumSegment) >= Congestion.Cwnd;

    /// <summary>Lets the send buffer follow the window (Linux: tcp_sndbuf_expand), and wakes a writer once a third is free (sk_stream_is_writeable).</summary>
    private void AfterAcknowledgement()
    {
        if (_settings.SendBufferAutoTuning && !_sendBufferIsFixed && !FillsItsWindow)
        {
            var wanted = Math.Min((long)SendBufferPerSegment * Math.Max(Congestion.Cwnd, _settings.InitialWindow), _settings.SendBufferLimit);
            if (wanted > _sendBufferLimit)
            {
                _sendBufferLimit = wanted;
            }
        }

        if (_writeBlocked)
        {
            var used = SendBufferUsed;
            if (_sendBufferLimit - used >= used / 2)
            {
                _writeBlocked = false;
                _events |= TcpEvents.Writable;
            }
        }
    }
}
