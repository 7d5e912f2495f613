using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Mpsim.Models.Units;

namespace Mpsim.Models.Kernel;

/// <summary>
/// Owns virtual time and the pending events of one run. Events are executed in the order of time, then insertion;
/// nothing may be scheduled before now. A run is one thread and shares nothing with other runs.
/// </summary>
public sealed class Scheduler
{
    /// <summary>Events between two looks at the cancellation poll: some hundred microseconds of wall time.</summary>
    private const int EventsPerPoll = 4096;

    private const long Stopped = long.MinValue;

    /// <summary>Events ahead at which a target is fetched, and asked to fetch what it needs, before it is asked whether it still wants to be woken.</summary>
    private const int TargetForesight = 16;
    private const int OwnerForesight = 8;

    private readonly EventQueue _queue = new();
    private readonly FarEvents _far = new();
    private readonly EventTarget _retired;
    private EventTarget?[] _targets = new EventTarget?[64];
    private uint _targetCount;
    private ulong _order;
    private long _now;

    /// <summary>The last time that is still executed, or <see cref="Stopped"/>, so that one comparison tells both.</summary>
    private long _limit;

    /// <summary>The event at the root is being executed; the first event scheduled meanwhile takes its place.</summary>
    private bool _rootIsHole;

    private bool _running;

    public Scheduler() => _retired = new RetiredTarget(this);

    /// <summary>The time of the event that is being executed; between runs, the time up to which has been run.</summary>
    public Instant Now => new(_now);

    /// <summary>Events executed so far, those of timers that fired early or in vain included.</summary>
    public long EventsExecuted { get; private set; }

    /// <summary>Events put into the queue so far.</summary>
    public long EventsScheduled => (long)(_order >> Event.IndexBits);

    /// <summary>Events that wait, the one being executed not included.</summary>
    public int EventsPending => _queue.Count + _far.Count - (_rootIsHole ? 1 : 0);

    /// <summary>No event is executed before this time; <see cref="Instant.Never"/> when none waits. For whoever lets this scheduler follow another.</summary>
    internal Instant NextEventAt => new(Math.Min(_queue.Count == 0 ? long.MaxValue : _queue.Top.Time, _far.Begin));

    /// <summary>Most events that ever waited at once.</summary>
    public int HighWaterMark { get; private set; }

    /// <summary>Hashes the event sequence when set; null costs nothing.</summary>
    public Fingerprint? Fingerprint { get; set; }

    /// <summary>Wakes <paramref name="target"/> at <paramref name="at"/>, after everything that was scheduled for that time before.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is before <see cref="Now"/>.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Schedule(EventTarget target, Instant at)
    {
        if (at.Nanoseconds < _now)
        {
            ThrowBeforeNow(target, at);
        }

        Schedule(target, at, _now);
    }

    /// <param name="target">Who is to be woken.</param>
    /// <param name="at">When.</param>
    /// <param name="now">The time from which it is judged whether that is far away.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Schedule(EventTarget target, Instant at, long now)
    {
        _order += 1ul << Event.IndexBits;
        var added = new Event(at.Nanoseconds, _order | target.Index);
        if (_far.TryAdd(added, now))
        {
            NoteLevel();
        }
        else if (_rootIsHole)
        {
            _rootIsHole = false;
            _queue.ReplaceTop(added);
        }
        else
        {
            _queue.Push(added);
            NoteLevel();
        }
    }

    /// <summary>Executes all events up to and including <paramref name="until"/>.</summary>
    /// <param name="until">Where time stands afterwards, unless the run is stopped or cancelled; <see cref="Instant.Never"/> runs until nothing is left. Events at Never are not executed.</param>
    /// <param name="isCancelled">Asked every few thousand events; true ends the run.</param>
    public RunOutcome Run(Instant until, Func<bool>? isCancelled = null)
    {
        if (_running)
        {
            throw new InvalidOperationException("the scheduler is running already: a target must not run it");
        }

        _running = true;
        _limit = Math.Min(until.Nanoseconds, long.MaxValue - 1);
        DropExecutedRoot();
        try
        {
            while (true)
            {
                var exhausted = ExecuteBatch();
                if (_limit == Stopped)
                {
                    return RunOutcome.Stopped;
                }

                if (exhausted)
                {
                    _now = until == Instant.Never ? _now : Math.Max(_now, until.Nanoseconds);
                    return EventsPending == 0 ? RunOutcome.Idle : RunOutcome.ReachedEnd;
                }

                if (isCancelled is not null && isCancelled())
                {
                    return RunOutcome.Cancelled;
                }
            }
        }
        finally
        {
            _running = false;
        }
    }

