using Mpsim.Models.Kernel;
using Mpsim.Models.Units;

namespace Mpsim.Models.Network.Middleboxes;

/// <summary>Lets a box work from one time until another, and packets pass it untouched before and after.</summary>
public sealed class MiddleboxSwitch : EventTarget
{
    private readonly Middlebox _box;
    private readonly Heading _works;
    private readonly Instant _until;

    /// <param name="scheduler">Scheduler of the run.</param>
    /// <param name="box">The box, at its place.</param>
    /// <param name="from">When it begins to work.</param>
    /// <param name="until">When it no longer works; <see cref="Instant.Never"/> for not.</param>
    public MiddleboxSwitch(Scheduler scheduler, Middlebox box, Instant from, Instant until)
        : base(scheduler)
    {
        _box = box;
        _until = until;
        _works = box.Disable();
        scheduler.Schedule(this, from);
    }

    protected internal override void OnWakeup(Instant now)
    {
        var off = now >= _until;
        _box.Switch(!off, _works);
        if (!off && _until != Instant.Never)
        {
            Scheduler.Schedule(this, _until);
        }
    }
}
