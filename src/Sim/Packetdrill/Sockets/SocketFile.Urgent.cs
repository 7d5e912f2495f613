namespace Mpsim.Packetdrill.Sockets;

// Urgent data that arrive (RFC 9293 section 3.8.5; RFC 6093), as Linux has them without SO_OOBINLINE: the octet before the one that the
// pointer names is taken out of the stream and is had with MSG_OOB; reads end before it, and go on behind it.
internal sealed partial class SocketFile
{
    /// <summary>Octets that reads have taken out of the stream.</summary>
    private long _taken;

    /// <summary>Place of the urgent octet in the stream.</summary>
    private long? _mark;
    private bool _urgentIsTaken;

    /// <summary>The next octet of the stream is the urgent one: splice() ends here (Linux: tcp_read_sock).</summary>
    public bool IsAtMark => _mark == _taken;

    private long UntilMark => _mark > _taken ? _mark.Value - _taken : long.MaxValue;

    /// <summary>A pointer is about to arrive; one to what was read already, or to where one has pointed before, says nothing new.</summary>
    /// <param name="end">Sequence number of the octet behind the urgent one.</param>
    public void MarkUrgent(uint end)
    {
        var place = (long)(end - Tcp!.Irs) - 2;
        if (place >= _taken && !(place <= _mark))
        {
            (_mark, _urgentIsTaken) = (place, false);
        }
    }

    /// <summary>MSG_OOB: the urgent octet, which stays behind as a mark.</summary>
    /// <returns>Null where it has not arrived yet; 0 where there is none (Linux: tcp_recv_urg).</returns>
    public long? TakeUrgent()
    {
        if (_mark is not { } mark || _urgentIsTaken || mark < _taken)
        {
            return 0;
        }

        if (!HoldsMark(Held))
        {
            return null;
        }

        _urgentIsTaken = true;
        return 1;
    }

    private bool HoldsMark(long held) => _mark is { } mark && mark >= _taken && mark < _taken + held;

    private void SkipMark()
    {
        if (IsAtMark && TryReadRun(1, out var count))
        {
            _taken += count;
        }
    }
}
