using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy;

/// <summary>
/// The bytes that a relay has read from one side and not yet written to the other: a finite first-in-first-out buffer of runs.
/// A run that continues the last one is merged with it, so a bulk transfer needs a single run whatever its size.
/// </summary>
public sealed class RelayBuffer
{
    private Run[] _runs = new Run[2];
    private int _head;
    private int _runCount;

    /// <param name="capacity">Bytes that it can hold.</param>
    public RelayBuffer(long capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        Capacity = capacity;
    }

    /// <summary>Bytes that it can hold.</summary>
    public long Capacity { get; }

    /// <summary>Bytes that came in so far.</summary>
    public long BytesIn { get; private set; }

    /// <summary>Bytes that went out so far.</summary>
    public long BytesOut { get; private set; }

    /// <summary>Bytes held now.</summary>
    public long Count => BytesIn - BytesOut;

    /// <summary>Bytes that still fit.</summary>
    public long Room => Capacity - Count;

    /// <summary>Most bytes that were held at once.</summary>
    public long Peak { get; private set; }

    /// <summary>Adds a run of bytes behind all others.</summary>
    /// <exception cref="InvalidOperationException">It does not fit, or is empty.</exception>
    public void Push(Payload payload, long count)
    {
        if (count <= 0 || count > Room)
        {
            throw new InvalidOperationException($"{count} bytes enter a relay buffer that has room for {Room} of {Capacity}");
        }

        BytesIn += count;
        Peak = Math.Max(Peak, Count);
        if (_runCount > 0)
        {
            ref var last = ref _runs[(_head + _runCount - 1) & (_runs.Length - 1)];
            if (last.Start.Skip(last.Count) == payload)
            {
                last.Count += count;
                return;
            }
        }

        if (_runCount == _runs.Length)
        {
            Grow();
        }

        _runs[(_head + _runCount++) & (_runs.Length - 1)] = new Run { Start = payload, Count = count };
    }

    /// <summary>The first run.</summary>
    /// <returns>False when the buffer is empty.</returns>
    public bool TryPeek(out Payload payload, out long count)
    {
        ref readonly var first = ref _runs[_head];
        payload = first.Start;
        count = first.Count;
        return _runCount > 0;
    }

    /// <summary>Takes bytes off the first run.</summary>
    /// <exception cref="InvalidOperationException">The first run has fewer.</exception>
    public void Pop(long count)
    {
        ref var first = ref _runs[_head];
        if (_runCount == 0 || count < 0 || count > first.Count)
        {
            throw new InvalidOperationException($"{count} bytes leave a relay buffer whose first run has {(_runCount == 0 ? 0 : first.Count)}");
        }

        BytesOut += count;
        first.Start = first.Start.Skip(count);
        first.Count -= count;
        if (first.Count == 0)
        {
            _head = (_head + 1) & (_runs.Length - 1);
            _runCount--;
        }
    }

    private void Grow()
    {
        var larger = new Run[_runs.Length * 2];
        for (var i = 0; i < _runCount; i++)
        {
            larger[i] = _runs[(_head + i) & (_runs.Length - 1)];
        }

        _runs = larger;
        _head = 0;
    }

    private struct Run
    {
        public Payload Start;
        public long Count;
    }
}
