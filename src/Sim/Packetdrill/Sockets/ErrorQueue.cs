using Mpsim.Models.Units;

namespace Mpsim.Packetdrill.Sockets;

/// <summary>
/// The error queue of a socket, read with MSG_ERRQUEUE: that buffers of MSG_ZEROCOPY are free again, and when octets were sent and
/// acknowledged (SO_TIMESTAMPING). Notes wait for their octet to be sent or acknowledged.
/// </summary>
internal sealed class ErrorQueue
{
    private readonly List<ErrorMessage> _messages = [];
    private readonly List<Note> _notes = [];
    private uint _zeroCopies;

    public bool IsEmpty => _messages.Count == 0;

    /// <summary>A write with MSG_ZEROCOPY whose last octet is before <paramref name="end"/>.</summary>
    public void ExpectBuffer(long end) => _notes.Add(new Note(end, true, new ErrorMessage(ErrorOrigin.ZeroCopy, _zeroCopies, _zeroCopies++, null)));

    /// <summary>Asks when the octet before <paramref name="end"/> passes a point of its way.</summary>
    public void ExpectTime(long end, uint point, uint key) =>
        _notes.Add(new Note(end, point == ErrorMessage.Acknowledged, new ErrorMessage(ErrorOrigin.Timestamping, point, key, null)));

    /// <returns>True when something was put into the queue.</returns>
    public bool Observe(long sent, long acknowledged, Instant now)
    {
        var before = _notes.Count;
        for (var i = 0; i < _notes.Count; i++)
        {
            var note = _notes[i];
            if (note.End > (note.IsAcknowledgement ? acknowledged : sent))
            {
                continue;
            }

            _notes.RemoveAt(i--);
            Put(note.Message with { Time = note.Message.Origin == ErrorOrigin.Timestamping ? now : null });
        }

        return _notes.Count < before;
    }

    /// <summary>Buffers that follow each other are reported together (Linux: skb_zerocopy_notify_extend).</summary>
    private void Put(ErrorMessage message)
    {
        if (message.Origin == ErrorOrigin.ZeroCopy && _messages.Count > 0 && _messages[^1] is { Origin: ErrorOrigin.ZeroCopy } last && last.Data + 1 == message.Info)
        {
            _messages[^1] = last with { Data = message.Data };
            return;
        }

        _messages.Add(message);
    }

    public ErrorMessage? Take()
    {
        if (_messages.Count == 0)
        {
            return null;
        }

        var first = _messages[0];
        _messages.RemoveAt(0);
        return first;
    }

    private sealed record Note(long End, bool IsAcknowledgement, ErrorMessage Message);
}

/// <summary>Who put a message into the error queue (Linux: ee_origin).</summary>
internal enum ErrorOrigin
{
    Timestamping = 4,
    ZeroCopy = 5,
}

/// <summary>One message of the error queue.</summary>
/// <param name="Origin">ee_origin.</param>
/// <param name="Info">ee_info: the first buffer, or the point of the way.</param>
/// <param name="Data">ee_data: the last buffer, or the number of the octet.</param>
/// <param name="Time">When, for a timestamp.</param>
internal sealed record ErrorMessage(ErrorOrigin Origin, uint Info, uint Data, Instant? Time)
{
    /// <summary>SCM_TSTAMP_SND, SCM_TSTAMP_SCHED and SCM_TSTAMP_ACK.</summary>
    public const uint Sent = 0;
    public const uint Scheduled = 1;
    public const uint Acknowledged = 2;
}
