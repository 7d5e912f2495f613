using Mpsim.Models.Units;

namespace Mpsim.Models.Network.Queues;

/// <summary>CoDel's control of one queue (RFC 8289 section 5): variables and names of the pseudocode there. Times in nanoseconds.</summary>
internal struct CoDelState
{
    /// <summary>first_above_time_: when the delay will have been above the target for an interval; 0 while it is not.</summary>
    private long _firstAboveTime;

    private long _dropNext;
    private int _count;
    private int _lastCount;

    /// <summary>In the dropping state.</summary>
    public bool Dropping { get; private set; }

    /// <summary>The time of the next drop in the dropping state has come.</summary>
    public readonly bool IsDropDue(Instant now) => Dropping && now.Nanoseconds >= _dropNext;

    /// <summary>The queue is empty, so nothing waits too long (section 5.6).</summary>
    public void OnEmpty()
    {
        _firstAboveTime = 0;
        Dropping = false;
    }

    /// <summary>dodequeue of section 5.6: whether a packet that leaves now has found the delay above the target for an interval.</summary>
    /// <param name="sojourn">Time that the packet has waited.</param>
    /// <param name="backlog">Octets that still wait.</param>
    /// <param name="target">TARGET.</param>
    /// <param name="interval">INTERVAL.</param>
    /// <param name="now">Now.</param>
    public bool IsOkToDrop(long sojourn, long backlog, long target, long interval, Instant now)
    {
        // A queue of no more than a packet cannot be made shorter without leaving the link idle.
        if (sojourn < target || backlog <= CoDelDiscipline.MaximumPacket)
        {
            _firstAboveTime = 0;
            return false;
        }

        if (_firstAboveTime == 0)
        {
            _firstAboveTime = now.Nanoseconds + interval;
            return false;
        }

        return now.Nanoseconds >= _firstAboveTime;
    }

    public void LeaveDropping() => Dropping = false;

    /// <summary>Enters the dropping state with a drop; soon after the last time, at about the rate that had controlled the queue then (section 5.5).</summary>
    public void EnterDropping(long interval, Instant now)
    {
        Dropping = true;
        var delta = _count - _lastCount;
        _count = delta > 1 && now.Nanoseconds - _dropNext < 16 * interval ? delta : 1;
        _lastCount = _count;
        _dropNext = ControlLaw(now.Nanoseconds, interval);
    }

    /// <summary>Another drop in the dropping state.</summary>
    public void CountDrop() => _count++;

    /// <summary>The dropping state goes on: when the next drop is due.</summary>
    public void ScheduleDrop(long interval) => _dropNext = ControlLaw(_dropNext, interval);

    /// <summary>Section 5.6: the drop rate grows with the square root of the number of drops.</summary>
    private readonly long ControlLaw(long time, long interval) => time + (long)(interval / Math.Sqrt(_count));
}
