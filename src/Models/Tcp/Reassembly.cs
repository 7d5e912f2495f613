using System.Runtime.CompilerServices;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tcp;

/// <summary>A run of bytes that arrived ahead of a gap.</summary>
internal struct ReceivedRun
{
    /// <summary>Position of the first byte, counted from the first byte of the stream.</summary>
    public long Start;

    /// <summary>Position after the last byte.</summary>
    public long End;

    /// <summary>The payload at <see cref="Start"/>.</summary>
    public Payload Payload;

    /// <summary>On a subflow, the position within the MPTCP connection of <see cref="Start"/>.</summary>
    public long DataPosition;

    /// <summary>Continues the run without a gap in position, payload or mapping.</summary>
    public readonly bool IsContinuedBy(in ReceivedRun next) =>
        End == next.Start
        && DataPosition + (End - Start) == next.DataPosition
        && Payload.Skip(End - Start) == next.Payload;

    public void TrimFront(long to)
    {
        var cut = to - Start;
        Start = to;
        DataPosition += cut;
        Payload = Payload.Skip(cut);
    }
}

/// <summary>
/// Out-of-order data, sorted and without overlap, in a ring: the two usual places of insertion, the tail (a faster
/// path runs ahead) and the head (a gap closes), cost the same few steps however much is held.
/// Where old and new data overlap, the old stay (RFC 9293 section 3.10.7.4 leaves the choice).
/// </summary>
internal struct Reassembly
{
    private const int InitialCapacity = 4;

    private ReceivedRun[]? _ring;
    private int _head;
    private int _count;

    /// <summary>Number of runs held.</summary>
    public readonly int Count => _count;

    /// <summary>Bytes held.</summary>
    public long Bytes { get; private set; }

    /// <summary>Position after the last byte held; meaningful when there is one.</summary>
    public readonly long End => this[_count - 1].End;

    public readonly ref ReceivedRun this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _ring![(_head + index) & (_ring.Length - 1)];
    }

    /// <summary>Fetches the first runs held into the cache.</summary>
    public readonly void Anticipate()
    {
        if (_ring is not null)
        {
            CachePrefetch.Of(_ring, 8);
            CachePrefetch.Element(_ring, _head * Unsafe.SizeOf<ReceivedRun>());
        }
    }

    /// <summary>Inserts a run; what is already held is not stored twice.</summary>
    /// <returns>Bytes that were new.</returns>
    public long Insert(ReceivedRun run, RecordPool records)
    {
        if (_count == 0 || run.Start >= this[_count - 1].End)
        {
            return Append(run, records);
        }

        var index = FirstEndingAfter(run.Start);
        long added = 0;
        while (run.Start < run.End)
        {
            if (index == _count)
            {
                return added + Append(run, records);
            }

            var heldStart = this[index].Start;
            if (run.Start >= heldStart)
            {
                // The front of what is left is held already.
                var heldEnd = this[index].End;
                run.TrimFront(Math.Min(heldEnd, run.End));
                index++;
                continue;
            }

            var piece = run;
            piece.End = Math.Min(run.End, heldStart);
            added += piece.End - piece.Start;
            Bytes += piece.End - piece.Start;
            run.TrimFront(piece.End);
            index = InsertPiece(index, piece, records);
        }

        return added;
    }

    /// <summary>The first part of a range that is held already.</summary>
    public readonly bool TryFindHeld(long start, long end, out long from, out long until)
    {
        from = until = 0;
        if (_count == 0 || start >= this[_count - 1].End)
        {
            return false;
        }

        ref var held = ref this[FirstEndingAfter(start)];
        from = Math.Max(start, held.Start);
        until = Math.Min(end, held.End);
        return from < until;
    }

    /// <summary>Takes the first run if it begins at or before <paramref name="position"/>, cut to begin there.</summary>
    public bool TryTakeAt(long position, RecordPool records, out ReceivedRun run)
    {
        while (_count > 0)
        {
            ref var first = ref this[0];
            if (first.Start > position)
            {
                break;
            }

            run = first;
            Bytes -= run.End - run.Start;
            _head = (_head + 1) & (_ring!.Length - 1);
            if (--_count == 0)
            {
                Clear(records);
            }

            if (run.End > position)
            {
                run.TrimFront(position);
                return true;
            }
        }

        run = default;
        return false;
    }

    /// <summary>The contiguous range around a position that is held: several runs where payloads differ.</summary>
    public readonly void RangeAround(long position, out long start, out long end)
    {
        var index = FirstEndingAfter(position);
        start = this[index].Start;
        end = this[index].End;
        for (var i = index - 1; i >= 0 && this[i].End == start; i--)
        {
            start = this[i].Start;
        }

        for (var i = index + 1; i < _count && this[i].Start == end; i++)
        {
            end = this[i].End;
        }
    }

    public void Clear(RecordPool records)
    {
        _count = 0;
        Bytes = 0;
        if (_ring is not null)
        {
            records.Received.Return(_ring);
            _ring = null;
        }
    }

    private long Append(in ReceivedRun run, RecordPool records)
    {
        var length = run.End - run.Start;
        Bytes += length;
        if (_count > 0 && this[_count - 1].IsContinuedBy(run))
        {
            this[_count - 1].End = run.End;
            return length;
        }

        EnsureRoom(records);
        _count++;
        this[_count - 1] = run;
        return length;
    }

    /// <summary>Puts a piece before the run at an index, or joins it to its neighbours.</summary>
    /// <returns>Index of the run at which to go on: the one that now holds the piece, or the one after it.</returns>
    private int InsertPiece(int index, in ReceivedRun piece, RecordPool records)
    {
        var joinsPrevious = index > 0 && this[index - 1].IsContinuedBy(piece);
        var joinsNext = piece.IsContinuedBy(this[index]);
        if (joinsPrevious && joinsNext)
        {
            this[index - 1].End = this[index].End;
            RemoveAt(index);
            return index - 1;
        }

        if (joinsPrevious)
        {
            this[index - 1].End = piece.End;
            return index;
        }

        if (joinsNext)
        {
            ref var next = ref this[index];
            next.Start = piece.Start;
            next.Payload = piece.Payload;
            next.DataPosition = piece.DataPosition;
            return index;
        }

        EnsureRoom(records);
        if (index == 0)
        {
            _head = (_head - 1) & (_ring!.Length - 1);
            _count++;
        }
        else
        {
            _count++;
            for (var i = _count - 1; i > index; i--)
            {
                this[i] = this[i - 1];
            }
        }

        this[index] = piece;
        return index + 1;
    }

    private void RemoveAt(int index)
    {
        if (index < _count / 2)
        {
            for (var i = index; i > 0; i--)
            {
                this[i] = this[i - 1];
            }

            _head = (_head + 1) & (_ring!.Length - 1);
        }
        else
        {
            for (var i = index; i < _count - 1; i++)
            {
                this[i] = this[i + 1];
            }
        }

        _count--;
    }

    private readonly int FirstEndingAfter(long position)
    {
        if (_count > 0 && this[0].End > position)
        {
            return 0;
        }

        var low = 0;
        var high = _count;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (this[middle].End > position)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }

    private void EnsureRoom(RecordPool records)
    {
        if (_ring is null)
        {
            _ring = records.Received.Rent(InitialCapacity);
            _head = 0;
        }
        else if (_count == _ring.Length)
        {
            var larger = records.Received.Rent(_ring.Length * 2);
            for (var i = 0; i < _count; i++)
            {
                larger[i] = this[i];
            }

            records.Received.Return(_ring);
            _ring = larger;
            _head = 0;
        }
    }
}
