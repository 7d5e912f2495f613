using Mpsim.Models.Kernel;
using Mpsim.Models.Units;
using Mpsim.Packetdrill.Sockets;
using Mpsim.Packetdrill.Syntax;

namespace Mpsim.Packetdrill.World;

/// <summary>A call that waits: it is tried again whenever something has happened to a file, after the stack has done with it.</summary>
internal sealed class CallWaiter : EventTarget
{
    private readonly SystemCalls _calls;
    private readonly Action<CallWaiter> _done;

    public CallWaiter(Scheduler scheduler, SystemCalls calls, ScriptEvent line, CallProgress progress, Instant due, Action<CallWaiter> done)
        : base(scheduler)
    {
        _calls = calls;
        _done = done;
        Line = line;
        Progress = progress;
        Due = due;
        if (progress.Deadline < long.MaxValue)
        {
            scheduler.Schedule(this, new Instant(progress.Deadline));
        }
    }

    /// <summary>The line of the script.</summary>
    public ScriptEvent Line { get; }

    public CallProgress Progress { get; }

    /// <summary>When the script says that the call returns.</summary>
    public Instant Due { get; }

    /// <summary>What it has returned, or null.</summary>
    public CallOutcome? Outcome { get; private set; }

    /// <summary>When it returned.</summary>
    public Instant ReturnedAt { get; private set; }

    public void Wake() => Scheduler.Schedule(this, Scheduler.Now);

    protected override void OnWakeup(Instant now)
    {
        if (Outcome is not null || _calls.Try((CallAction)Line.Action, Progress) is not { } outcome)
        {
            return;
        }

        Outcome = outcome;
        ReturnedAt = now;
        _done(this);
    }
}
