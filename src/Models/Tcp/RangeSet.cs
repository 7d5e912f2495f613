namespace Mpsim.Models.Tcp;

/// <summary>Disjoint ranges of positions in ascending order; small, and used only when something has gone wrong.</summary>
internal sealed class RangeSet
{
    private readonly List<(long Start, long End)> _ranges = [];

    public bool IsEmpty => _ranges.Count == 0;

    /// <summary>The first position; meaningful when there is one.</summary>
    public long First => _ranges[0].Start;

    public void Add(long start, long end)
    {
        var index = 0;
        while (index < _ranges.Count && _ranges[index].End < start)
        {
            index++;
        }

        while (index < _ranges.Count && _ranges[index].Start <= end)
        {
            start = Math.Min(start, _ranges[index].Start);
            end = Math.Max(end, _ranges[index].End);
            _ranges.RemoveAt(index);
        }

        _ranges.Insert(index, (start, end));
    }

    public void Clear() => _ranges.Clear();

    public void Add(RangeSet others)
    {
        foreach (var (start, end) in others._ranges)
        {
            Add(start, end);
        }
    }

    public void Remove(RangeSet others)
    {
        foreach (var (start, end) in others._ranges)
        {
            Remove(start, end);
        }
    }

    private void Remove(long start, long end)
    {
        for (var i = _ranges.Count - 1; i >= 0; i--)
        {
            var (left, right) = _ranges[i];
            if (right <= start || left >= end)
            {
                continue;
            }

            _ranges.RemoveAt(i);
            if (right > end)
            {
                _ranges.Insert(i, (end, right));
            }

            if (left < start)
            {
                _ranges.Insert(i, (left, start));
            }
        }
    }

    /// <summary>Forgets what lies before a position.</summary>
    public void RemoveBefore(long position)
    {
        while (_ranges.Count > 0 && _ranges[0].Start < position)
        {
            var (_, end) = _ranges[0];
            _ranges.RemoveAt(0);
            if (end > position)
            {
                _ranges.Insert(0, (position, end));
                return;
            }
        }
    }

    /// <summary>Takes up to <paramref name="maximum"/> positions from the front.</summary>
    public (long Start, long Count) Take(long maximum)
    {
        var (start, end) = _ranges[0];
        var count = Math.Min(maximum, end - start);
        _ranges.RemoveAt(0);
        if (start + count < end)
        {
            _ranges.Insert(0, (start + count, end));
        }

        return (start, count);
    }
}
