using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mpsim.Models.Kernel;

/// <summary>
/// The pending events as a 4-ary heap, which is half as deep as a binary one, and whose four children of 16 bytes
/// each fill one cache line. Events are totally ordered by time, then insertion.
/// </summary>
internal sealed class EventQueue
{
    private Event[] _heap = new Event[256];

    /// <summary>Events that wait.</summary>
    public int Count { get; private set; }

    /// <summary>The earliest event; meaningful only when <see cref="Count"/> is positive.</summary>
    public ref readonly Event Top => ref MemoryMarshal.GetArrayDataReference(_heap);

    public void Push(Event added)
    {
        var hole = Count;
        if (hole == _heap.Length)
        {
            Array.Resize(ref _heap, _heap.Length * 2);
        }

        Count = hole + 1;

        ref var heap = ref MemoryMarshal.GetArrayDataReference(_heap);
        while (hole > 0)
        {
            var parent = (hole - 1) >> 2;
            ref var above = ref Unsafe.Add(ref heap, parent);
            if (!added.IsBefore(in above))
            {
                break;
            }

            Unsafe.Add(ref heap, hole) = above;
            hole = parent;
        }

        Unsafe.Add(ref heap, hole) = added;
    }

    /// <summary>Removes the earliest event.</summary>
    public void Pop()
    {
        var last = --Count;
        if (last > 0)
        {
            SiftDown(_heap[last], last);
        }
    }

    /// <summary>Removes the earliest event and adds another: one pass over the heap where pop and push take two.</summary>
    public void ReplaceTop(Event added) => SiftDown(added, Count);

    /// <summary>Puts an event where it belongs, beginning at the root, whose content is overwritten.</summary>
    private void SiftDown(Event moved, int count)
    {
        // Indices stay below count, which never exceeds the array: bounds checks would be a third of the work here.
        ref var heap = ref MemoryMarshal.GetArrayDataReference(_heap);
        var hole = 0;
        var child = 1;
        while (child + 3 < count)
        {
            ref var first = ref Unsafe.Add(ref heap, child);
            var left = Unsafe.Add(ref first, 1).IsBefore(in first) ? 1 : 0;
            var right = Unsafe.Add(ref first, 3).IsBefore(in Unsafe.Add(ref first, 2)) ? 3 : 2;
            var least = Unsafe.Add(ref first, right).IsBefore(in Unsafe.Add(ref first, left)) ? right : left;
            ref var candidate = ref Unsafe.Add(ref first, least);
            if (!candidate.IsBefore(in moved))
            {
                Unsafe.Add(ref heap, hole) = moved;
                return;
            }

            Unsafe.Add(ref heap, hole) = candidate;
            hole = child + least;
            child = (hole << 2) + 1;
        }

        // The last family may have fewer than four children.
        if (child < count)
        {
            var least = child;
            for (var other = child + 1; other < count; other++)
            {
                if (Unsafe.Add(ref heap, other).IsBefore(in Unsafe.Add(ref heap, least)))
                {
                    least = other;
                }
            }

            if (Unsafe.Add(ref heap, least).IsBefore(in moved))
            {
                Unsafe.Add(ref heap, hole) = Unsafe.Add(ref heap, least);
                hole = least;
            }
        }

        Unsafe.Add(ref heap, hole) = moved;
    }
}

/// <summary>A wake-up: when, and in one word the insertion number above the 24-bit index of the target.</summary>
internal readonly struct Event(long time, ulong order)
{
    public const int IndexBits = 24;
    public const uint IndexMask = (1u << IndexBits) - 1;

    public readonly long Time = time;
    public readonly ulong Order = order;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsBefore(in Event other) => Time < other.Time || (Time == other.Time && Order < other.Order);
}
