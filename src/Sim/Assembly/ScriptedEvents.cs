using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Probes;
using Mpsim.Models.Units;
using Mpsim.Results;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Assembly;

/// <summary>
/// Lets the events of a scenario happen as far as links do not know them ahead: interfaces at both ends learn of a change that is
/// signalled, and the log tells what changed.
/// </summary>
internal sealed class ScriptedEvents : EventTarget
{
    private readonly IReadOnlyList<EventPlan> _changes;
    private readonly IReadOnlyDictionary<string, Interface[]> _endsOfLink;
    private readonly EventSink _log;
    private readonly Action<string, string> _accessChanged;
    private int _next;

    /// <param name="scheduler">Scheduler of the run.</param>
    /// <param name="changes">In the order of time.</param>
    /// <param name="endsOfLink">The two interfaces of each link.</param>
    /// <param name="log">Log of events.</param>
    /// <param name="accessChanged">Told the name of a link and the type of access that it is from now on.</param>
    public ScriptedEvents(Scheduler scheduler, IReadOnlyList<EventPlan> changes, IReadOnlyDictionary<string, Interface[]> endsOfLink, EventSink log, Action<string, string> accessChanged)
        : base(scheduler)
    {
        _changes = changes;
        _endsOfLink = endsOfLink;
        _log = log;
        _accessChanged = accessChanged;
        ScheduleNext();
    }

    protected override void OnWakeup(Instant now)
    {
        for (; _next < _changes.Count && _changes[_next].At <= now; _next++)
        {
            Apply(_changes[_next], now);
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

    private void Apply(EventPlan change, Instant now)
    {
        var direction = change.Directions == LinkDirections.Both ? "" : $"{LinkAssembly.WordOf(change.Directions)} only";
        if (change.Working is { } working)
        {
            var detail = change.Signal ? "signalled to the interfaces" : "not signalled";
            _log.Record(now, change.Link, working ? EventKinds.LinkUp : EventKinds.LinkDown, direction.Length > 0 ? $"{direction}, {detail}" : detail);
            if (change.Signal)
            {
                foreach (var end in _endsOfLink[change.Link])
                {
                    end.SetUp(working);
                }
            }
        }

        if (change.Rate is { } rate)
        {
            _log.Record(now, change.Link, "rate-changed", $"{rate} {direction}".TrimEnd());
        }

        if (change.Delay is { } delay)
        {
            _log.Record(now, change.Link, "delay-changed", $"{delay} {direction}".TrimEnd());
        }

        if (change.Access is { } access)
        {
            _log.Record(now, change.Link, "access-changed", access);
            _accessChanged(change.Link, access);
        }
    }
}
