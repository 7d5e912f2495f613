using Mpsim.Models.Kernel;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Hosts;

/// <summary>Carries calls to the other end after a constant delay, in order.</summary>
internal sealed class DelayLine(Scheduler scheduler, Duration delay) : EventTarget(scheduler)
{
    private readonly Queue<Action<Instant>> _inFlight = new();

    public void Send(Action<Instant> call)
    {
        _inFlight.Enqueue(call);
        Scheduler.Schedule(this, Scheduler.Now + delay);
    }

    protected internal override void OnWakeup(Instant now) => _inFlight.Dequeue()(now);
}
