using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tcp;

/// <summary>
/// The window of a receiver as Linux makes it: of the memory that packets take with their overhead, the part that the best packets so far
/// have used for data may be announced, as far as the peer has shown that it fills packets (tcp_select_initial_window, tcp_grow_window,
/// __tcp_select_window, tcp_rcvbuf_grow, tcp_try_rmem_schedule). Beside a connection, for those that ask for it: its account of every
/// packet costs memory itself. Deviations: packets are not joined to save memory (tcp_collapse), and out-of-order data that were reported
/// are kept (tcp_prune_ofo_queue), as RFC 2018 section 8 would have it.
/// </summary>
internal sealed partial class ReceiveMemory(ReceiveMemorySettings settings)
{
    private const int FractionBits = 8;

    /// <summary>Segments that the first round trip is taken to bring (Linux: TCP_INIT_CWND).</summary>
    private const int FirstRoundTrip = 10;

    /// <summary>Packets that wait to be read, by the place of their end in the stream.</summary>
    private readonly Queue<(long End, int Octets)> _queue = new();

    /// <summary>Packets behind a gap, by the place of their first octet.</summary>
    private readonly SortedList<long, (long End, int Octets)> _behindGap = [];
    private long _size = settings.Initial;
    private bool _isFixed = settings.IsFixed;
    private bool _isEstablished;
    private long _ratio = 1 << (FractionBits - 1);
    private long _clamp;
    private long _threshold;
    private int _advertisedMss;
    private bool _hasNoMemory;

    // RCV.NXT when the window was last announced, and the window; its furthest edge so far.
    private uint _announcedAt;
    private uint _furthest;

    // What the program took in a round trip.
    private long _space;
    private long _read;
    private long _measuredFrom;
    private long _measuredTime;

    /// <summary>Octets of memory that may be used now (Linux: sk_rcvbuf).</summary>
    public long Size => _size;

    /// <summary>Octets that are used (Linux: sk_rmem_alloc).</summary>
    public long Used { get; private set; }

    /// <summary>The window that was announced last.</summary>
    public long Announced { get; private set; }

    /// <summary>What has arrived found no memory: the next window is closed.</summary>
    public bool IsClosing => _hasNoMemory;

    /// <summary>A program has the connection: its buffer may grow (Linux: sk_socket).</summary>
    public bool HasProgram { get; set; }

    /// <summary>Octets of a segment that was not merged of others.</summary>
    public int SegmentOf(int length) => settings.MergedSegment > 0 ? Math.Min(length, settings.MergedSegment) : length;

    /// <summary>Segments that began or ended beyond the window (Linux: BEYOND_WINDOW).</summary>
    public int BeyondWindow { get; private set; }

    /// <summary>Segments that came to a closed window (Linux: TCPZeroWindowDrop).</summary>
    public int ZeroWindowDrops { get; private set; }

    /// <summary>Segments for which there was no memory (Linux: TCPRcvQDrop).</summary>
    public int QueueDrops { get; private set; }

    /// <summary>A window before anything has arrived: whole segments, for which there is memory.</summary>
    /// <param name="next">RCV.NXT.</param>
    /// <param name="advertisedMss">The MSS that is announced.</param>
    /// <param name="segment">Octets of data in a segment of that size.</param>
    /// <param name="scale">The shift, when windows are scaled.</param>
    public long Open(uint next, int advertisedMss, int segment, byte? scale)
    {
        if (_isEstablished)
        {
            return Announced;
        }

        _advertisedMss = advertisedMss;
        _clamp = _isFixed ? FullSpace : long.MaxValue;
        var space = Math.Min(FullSpace, _clamp);
        Announced = space > segment ? space / segment * segment : space;
        _clamp = Math.Min(65535L << (scale ?? 0), _clamp);
        _threshold = Announced;
        _announcedAt = next;
        _furthest = next + (uint)Announced;
        return Announced;
    }

