using Mpsim.Models.Kernel;
using Mpsim.Models.Units;

namespace Mpsim.Models.Proxy.Failover;

/// <summary>
/// The time of one box: its events are executed when the time of the run has come to them, until the box crashes. A standby's clock
/// is behind, and moves as far as it knows what has happened.
/// </summary>
/// <remarks>
/// Whatever the box is handed, it first executes the events up to and including that time. So what it does follows from what it is handed and when,
/// and another box that is handed the same does the same.
/// </remarks>
internal sealed class BoxClock : EventTarget
{
    private readonly Action _ran;
    private LazyDeadline _deadline = new();
    private bool _isStopped;

    /// <param name="outer">Scheduler of the run.</param>
    /// <param name="ran">Called after events were executed because their time has come.</param>
    public BoxClock(Scheduler outer, Action ran)
        : base(outer)
    {
        _ran = ran;
        Inner.Fingerprint = outer.Fingerprint;
    }

    /// <summary>The scheduler of everything in the box.</summary>
    public Scheduler Inner { get; } = new();

    /// <summary>The box is executing an event.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>Executes the box's events up to and including a time.</summary>
    public void RunTo(Instant time)
    {
        IsRunning = true;
        Inner.Run(time);
        IsRunning = false;
    }

    /// <summary>The box lives in the time of the run: its next event is due when that comes to it.</summary>
    public void Follow()
    {
        if (!_isStopped)
        {
            _deadline.Set(Instant.Max(Inner.NextEventAt, Scheduler.Now), this);
        }
    }

    /// <summary>Nothing of the box happens any more.</summary>
    public void Stop()
    {
        _isStopped = true;
        _deadline.Cancel();
        Retire();
    }

    internal override Instant Reconsider(Instant at) => _deadline.Reconsider(at);

    protected internal override void OnWakeup(Instant now)
    {
        if (_deadline.IsReached(now, this))
        {
            RunTo(now);
            _ran();
        }
    }
}
