using Mpsim.Models.Wire;

namespace Mpsim.Models.Tcp;

/// <summary>
/// Which bytes stand where in what a connection sends: position, counted from the first byte written, to payload.
/// One run for a plain transfer; a further one wherever the writer passes on bytes of another stream.
/// </summary>
public sealed class StreamMap
{
    /// <summary>The runs before the last, of which most connections have none.</summary>
    private Run[] _earlier = [];
    private int _earlierCount;

    /// <summary>The last run, where nearly every look ends; meaningful once something was written.</summary>
    private Run _last;

    /// <summary>Bytes written so far; the position of the next.</summary>
    public long Length { get; private set; }

    /// <summary>Appends <paramref name="count"/> bytes that begin at <paramref name="payload"/>.</summary>
    public void Append(Payload payload, long count)
    {
        if (Length == 0 || _last.At(Length) != payload)
        {
            if (Length > 0)
            {
                KeepLast();
            }

            _last = new Run { Start = Length, Payload = payload };
        }

        Length += count;
    }

    /// <summary>The payload at a position.</summary>
    /// <param name="position">Position within what was written.</param>
    /// <param name="available">Bytes from there on that belong to the same run.</param>
    public Payload Locate(long position, out long available)
    {
        if (position >= _last.Start)
        {
            available = Length - position;
            return _last.At(position);
        }

        return LocateEarlier(position, out available);
    }

    private Payload LocateEarlier(long position, out long available)
    {
        var end = _last.Start;
        for (var index = _earlierCount - 1; index >= 0; index--)
        {
            ref var run = ref _earlier[index];
            if (run.Start <= position)
            {
                available = end - position;
                return run.At(position);
            }

            end = run.Start;
        }

        // A subflow repeats what another one has delivered in its place: the peer has these bytes, and drops them unseen.
        available = end - position;
        return default;
    }

    /// <summary>Forgets runs that lie wholly before a position, once everything before it is acknowledged.</summary>
    public void ForgetBefore(long position)
    {
        var forgotten = 0;
        while (forgotten < _earlierCount && (forgotten + 1 < _earlierCount ? _earlier[forgotten + 1].Start : _last.Start) <= position)
        {
            forgotten++;
        }

        if (forgotten > 0)
        {
            Array.Copy(_earlier, forgotten, _earlier, 0, _earlierCount - forgotten);
            _earlierCount -= forgotten;
        }
    }

    private void KeepLast()
    {
        if (_earlierCount == _earlier.Length)
        {
            Array.Resize(ref _earlier, Math.Max(1, _earlierCount * 2));
        }

        _earlier[_earlierCount++] = _last;
    }

    private struct Run
    {
        public long Start;
        public Payload Payload;

        public readonly Payload At(long position) => Payload.Skip(position - Start);
    }
}
