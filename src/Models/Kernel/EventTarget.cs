using Mpsim.Models.Units;

namespace Mpsim.Models.Kernel;

/// <summary>
/// Something that the scheduler wakes: a link, a timer, an application, a scripted event. Events carry nothing but
/// time and target; what is to be done the target knows. A target is registered once and lives as long as its
/// scheduler, unless it is retired.
/// </summary>
public abstract class EventTarget
{
    /// <summary>The target's number within its scheduler: the low bits of every event for it.</summary>
    internal readonly uint Index;

    /// <param name="scheduler">The scheduler of the run, which gives the target its number.</param>
    protected EventTarget(Scheduler scheduler)
    {
        Scheduler = scheduler;
        Index = scheduler.Register(this);
    }

    public Scheduler Scheduler { get; }

    /// <summary>An event of this target is due.</summary>
    /// <param name="now">The time of the event, which is <see cref="Scheduler.Now"/>.</param>
    protected internal abstract void OnWakeup(Instant now);

    /// <summary>An event of this target, queued some time ago, is a few milliseconds away.</summary>
    /// <param name="at">The time of the event.</param>
    /// <returns>The time when the target wants to be woken instead, not earlier; <see cref="Instant.Never"/> when the event would be in vain.</returns>
    internal virtual Instant Reconsider(Instant at) => at;

    /// <summary>Fetches what <see cref="Reconsider"/> will look at into the cache; the target itself is there already.</summary>
    internal virtual void Anticipate()
    {
    }

    /// <summary>
    /// Lets go of a target that is done: events still queued for it do nothing, and the scheduler no longer refers
    /// to it. A retired target must not be scheduled again.
    /// </summary>
    public void Retire() => Scheduler.Retire(this);
}
