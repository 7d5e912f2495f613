using Mpsim.Models.Kernel;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Kernel;

/// <summary>A target that writes down its wake-ups and may do something on each.</summary>
internal sealed class Recorder(Scheduler scheduler, string name, List<string> log, Action<Instant>? action = null) : EventTarget(scheduler)
{
    protected internal override void OnWakeup(Instant now)
    {
        log.Add($"{name}@{now.Nanoseconds}");
        action?.Invoke(now);
    }
}
