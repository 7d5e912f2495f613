namespace Mpsim.Models.Tcp;

/// <summary>
/// Bytes handed to a connection and not yet sent, as runs of positions. A plain connection has one run; on a
/// subflow every decision of the packet scheduler that does not continue the last one starts another.
/// </summary>
internal struct SendQueue
{
    private Run _first;
    private Run[]? _more;
    private int _moreHead;
    private int _moreCount;

    /// <summary>Bytes in the queue.</summary>
    public long Bytes { get; private set; }

    /// <summary>Position of the next byte to send; meaningful when there is one.</summary>
    public readonly long Position => _first.Position;

    /// <summary>Bytes that can be sent from <see cref="Position"/> on without a gap.</summary>
    public readonly long Contiguous => _first.Count;

    public void Append(long position, long count)
    {
        Bytes += count;
        if (_first.Count == 0)
        {
            _first = new Run { Position = position, Count = count };
            return;
        }

        ref var last = ref _first;
        if (_moreCount > 0)
        {
            last = ref _more![(_moreHead + _moreCount - 1) & (_more.Length - 1)];
        }

        if (last.Position + last.Count == position)
        {
            last.Count += count;
            return;
        }

        AppendRun(position, count);
    }

    /// <summary>What is appended later begins a run of its own, and so a segment.</summary>
    public void Seal()
    {
        if (Bytes == 0)
        {
            return;
        }

        var last = _moreCount > 0 ? _more![(_moreHead + _moreCount - 1) & (_more.Length - 1)] : _first;
        if (last.Count > 0)
        {
            AppendRun(last.Position + last.Count, 0);
        }
    }

    /// <summary>Takes bytes from the front; at most <see cref="Contiguous"/>.</summary>
    public void Take(int count)
    {
        Bytes -= count;
        _first.Position += count;
        _first.Count -= count;
        if (_first.Count == 0 && _moreCount > 0)
        {
            _first = _more![_moreHead];
            _moreHead = (_moreHead + 1) & (_more.Length - 1);
            _moreCount--;
        }
    }

    public void Clear()
    {
        Bytes = 0;
        _first = default;
        _moreCount = 0;
    }

    public readonly void CollectInto(RangeSet ranges)
    {
        if (_first.Count > 0)
        {
            ranges.Add(_first.Position, _first.Position + _first.Count);
        }

        for (var i = 0; i < _moreCount; i++)
        {
            var run = _more![(_moreHead + i) & (_more.Length - 1)];
            ranges.Add(run.Position, run.Position + run.Count);
        }
    }

    private void AppendRun(long position, long count)
    {
        if (_more is null)
        {
            _more = new Run[4];
        }
        else if (_moreCount == _more.Length)
        {
            var larger = new Run[_more.Length * 2];
            for (var i = 0; i < _moreCount; i++)
            {
                larger[i] = _more[(_moreHead + i) & (_more.Length - 1)];
            }

            _more = larger;
            _moreHead = 0;
        }

        _more[(_moreHead + _moreCount++) & (_more.Length - 1)] = new Run { Position = position, Count = count };
    }

    private struct Run
    {
        public long Position;
        public long Count;
    }
}