    /// <summary>What is left of the window that was announced last.</summary>
    /// <param name="next">RCV.NXT.</param>
    public long Window(uint next) => Math.Max(0, (int)(_announcedAt + (uint)Announced - next));

    /// <summary>RFC 9293 section 3.10.7.4, first, at the right edge: what lies in a window that was announced, if it was taken back since (RFC 7323 section 2.4), or begins in it and finds nothing that waits to be read.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="next">RCV.NXT.</param>
    public bool Accepts(in Segment segment, uint next)
    {
        var limit = SequenceNumber.Max(next, SequenceNumber.Max(_furthest, _announcedAt + (uint)Announced));
        var end = segment.Seq + segment.SequenceLength;
        if (!SequenceNumber.After(end, limit) || !SequenceNumber.After(end - (segment.Has(TcpFlags.Fin) ? 1u : 0u), limit))
        {
            return true;
        }

        var accepts = !SequenceNumber.After(segment.Seq, limit) && _queue.Count == 0;
        BeyondWindow += accepts ? 0 : 1;
        return accepts;
    }

    /// <summary>Data that begin at RCV.NXT may be queued (Linux: tcp_data_queue). Where they find no memory, the next window is closed.</summary>
    /// <param name="next">RCV.NXT.</param>
    /// <param name="length">Octets of data.</param>
    public bool AdmitsInOrder(uint next, int length)
    {
        if (Window(next) == 0)
        {
            ZeroWindowDrops++;
            return false;
        }

        if (HasRoom(next, length))
        {
            return true;
        }

        _hasNoMemory = true;
        if (_queue.Count == 0)
        {
            return true;
        }

        QueueDrops++;
        return false;
    }

    /// <summary>Data behind a gap may be kept.</summary>
    /// <param name="seq">Their first sequence number.</param>
    /// <param name="next">RCV.NXT.</param>
    /// <param name="length">Octets of data.</param>
    /// <param name="isInWindow">They begin in the window.</param>
    public bool AdmitsBehindGap(uint seq, uint next, int length, out bool isInWindow)
    {
        isInWindow = SequenceNumber.Before(seq, next + (uint)Window(next));
        BeyondWindow += isInWindow ? 0 : 1;
        return isInWindow && HasRoom(next, length);
    }

    /// <summary>A FIN is taken whatever there is; where memory is out, the answer says so at once.</summary>
    public bool ClosesAtFin(uint next) => _hasNoMemory |= !HasRoom(next, 0);

    private bool HasRoom(uint next, int length)
    {
        if (Used + length <= _size)
        {
            return true;
        }

        // The peer may still fill a window that was taken back, while there is any memory.
        var isTakenBack = SequenceNumber.After(_furthest, next + (uint)Window(next));
        if (isTakenBack && Used <= _size && !SequenceNumber.After(next + (uint)length, _furthest))
        {
            return true;
        }

        if (Used == 0)
        {
            return false;
        }

        if (!_isFixed && _size < settings.Limit)
        {
            _size = Math.Min(Used, settings.Limit);
        }

        if (Used > _size)
        {
            _threshold = Math.Min(_clamp, 2L * _advertisedMss);
        }

        return Used + length <= _size;
    }

    /// <summary>Takes the measure of a segment: its size, and how much of its memory holds data (Linux: tcp_measure_rcv_mss).</summary>
    /// <param name="length">Octets of data.</param>
    /// <param name="octets">Octets of memory.</param>
    /// <param name="size">Octets of a full segment, as far as known.</param>
    /// <returns>Octets of a full segment.</returns>
    public int Measure(int length, int octets, int size)
    {
        Establish();
        var segment = SegmentOf(length);
        if (segment < size)
        {
            return size;
        }

        if (segment != size)
        {
            _ratio = Math.Max(1, ((long)length << FractionBits) / octets);
            _clamp = FullSpace;
            _space = Math.Min(_space, _clamp);
        }

        return Math.Min(segment, _advertisedMss);
    }

