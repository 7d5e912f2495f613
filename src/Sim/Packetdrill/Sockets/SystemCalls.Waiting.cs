using Mpsim.Packetdrill.Matching;
using Mpsim.Packetdrill.Syntax;

namespace Mpsim.Packetdrill.Sockets;

// poll() and epoll.
internal sealed partial class SystemCalls
{
    private CallOutcome? Poll(CallAction call, CallProgress progress)
    {
        if (Argument(call, 0) is not ListExpression list)
        {
            throw new UnsupportedException($"poll() of {call.Arguments[0]}");
        }

        SetDeadline(progress, Number(call, 2));
        var count = 0;
        List<string> differences = [];
        foreach (var item in list.Items)
        {
            if (item is not StructExpression structure || structure.Find("fd") is not { } descriptor || structure.Find("events") is not { } events)
            {
                throw new UnsupportedException($"poll() of {item}");
            }

            var wanted = Symbols.Evaluate(events) | (long)(PollEvents.Error | PollEvents.HangUp);
            var ready = _files.Find(Symbols.Evaluate(descriptor)) is { } file ? (long)file.Ready & wanted : 0x20;
            count += ready != 0 ? 1 : 0;
            var expected = structure.Find("revents") is { } given and not EllipsisExpression ? Symbols.Evaluate(given) : structure.Find("revents") is null ? 0 : ready;
            if (ready != expected)
            {
                differences.Add($"revents of descriptor {descriptor} is {(PollEvents)ready}, not {(PollEvents)expected}");
            }
        }

        if (count == 0 && _world.Now.Nanoseconds < progress.Deadline)
        {
            return null;
        }

        progress.Differences.AddRange(differences);
        return new CallOutcome(count);
    }

    private CallOutcome? CreateEpoll(CallAction call, CallProgress progress)
    {
        progress.Made = new EpollFile();
        return Opened(call);
    }

    private CallOutcome? ControlEpoll(CallAction call, CallProgress progress)
    {
        if (FileOf(call) is not EpollFile epoll)
        {
            return BadDescriptor;
        }

        var descriptor = Number(call, 2);
        if (_files.Find(descriptor) is not { } file)
        {
            return BadDescriptor;
        }

        var operation = Number(call, 1);
        var error = operation switch
        {
            1 => epoll.Add(descriptor, file, EventsOf(call, 3)),
            2 => epoll.Remove(descriptor),
            3 => epoll.Modify(descriptor, EventsOf(call, 3)),
            _ => Errno.EINVAL,
        };
        return error == Errno.None ? CallOutcome.Success : CallOutcome.Failure(error);
    }

    private static long EventsOf(CallAction call, int index) => Argument(call, index) is StructExpression structure && structure.Find("events") is { } events
        ? Symbols.Evaluate(events)
        : throw new UnsupportedException($"the event {call.Arguments[index]}");

    private CallOutcome? WaitEpoll(CallAction call, CallProgress progress)
    {
        if (FileOf(call) is not EpollFile epoll)
        {
            return BadDescriptor;
        }

        SetDeadline(progress, Number(call, 3));
        if (epoll.TakeReady() is not { } ready)
        {
            return _world.Now.Nanoseconds < progress.Deadline ? null : CallOutcome.Success;
        }

        if (Argument(call, 1) is StructExpression structure && structure.Find("events") is { } events)
        {
            var expected = Symbols.Evaluate(events);
            if (expected != ready.Events)
            {
                progress.Differences.Add($"events are {(PollEvents)ready.Events}, not {(PollEvents)expected}");
            }
        }

        return new CallOutcome(1);
    }
}
