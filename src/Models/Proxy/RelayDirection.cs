using Mpsim.Models.Hosts;
using Mpsim.Models.Proxy.Shaping;
using Mpsim.Models.Units;

namespace Mpsim.Models.Proxy;

/// <summary>One direction of a <see cref="Relay"/>: reads from one socket as much as its buffer can hold, and writes to the other what that accepts.</summary>
internal sealed class RelayDirection(StreamSocket source, StreamSocket sink, long capacity) : ShapedStream
{
    private bool _moving;
    private bool _again;

    public RelayBuffer Buffer { get; } = new(capacity);

    /// <summary>The end of the stream was read and passed on: nothing moves here any more.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>What limits its rate; null where nothing does.</summary>
    public RelayShaping? Shaping { get; set; }

    /// <summary>The relay has ended, whatever is left here.</summary>
    public bool IsOver { get; set; }

    /// <summary>Told once, when something has to wait for its rate.</summary>
    public Action? Held { get; set; }

    /// <summary>
    /// Moves what can be moved now. Ending the stream can lead back here through the sockets' events;
    /// such a call only asks for another round, so that the buffer is never touched by two rounds at once.
    /// </summary>
    public void Move(Instant now)
    {
        if (_moving)
        {
            _again = true;
            return;
        }

        _moving = true;
        do
        {
            _again = false;
            if (!IsFinished)
            {
                MoveBytes(now);
                PassOnEnd();
            }
        }
        while (_again);
        _moving = false;
    }

    private void MoveBytes(Instant now)
    {
        do
        {
            // What does not fit stays unread: the source's receive window closes, and its sender waits.
            while (Buffer.Room > 0 && source.TryRead(Buffer.Room, out var payload, out var count))
            {
                if (count <= 0 || count > Buffer.Room)
                {
                    throw new Probes.InvariantViolation(now, $"relay {source.Remote} to {sink.Remote}", $"a read of at most {Buffer.Room} bytes returned {count}");
                }

                Buffer.Push(payload, count);
            }
        }
        while (WriteOut(now) && source.Readable > 0);
    }

    /// <summary>Writes from the buffer until it is empty or the sink is full.</summary>
    /// <returns>True when anything was written.</returns>
    private bool WriteOut(Instant now)
    {
        var before = Buffer.BytesOut;
        while (Buffer.TryPeek(out var payload, out var count))
        {
            var granted = Shaping is null ? count : Granted(count, now);
            if (granted == 0)
            {
                break;
            }

            var accepted = sink.Write(payload, granted);
            if (accepted < 0 || accepted > granted)
            {
                throw new Probes.InvariantViolation(now, $"relay {source.Remote} to {sink.Remote}", $"a write of {granted} bytes accepted {accepted}");
            }

            Buffer.Pop(accepted);
            Shaping?.OfSession?.Take(this, accepted);
            Shaping?.OfUe?.Take(this, accepted);
            if (accepted < granted)
            {
                break;
            }
        }

        return Buffer.BytesOut != before;
    }

    internal override void Resume(Instant now)
    {
        if (!IsFinished && !IsOver)
        {
            Move(now);
        }
    }

    /// <summary>Octets that may go on now, by the limit of the session and by that of its UE; none while they wait.</summary>
    private long Granted(long count, Instant now)
    {
        if (Shaping!.OfSession is { } own)
        {
            count = own.Grant(this, count, now);
        }

        if (count > 0 && Shaping.OfUe is { } shared)
        {
            count = shared.Grant(this, count, now);
        }

        if (count == 0)
        {
            Held?.Invoke();
        }

        return count;
    }

    /// <summary>The end of the stream follows its last byte, and not before the sink can take it.</summary>
    private void PassOnEnd()
    {
        if (Buffer.Count == 0 && source.AtEnd && sink.IsEstablished)
        {
            IsFinished = true;
            sink.CloseWrite();
        }
    }
}
