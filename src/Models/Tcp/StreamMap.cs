using Mpsim.Models.Wire;

namespace Mpsim.Models.Tcp;

/// <summary>
/// Which bytes stand where in what a connection sends: position, counted from the first byte written, to payload.
/// One run for a plain transfer; a further one wherever the writer passes on bytes of another stream.
/// </summary>
public sealed class StreamMap
{
    private Run[] _runs = [];
    private int _count;

    /// <summary>The last run once more, because nearly every look ends there.</summary>
    private Run _last;

    /// <summary>Bytes written so far; the position of the next.</summary>
    public long Length { get; private set; }

    /// <summary>Appends <paramref name="count"/> bytes that begin at <paramref name="payload"/>.</summary>
    public void Append(Payload payload, long count)
    {
        if (_count == 0 || _last.At(Length) != payload)
        {
            if (_count == _runs.Length)
            {
                Array.Resize(ref _runs, Math.Max(1, _runs.Length * 2));
            }

            _runs[_count++] = _last = new Run { Start = Length, Payload = payload };
        }

        Length += count;
    }

    /// <summary>The payload at a position.</summary>
    /// <param name="position">Position within what was written.</param>
    /// <param name="available">Bytes from there on that belong to the same run.</param>
    public Payload Locate(long position, out long available)
    {
        if (_count > 0 && position >= _last.Start)
        {
            available = Length - position;
            return _last.At(position);
        }

        return LocateEarlier(position, out available);
    }

    private Payload LocateEarlier(long position, out long available)
    {
        var index = _count - 1;
        var end = Length;
        while (_runs[index].Start > position)
        {
            end = _runs[index].Start;
            if (--index < 0)
            {
                // A subflow repeats what another one has delivered in its place: the peer has these bytes, and drops them unseen.
                available = end - position;
                return default;
            }
        }

        available = end - position;
        return _runs[index].At(position);
    }

    /// <summary>Forgets runs that lie wholly before a position, once everything before it is acknowledged.</summary>
    public void ForgetBefore(long position)
    {
        var keep = 0;
        while (keep + 1 < _count && _runs[keep + 1].Start <= position)
        {
            keep++;
        }

        if (keep > 0)
        {
            Array.Copy(_runs, keep, _runs, 0, _count - keep);
            _count -= keep;
        }
    }

    private struct Run
    {
        public long Start;
        public Payload Payload;

        public readonly Payload At(long position) => Payload.Skip(position - Start);
    }
}
