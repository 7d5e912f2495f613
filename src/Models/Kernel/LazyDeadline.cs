using Mpsim.Models.Units;

namespace Mpsim.Models.Kernel;

/// <summary>
/// A deadline that is moved and cancelled by a store, for a target that keeps it among its own fields: the rule of
/// <see cref="Timer"/>, which has one of these and calls its owner.
/// </summary>
internal struct LazyDeadline()
{
    /// <summary>Time of the earliest event queued for the target; later ones may exist and are ignored.</summary>
    private Instant _queued = Instant.Never;

    /// <summary>When the target is to act, or <see cref="Instant.Never"/>.</summary>
    public Instant At { get; private set; } = Instant.Never;

    /// <summary>Sets or moves the deadline; <see cref="Instant.Never"/> cancels.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The deadline is before now.</exception>
    public void Set(Instant deadline, EventTarget target)
    {
        // When an event is queued at or before the deadline, now is not after that event either.
        if (deadline < _queued)
        {
            target.Scheduler.Schedule(target, deadline);
            _queued = deadline;
        }

        At = deadline;
    }

    public void Cancel() => At = Instant.Never;

    /// <summary>An event of the target is a few milliseconds away; see <see cref="EventTarget.Reconsider"/>.</summary>
    public Instant Reconsider(Instant at)
    {
        if (at != _queued)
        {
            return Instant.Never;
        }

        return _queued = Instant.Max(at, At);
    }

    /// <summary>An event of the target is due.</summary>
    /// <returns>True when the deadline is reached; it is no longer set and may be set anew.</returns>
    public bool IsReached(Instant now, EventTarget target)
    {
        if (now != _queued)
        {
            return false;
        }

        _queued = Instant.Never;
        if (now < At)
        {
            Set(At, target);
            return false;
        }

        At = Instant.Never;
        return true;
    }
}
