using Mpsim.Models.Wire;

namespace Mpsim.Models.Tcp;

/// <summary>Bytes that arrived in order and wait for the application, as runs within one stream each.</summary>
internal struct ReadQueue
{
    private Payload _first;
    private long _firstCount;
    private Queue<(Payload Payload, long Count)>? _more;

    /// <summary>Bytes that wait.</summary>
    public long Bytes { get; private set; }

    public void Append(Payload payload, long count)
    {
        Bytes += count;
        if (_firstCount == 0)
        {
            _first = payload;
            _firstCount = count;
            return;
        }

        if (_more is not { Count: > 0 } && payload == _first.Skip(_firstCount))
        {
            _firstCount += count;
        }
        else
        {
            (_more ??= new Queue<(Payload, long)>()).Enqueue((payload, count));
        }
    }

    public bool TryTake(long maximum, out Payload payload, out long count)
    {
        payload = _first;
        count = Math.Min(maximum, _firstCount);
        if (count <= 0)
        {
            return false;
        }

        Bytes -= count;
        _first = _first.Skip(count);
        _firstCount -= count;
        if (_firstCount == 0 && _more is { Count: > 0 })
        {
            (_first, _firstCount) = _more.Dequeue();
        }

        return true;
    }
}
