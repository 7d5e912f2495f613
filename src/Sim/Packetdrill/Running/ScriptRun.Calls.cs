using Mpsim.Models.Units;
using Mpsim.Packetdrill.Matching;
using Mpsim.Packetdrill.Sockets;
using Mpsim.Packetdrill.Syntax;
using Mpsim.Packetdrill.World;

namespace Mpsim.Packetdrill.Running;

// System calls: those that return at once, and those that wait while the script goes on.
internal sealed partial class ScriptRun
{
    /// <param name="line">The line of the script.</param>
    /// <param name="call">The call.</param>
    /// <param name="before">Time before the line, from which its times count.</param>
    private void Call(ScriptEvent line, CallAction call, Instant before)
    {
        AwaitCall();
        _flows.ExpectsNewConnection |= call.Name == "listen";
        var progress = new CallProgress();
        if (_calls.Try(call, progress) is { } outcome)
        {
            Open(call, progress, outcome);
            Verify(line, progress, outcome);
            CheckReturn(line, call, before, _world.Now);
            return;
        }

        var due = call.End is { } end ? (line.Time.IsRelative ? before : DrillWorld.Start) + end : _world.Now + LongestWait;
        _waiting = new CallWaiter(_world.Scheduler, _calls, line, progress, due, waiter => Open(call, waiter.Progress, waiter.Outcome!.Value));
        _world.Add(_waiting);
        if (call.End is null)
        {
            AwaitCall();
        }
    }

    /// <summary>Lets the call that waits return before anything that needs the thread.</summary>
    private void AwaitCall()
    {
        if (_waiting is not { } waiter)
        {
            return;
        }

        var limit = waiter.Due + ToleranceAt(waiter.Due);
        while (waiter.Outcome is null && _world.Now < limit)
        {
            _world.RunUntil(Instant.Min(limit, _world.Now + Duration.FromMilliseconds(1)));
        }

        _waiting = null;
        _world.Remove(waiter);
        var call = (CallAction)waiter.Line.Action;
        if (waiter.Outcome is not { } outcome)
        {
            throw new LocatedException(waiter.Line.Line, $"{call.Name}() has not returned by {Text(limit)}");
        }

        Verify(waiter.Line, waiter.Progress, outcome);
        if (call.End is not null && Distance(waiter.ReturnedAt, waiter.Due) > ToleranceAt(waiter.Due))
        {
            throw new LocatedException(waiter.Line.Line, $"{call.Name}() returned at {Text(waiter.ReturnedAt)}, not at {Text(waiter.Due)}");
        }
    }

    private void CheckReturn(ScriptEvent line, CallAction call, Instant before, Instant returned)
    {
        if (call.End is not { } end)
        {
            return;
        }

        var due = (line.Time.IsRelative ? before : DrillWorld.Start) + end;
        if (Distance(returned, due) > ToleranceAt(due))
        {
            throw new FailureException($"{call.Name}() returned at once, not at {Text(due)}");
        }
    }

    private static Duration Distance(Instant a, Instant b) => a > b ? a - b : b - a;

    private void Open(CallAction call, CallProgress progress, CallOutcome outcome)
    {
        if (progress.Made is { } file && outcome.Error == Errno.None)
        {
            _files.Open(outcome.Value, file);
        }
    }

    private static void Verify(ScriptEvent line, CallProgress progress, CallOutcome outcome)
    {
        var call = (CallAction)line.Action;
        if (call.Result is not EllipsisExpression)
        {
            var expected = Symbols.Evaluate(call.Result);
            if (expected != outcome.Value || (call.Error is { } error && error != outcome.Error.ToString()))
            {
                throw new LocatedException(line.Line, $"{call.Name}() returned {Result(outcome.Value, outcome.Error.ToString())}, not {Result(expected, call.Error)}");
            }
        }

        if (progress.Differences.Count > 0)
        {
            throw new LocatedException(line.Line, string.Join("; ", progress.Differences));
        }
    }

    private static string Result(long value, string? error) => error is null or nameof(Errno.None) ? $"{value}" : $"{value} {error}";
}