    /// <summary>Ends the run after the event that is being executed; for use by a target, while the scheduler runs.</summary>
    public void RequestStop() => _limit = Stopped;

    internal uint Register(EventTarget target)
    {
        if (_targetCount > Event.IndexMask)
        {
            throw new InvalidOperationException($"more than {Event.IndexMask} event targets in one run");
        }

        if (_targetCount == _targets.Length)
        {
            Array.Resize(ref _targets, _targets.Length * 2);
        }

        _targets[_targetCount] = target;
        return _targetCount++;
    }

    internal void Retire(EventTarget target) => _targets[target.Index] = _retired;

    /// <summary>Executes up to <see cref="EventsPerPoll"/> events.</summary>
    /// <returns>True when nothing is left to do up to the limit.</returns>
    private bool ExecuteBatch()
    {
        var queue = _queue;
        var executed = 0;
        while (executed < EventsPerPoll)
        {
            if (_far.Begin <= (queue.Count == 0 ? _limit : Math.Min(queue.Top.Time, _limit)))
            {
                BringNear();
                continue;
            }

            if (queue.Count == 0)
            {
                break;
            }

            ref readonly var top = ref queue.Top;
            if (top.Time > _limit)
            {
                break;
            }

            _now = top.Time;
            var target = TargetOf(top);
            Fingerprint?.Add(top.Time, target.Index);
            executed++;
            _rootIsHole = true;
            target.OnWakeup(new Instant(_now));
            if (_rootIsHole)
            {
                _rootIsHole = false;
                queue.Pop();
            }
        }

        EventsExecuted += executed;
        ThrowIfOrderIsNearlyUsedUp();
        return executed < EventsPerPoll;
    }

    /// <summary>Sorts the events of the next 4 ms; those whose targets no longer want them go where the targets say, in the order of insertion.</summary>
    private void BringNear()
    {
        var events = _far.TakeFirst();
        for (var i = 0; i < events.Length + TargetForesight; i++)
        {
            if (i < events.Length)
            {
                CachePrefetch.Of(TargetOf(events[i]), 48);
            }

            if (i >= OwnerForesight && i - OwnerForesight < events.Length)
            {
                TargetOf(events[i - OwnerForesight]).Anticipate();
            }

            if (i >= TargetForesight)
            {
                BringNear(events[i - TargetForesight]);
            }
        }
    }

    private void BringNear(in Event coming)
    {
        var target = TargetOf(coming);
        var wanted = target.Reconsider(new Instant(coming.Time));
        if (wanted.Nanoseconds == coming.Time)
        {
            _queue.Push(coming);
        }
        else if (wanted != Instant.Never)
        {
            // Judged from the slot's begin: now may be the end of a part of the run, and where a run is cut must not show in its order.
            Schedule(target, wanted, _far.Closed);
        }
    }

    private EventTarget TargetOf(in Event scheduled) => _targets[(uint)scheduled.Order & Event.IndexMask]!;

    private void NoteLevel() => HighWaterMark = Math.Max(HighWaterMark, _queue.Count + _far.Count);

    /// <summary>An exception may have left the event that threw it at the root.</summary>
    private void DropExecutedRoot()
    {
        if (_rootIsHole)
        {
            _rootIsHole = false;
            _queue.Pop();
        }
    }

    private void ThrowIfOrderIsNearlyUsedUp()
    {
        // 40 bits of insertion numbers last for a trillion events; a wrap would silently reorder.
        if (_order >> 63 != 0)
        {
            throw new InvalidOperationException("half a trillion events in one run: the insertion number would overflow");
        }
    }

    [DoesNotReturn]
    private void ThrowBeforeNow(EventTarget target, Instant at) =>
        throw new ArgumentOutOfRangeException(nameof(at), at, $"{target} is to be woken at {at}, which is before now, {Now}");

    private sealed class RetiredTarget(Scheduler scheduler) : EventTarget(scheduler)
    {
        internal override Instant Reconsider(Instant at) => Instant.Never;

        protected internal override void OnWakeup(Instant now)
        {
        }
    }
}

/// <summary>Why <see cref="Scheduler.Run"/> returned.</summary>
public enum RunOutcome
{
    /// <summary>The end was reached; later events wait.</summary>
    ReachedEnd,

    /// <summary>No event is left.</summary>
    Idle,

    /// <summary>A target requested it.</summary>
    Stopped,

    /// <summary>The cancellation poll said so.</summary>
    Cancelled,
}
