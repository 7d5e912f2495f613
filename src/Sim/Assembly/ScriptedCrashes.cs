using Mpsim.Models.Kernel;
using Mpsim.Models.Proxy.Failover;
using Mpsim.Models.Units;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Assembly;

/// <summary>Lets proxies crash and work again when the scenario says so.</summary>
internal sealed class ScriptedCrashes : EventTarget
{
    private readonly IReadOnlyList<ProxyEventPlan> _changes;
    private readonly Func<string, ProxySite> _siteOf;
    private int _next;

    /// <param name="scheduler">Scheduler of the run.</param>
    /// <param name="changes">In the order of time.</param>
    /// <param name="siteOf">Finds the place of a proxy.</param>
    public ScriptedCrashes(Scheduler scheduler, IReadOnlyList<ProxyEventPlan> changes, Func<string, ProxySite> siteOf)
        : base(scheduler)
    {
        _changes = changes;
        _siteOf = siteOf;
        ScheduleNext();
    }

    protected override void OnWakeup(Instant now)
    {
        for (; _next < _changes.Count && _changes[_next].At <= now; _next++)
        {
            var site = _siteOf(_changes[_next].Node);
            if (_changes[_next].Crashes)
            {
                site.Crash();
            }
            else
            {
                site.Repair();
            }
        }

        ScheduleNext();
    }

    private void ScheduleNext()
    {
        if (_next < _changes.Count)
        {
            Scheduler.Schedule(this, _changes[_next].At);
        }
    }
}
