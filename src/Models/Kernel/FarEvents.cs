using System.Numerics;

namespace Mpsim.Models.Kernel;

/// <summary>
/// Events that are some milliseconds away, unsorted, in slots of 4 ms (a calendar queue, Brown 1988). Most of them are
/// timers of protocols, which are moved or cancelled long before they are due: they never enter the heap. When the time
/// of a slot comes, its targets are asked whether they still want to be woken, and only those that do are sorted.
/// </summary>
internal sealed class FarEvents
{
    /// <summary>A slot is 2^22 ns.</summary>
    private const int SlotBits = 22;

    /// <summary>Slots that are open at a time, of a second together; what is further away goes into the heap.</summary>
    private const int Slots = 256;

    private const int InitialEntries = 256;

    /// <summary>Events of all slots, each slot's a list in the order of insertion, so that memory follows the number of events and nothing else.</summary>
    private Entry[] _entries = new Entry[InitialEntries];

    /// <summary>What <see cref="TakeFirst"/> hands out.</summary>
    private Event[] _taken = new Event[InitialEntries];

    private readonly int[] _first = new int[Slots];
    private readonly int[] _last = new int[Slots];

    /// <summary>A bit for each slot that holds something.</summary>
    private readonly ulong[] _used = new ulong[Slots / 64];

    /// <summary>The first of the list of entries that were used and are free; -1 when there is none.</summary>
    private int _free = -1;
    private int _everUsed;

    /// <summary>Number of the last slot whose events were handed over.</summary>
    private long _closed;

    /// <summary>Events held.</summary>
    public int Count { get; private set; }

    /// <summary>When the first slot that holds something begins; <see cref="long.MaxValue"/> when all are empty.</summary>
    public long Begin { get; private set; } = long.MaxValue;

    /// <summary>When the slot began whose events were handed over last.</summary>
    public long Closed => _closed << SlotBits;

    /// <summary>Takes an event, unless it is so near that sorting it at once is less work, or too far.</summary>
    public bool TryAdd(in Event added, long now)
    {
        var slot = added.Time >> SlotBits;
        var current = now >> SlotBits;
        if (slot <= Math.Max(current + 1, _closed) || slot >= current + Slots)
        {
            return false;
        }

        Append((int)(slot & (Slots - 1)), added);
        Begin = Math.Min(Begin, slot << SlotBits);
        Count++;
        return true;
    }

    /// <summary>Empties the first slot that holds something.</summary>
    /// <returns>Its events in the order of insertion, until the next call.</returns>
    public ReadOnlySpan<Event> TakeFirst()
    {
        _closed = Begin >> SlotBits;
        var index = (int)(_closed & (Slots - 1));
        var count = 0;
        for (var next = _first[index]; next >= 0; next = _entries[next].Next)
        {
            _taken[count++] = _entries[next].Event;
        }

        _entries[_last[index]].Next = _free;
        _free = _first[index];
        _used[index >> 6] &= ~(1ul << (index & 63));
        Count -= count;
        Begin = FirstUsedAfter(_closed);
        return _taken.AsSpan(0, count);
    }

    private void Append(int index, in Event added)
    {
        var place = Place();
        _entries[place] = new Entry { Event = added, Next = -1 };
        if ((_used[index >> 6] >> (index & 63) & 1) == 0)
        {
            _used[index >> 6] |= 1ul << (index & 63);
            _first[index] = place;
        }
        else
        {
            _entries[_last[index]].Next = place;
        }

        _last[index] = place;
    }

    private int Place()
    {
        if (_free >= 0)
        {
            var place = _free;
            _free = _entries[place].Next;
            return place;
        }

        if (_everUsed == _entries.Length)
        {
            Array.Resize(ref _entries, _everUsed * 2);

            // What was handed out stays valid: it is in the old array.
            Array.Resize(ref _taken, _everUsed * 2);
        }

        return _everUsed++;
    }

    private long FirstUsedAfter(long slot)
    {
        for (var distance = 1; distance < Slots;)
        {
            var index = (int)((slot + distance) & (Slots - 1));
            var rest = _used[index >> 6] >> (index & 63);
            if (rest != 0)
            {
                distance += BitOperations.TrailingZeroCount(rest);
                return distance < Slots ? (slot + distance) << SlotBits : long.MaxValue;
            }

            distance += 64 - (index & 63);
        }

        return long.MaxValue;
    }

    private struct Entry
    {
        public Event Event;

        /// <summary>Index of the next of the slot, or of the free list; -1 at the end.</summary>
        public int Next;
    }
}
