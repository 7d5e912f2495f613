using Mpsim.Models.Units;

namespace Mpsim.Models.Kernel;

/// <summary>
/// A deadline that can be moved and cancelled at the price of a store. Protocol timers are moved with every
/// acknowledgement and almost never fire, so the timer keeps one event in the queue and only notes the deadline:
/// an event that comes before the deadline is queued once again for it, and cancelling leaves the event to come in vain,
/// unless it was far away and the scheduler asks before it sorts it in.
/// </summary>
public sealed class Timer : EventTarget
{
    private readonly ITimerOwner _owner;
    private LazyDeadline _deadline = new();

    public Timer(Scheduler scheduler, ITimerOwner owner)
        : base(scheduler) => _owner = owner;

    /// <summary>When the timer fires, or <see cref="Instant.Never"/>.</summary>
    public Instant Deadline => _deadline.At;

    public bool IsArmed => Deadline != Instant.Never;

    /// <summary>Sets or moves the deadline; <see cref="Instant.Never"/> cancels.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The deadline is before now.</exception>
    public void Arm(Instant deadline) => _deadline.Set(deadline, this);

    public void Disarm() => _deadline.Cancel();

    internal override Instant Reconsider(Instant at) => _deadline.Reconsider(at);

    protected internal override void OnWakeup(Instant now)
    {
        if (_deadline.IsReached(now, this))
        {
            _owner.OnTimer(this, now);
        }
    }
}

/// <summary>Whoever set a <see cref="Timer"/>.</summary>
public interface ITimerOwner
{
    /// <summary>The timer's deadline is reached; it is no longer armed and may be armed anew.</summary>
    void OnTimer(Timer timer, Instant now);
}
