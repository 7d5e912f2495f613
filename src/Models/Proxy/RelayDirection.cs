using Mpsim.Models.Hosts;
using Mpsim.Models.Units;

namespace Mpsim.Models.Proxy;

/// <summary>One direction of a <see cref="Relay"/>: reads from one socket as much as its buffer can hold, and writes to the other what that accepts.</summary>
internal sealed class RelayDirection(StreamSocket source, StreamSocket sink, long capacity)
{
    private bool _moving;
    private bool _again;

    public RelayBuffer Buffer { get; } = new(capacity);

    /// <summary>The end of the stream was read and passed on: nothing moves here any more.</summary>
    public bool IsFinished { get; private set; }

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
            var accepted = sink.Write(payload, count);
            if (accepted < 0 || accepted > count)
            {
                throw new Probes.InvariantViolation(now, $"relay {source.Remote} to {sink.Remote}", $"a write of {count} bytes accepted {accepted}");
            }

            Buffer.Pop(accepted);
            if (accepted < count)
            {
                break;
            }
        }

        return Buffer.BytesOut != before;
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
