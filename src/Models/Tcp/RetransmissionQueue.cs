using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tcp;

/// <summary>
/// Segments sent and not yet acknowledged (RFC 9293 section 3.10.7.4: the retransmission queue), in sequence order in a ring.
/// Indices count up for ever, so that a cursor stays valid while segments are removed before it.
/// </summary>
internal struct RetransmissionQueue
{
    /// <summary>Enough for an end that only receives: its SYN and its FIN.</summary>
    private const int InitialCapacity = 2;

    /// <summary>Smaller rings stay as they are.</summary>
    private const uint SmallestSparse = 32;

    private SentSegment[]? _ring;
    private uint _mask;

    /// <summary>Index of the oldest segment.</summary>
    public uint Head;

    /// <summary>Index after the newest segment.</summary>
    public uint Tail;

    public readonly int Count => (int)(Tail - Head);

    public readonly bool IsEmpty => Tail == Head;

    public readonly ref SentSegment this[uint index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_ring!), index & _mask);
    }

    /// <summary>The ring is much larger than what is in flight, as after slow start.</summary>
    public readonly bool IsSparse
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Tail - Head) * 8 <= _mask && _mask >= SmallestSparse - 1;
    }

    /// <summary>Adds a place at the tail; the caller fills it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref SentSegment Push(RecordPool records)
    {
        if (_ring is null || Tail - Head > _mask)
        {
            Grow(records);
        }

        return ref this[Tail++];
    }

    /// <summary>Fetches the oldest segments and the place of the next into the cache.</summary>
    public readonly void Anticipate()
    {
        if (Head != Tail)
        {
            CachePrefetch.Element(_ring!, (nint)(Head & _mask) * Unsafe.SizeOf<SentSegment>());
            CachePrefetch.Element(_ring!, (nint)(Tail & _mask) * Unsafe.SizeOf<SentSegment>());
        }
    }

    /// <summary>Index of the first segment whose end is after <paramref name="seq"/>, or <see cref="Tail"/>.</summary>
    public readonly uint Find(uint seq)
    {
        uint low = 0;
        var high = Tail - Head;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (SequenceNumber.After(this[Head + middle].EndSeq, seq))
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return Head + low;
    }

    /// <summary>Moves into a ring of a quarter of the length, when it is <see cref="IsSparse"/>.</summary>
    public void Shrink(RecordPool records) => Move(records, _ring!.Length / 4);

    /// <summary>Forgets all segments.</summary>
    public void Clear(RecordPool records)
    {
        Head = Tail;
        if (_ring is not null)
        {
            records.Sent.Return(_ring);
            _ring = null;
            _mask = 0;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(RecordPool records) => Move(records, _ring is null ? InitialCapacity : _ring.Length * 2);

    private void Move(RecordPool records, int capacity)
    {
        var moved = records.Sent.Rent(capacity);
        var mask = (uint)moved.Length - 1;
        for (var index = Head; index != Tail; index++)
        {
            moved[index & mask] = this[index];
        }

        if (_ring is not null)
        {
            records.Sent.Return(_ring);
        }

        _ring = moved;
        _mask = mask;
    }
}
