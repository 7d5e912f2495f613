using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tcp;

/// <summary>A segment was sent again at that time, in nanoseconds.</summary>
internal readonly record struct Retransmission(uint Seq, long SentAt);

/// <summary>
/// Retransmissions in the order in which they left, so that RACK finds lost retransmissions without walking the
/// queue. An entry whose segment was sent again since, or acknowledged, is passed over by the reader.
/// </summary>
internal struct RetransmissionLog
{
    private const int InitialCapacity = 4;

    private Retransmission[]? _ring;
    private int _head;
    private int _count;

    /// <summary>The next entry needs a larger ring.</summary>
    public readonly bool IsFull => _ring is not null && _count == _ring.Length;

    /// <summary>Fetches the oldest entry into the cache.</summary>
    public readonly void Anticipate()
    {
        if (_count > 0)
        {
            CachePrefetch.Of(_ring!, 8);
        }
    }

    public void Push(uint seq, long sentAt, RecordPool records)
    {
        if (_ring is null)
        {
            _ring = records.Retransmitted.Rent(InitialCapacity);
            _head = 0;
        }
        else if (_count == _ring.Length)
        {
            Grow(records);
        }

        _ring[(_head + _count++) & (_ring.Length - 1)] = new Retransmission(seq, sentAt);
    }

    /// <summary>Drops entries of what is acknowledged, which the reader has not come to: so that the ring follows what is in flight.</summary>
    public void ForgetBefore(uint acknowledged)
    {
        var mask = _ring!.Length - 1;
        var kept = 0;
        for (var i = 0; i < _count; i++)
        {
            var entry = _ring[(_head + i) & mask];
            if (!SequenceNumber.Before(entry.Seq, acknowledged))
            {
                _ring[(_head + kept++) & mask] = entry;
            }
        }

        _count = kept;
    }

    /// <summary>Puts back an entry that was read, at its place in the order of time.</summary>
    public void Insert(uint seq, long sentAt, RecordPool records)
    {
        Push(seq, sentAt, records);
        var mask = _ring!.Length - 1;
        for (var place = _head + _count - 1; place > _head && _ring[(place - 1) & mask].SentAt > sentAt; place--)
        {
            (_ring[place & mask], _ring[(place - 1) & mask]) = (_ring[(place - 1) & mask], _ring[place & mask]);
        }
    }

    public readonly bool TryPeek(out uint seq, out long sentAt)
    {
        if (_count == 0)
        {
            seq = 0;
            sentAt = 0;
            return false;
        }

        (seq, sentAt) = _ring![_head];
        return true;
    }

    public void Pop(RecordPool records)
    {
        _head = (_head + 1) & (_ring!.Length - 1);
        if (--_count == 0)
        {
            Clear(records);
        }
    }

    /// <summary>Nothing is outstanding any more.</summary>
    public void Clear(RecordPool records)
    {
        _count = 0;
        if (_ring is not null)
        {
            records.Retransmitted.Return(_ring);
            _ring = null;
        }
    }

    private void Grow(RecordPool records)
    {
        var larger = records.Retransmitted.Rent(_ring!.Length * 2);
        for (var i = 0; i < _count; i++)
        {
            larger[i] = _ring[(_head + i) & (_ring.Length - 1)];
        }

        records.Retransmitted.Return(_ring);
        _ring = larger;
        _head = 0;
    }
}
