using Mpsim.Models.Units;

namespace Mpsim.Models.Kernel;

/// <summary>
/// A deadline that can be moved and cancelled at the price of a store. Protocol timers are moved with every
/// acknowledgement and almost never fire, so the timer keeps one event in the queue and only notes the deadline:
/// an event that comes before the deadline is queued once again for it, and cancelling leaves the event to come in vain.
/// </summary>
public sealed class Timer : EventTarget
{
    private readonly ITimerOwner _owner;

    /// <summary>Time of the earliest event queued for this timer; later ones may exist and are ignored.</summary>
    private Instant _queued = Instant.Never;

    public Timer(Scheduler scheduler, ITimerOwner owner)
        : base(scheduler) => _owner = owner;

    /// <summary>When the timer fires, or <see cref="Instant.Never"/>.</summary>
    public Instant Deadline { get; private set; } = Instant.Never;

    public bool IsArmed => Deadline != Instant.Never;

    /// <summary>Sets or moves the deadline; <see cref="Instant.Never"/> cancels.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The deadline is before now.</exception>
    public void Arm(Instant deadline)
    {
        // When an event is queued at or before the deadline, now is not after that event either.
        if (deadline < _queued)
        {
            Scheduler.Schedule(this, deadline);
            _queued = deadline;
        }

        Deadline = deadline;
    }

    public void Disarm() => Deadline = Instant.Never;

    protected internal override void OnWakeup(Instant now)
    {
        if (now != _queued)
        {
            return;
        }

        _queued = Instant.Never;
        if (now < Deadline)
        {
            Arm(Deadline);
            return;
        }

        Deadline = Instant.Never;
        _owner.OnTimer(this, now);
    }
}

/// <summary>Whoever set a <see cref="Timer"/>.</summary>
public interface ITimerOwner
{
    /// <summary>The timer's deadline is reached; it is no longer armed and may be armed anew.</summary>
    void OnTimer(Timer timer, Instant now);
}