    /// <summary>Data were delivered in order.</summary>
    /// <param name="end">Place of their end in the stream.</param>
    /// <param name="octets">Octets of memory.</param>
    public void Queue(long end, int octets)
    {
        _queue.Enqueue((end, octets));
        Used += octets;
    }

    /// <summary>Data were kept behind a gap: the buffer makes room for what fills it (Linux: tcp_data_queue_ofo).</summary>
    /// <param name="start">Place of the first octet in the stream.</param>
    /// <param name="end">Place of the end.</param>
    /// <param name="octets">Octets of memory.</param>
    /// <param name="next">Place of RCV.NXT.</param>
    public void QueueBehindGap(long start, long end, int octets, long next)
    {
        if (_behindGap.TryGetValue(start, out var known))
        {
            Used -= known.Octets;
        }

        _behindGap[start] = (end, octets);
        Used += octets;
        if (HasProgram)
        {
            GrowBuffer(_space, next);
        }
    }

    /// <summary>A gap was filled up to a place in the stream.</summary>
    public void FillGap(long next)
    {
        while (_behindGap.Count > 0 && _behindGap.GetKeyAtIndex(0) < next)
        {
            _queue.Enqueue(_behindGap.GetValueAtIndex(0));
            _behindGap.RemoveAt(0);
        }
    }

    /// <summary>The program has taken octets: once in an eighth of a round trip the buffer becomes what lets the peer double them (Linux: tcp_rcv_space_adjust).</summary>
    /// <param name="count">Octets.</param>
    /// <param name="next">Place of RCV.NXT in the stream.</param>
    /// <param name="roundTrip">Round-trip time as the receiver sees it, in nanoseconds; 0 when not known.</param>
    /// <param name="now">Now.</param>
    public void Take(long count, long next, long roundTrip, Instant now)
    {
        _read += count;
        while (_queue.TryPeek(out var packet) && packet.End <= _read)
        {
            Used -= _queue.Dequeue().Octets;
        }

        if (roundTrip == 0 || now.Nanoseconds - _measuredTime < roundTrip >> 3)
        {
            return;
        }

        var taken = _read - _measuredFrom - (next - _read);
        if (taken > _space)
        {
            GrowBuffer(taken, next);
        }

        _measuredFrom = _read;
        _measuredTime = now.Nanoseconds;
    }

    /// <summary>Linux: tcp_rcvbuf_grow.</summary>
    private void GrowBuffer(long taken, long next)
    {
        var before = Math.Max(1, _space);
        _space = taken;
        if (_isFixed)
        {
            return;
        }

        var window = 2 * taken;
        window += 2 * (window * (taken - before) / before);
        window += _behindGap.Count > 0 ? _behindGap.GetValueAtIndex(_behindGap.Count - 1).End - next : 0;
        var size = Math.Min((window << FractionBits) / _ratio, settings.Limit);
        if (size > _size)
        {
            _size = size;
            _clamp = FullSpace;
        }
    }

    /// <summary>A program sets the size, which stays as it is from then on.</summary>
    public void Fix(long octets) => (_size, _isFixed) = (octets, true);

    /// <summary>One segment is held in reserve (Linux: tcp_init_buffer_space, with tcp_app_win as it comes).</summary>
    private void Establish()
    {
        if (_isEstablished)
        {
            return;
        }

        _isEstablished = true;
        _clamp = Math.Min(_clamp, Math.Max(FullSpace, 4L * _advertisedMss));
        if (_clamp > 2L * _advertisedMss && _clamp + _advertisedMss > FullSpace)
        {
            _clamp = Math.Max(2L * _advertisedMss, FullSpace - _advertisedMss);
        }

        _threshold = Math.Min(_threshold, _clamp);
        _space = Math.Min(Math.Min(_threshold, Announced), (long)FirstRoundTrip * _advertisedMss);
    }

    private long FullSpace => WindowOf(_size);

    private long Space => WindowOf(_size - Used);

    private long WindowOf(long octets) => (octets * _ratio) >> FractionBits;
}
