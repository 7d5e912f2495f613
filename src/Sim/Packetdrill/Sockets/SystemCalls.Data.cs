using Mpsim.Packetdrill.Matching;
using Mpsim.Packetdrill.Syntax;

namespace Mpsim.Packetdrill.Sockets;

// Calls that move octets.
internal sealed partial class SystemCalls
{
    private const long DontWait = 0x40;
    private const long Peek = 0x2;
    private const long OutOfBand = 0x1;
    private const long WaitAll = 0x100;
    private const long FastOpen = 0x20000000;

    /// <summary>Flags that change nothing here: no signals, no routes but one, and no octets to copy.</summary>
    private const long HarmlessFlags = 0x4000 | 0x4 | ZeroCopy;

    private const long More = 0x8000;
    private const long EndOfRecord = 0x80;
    private const long ErrorsOnly = 0x2000;
    private const long ZeroCopy = 0x4000000;

    /// <summary>Fragments that a packet has room for (Linux: MAX_SKB_FRAGS); each element of a vector that is not copied takes one.</summary>
    private const int FragmentsPerPacket = 17;

    private CallOutcome? Write(CallAction call, CallProgress progress) => WriteTo(call, LengthOf(call, 1), 0, progress);

    private CallOutcome? WriteVector(CallAction call, CallProgress progress) => WriteTo(call, VectorLength(Argument(call, 1)), 0, progress);

    private CallOutcome? Send(CallAction call, CallProgress progress) => WriteTo(call, LengthOf(call, 1), Number(call, 3), progress);

    private CallOutcome? SendMessage(CallAction call, CallProgress progress)
    {
        if (Argument(call, 1) is not StructExpression message)
        {
            throw new UnsupportedException($"the message {call.Arguments[1]}");
        }

        if (message.Find("msg_control") is not null)
        {
            throw new UnsupportedException("control messages of sendmsg()");
        }

        var vector = message.Find("msg_iov")!;
        var flags = Number(call, 2);
        return (flags & ZeroCopy) != 0 && vector is ListExpression { Items.Count: > FragmentsPerPacket } list && SocketOf(call) is { Phase: SocketPhase.Connected } file && file.Options.IsOn("SO_ZEROCOPY")
            ? WriteFragments(call, list, flags, file, progress)
            : WriteTo(call, VectorLength(vector), flags, progress);
    }

    /// <summary>Packets that are full of fragments go by themselves, pushed (Linux: tcp_sendmsg_locked).</summary>
    private CallOutcome? WriteFragments(CallAction call, ListExpression vector, long flags, SocketFile file, CallProgress progress)
    {
        for (var i = 0; i + FragmentsPerPacket < vector.Items.Count; i += FragmentsPerPacket)
        {
            progress.Octets += file.Write(VectorLength(new ListExpression([.. vector.Items.Skip(i).Take(FragmentsPerPacket)])), false);
            file.EndRecord();
        }

        return WriteTo(call, VectorLength(vector), flags, progress);
    }

    private CallOutcome? OpenPath(CallAction call, CallProgress progress)
    {
        if (Argument(call, 0) is not TextExpression path)
        {
            throw new UnsupportedException($"open() of {call.Arguments[0]}");
        }

        if (_world.SizeOfFile(path.Text) is not { } size)
        {
            return CallOutcome.Failure(Errno.ENOENT);
        }

        progress.Made = new RegularFile(size);
        return Opened(call);
    }

    private CallOutcome? SendFile(CallAction call, CallProgress progress) => _files.Find(Number(call, 1)) is RegularFile file
        ? WriteTo(call, Math.Min(Number(call, 3), Math.Max(0, file.Size - Number(call, 2))), 0, progress)
        : throw new UnsupportedException($"sendfile() from {call.Arguments[1]}");

    /// <summary>A buffer of NULL cannot be read or written (Linux: copy_from_user).</summary>
    private static bool HasNoBuffer(CallAction call) => call.Name is "write" or "send" or "sendto" or "read" or "recv" or "recvfrom" && Argument(call, 1) is WordExpression { Word: "NULL" };

    /// <summary>The count is the argument after the buffer.</summary>
    private static long LengthOf(CallAction call, int buffer) => Number(call, buffer + 1);

    /// <summary>The sum of the lengths of <c>[{..., 100}, {..., 50}]</c>.</summary>
    private static long VectorLength(Expression vector) => vector is ListExpression list
        ? list.Items.Sum(item => item is StructExpression { Fields: [_, var length] } ? Symbols.Evaluate(length.Value) : throw new UnsupportedException($"the vector {vector}"))
        : throw new UnsupportedException($"the vector {vector}");

    private CallOutcome? WriteTo(CallAction call, long count, long flags, CallProgress progress)
    {
        if (FileOf(call) is not { } open)
        {
            return BadDescriptor;
        }

        if (open is not SocketFile file)
        {
            throw new UnsupportedException($"{call.Name}() to something that is no socket");
        }

        RefuseFlags(call, flags & ~(DontWait | HarmlessFlags | More | EndOfRecord | FastOpen));
        if ((flags & FastOpen) != 0 || file.AwaitsSynData || file.Phase == SocketPhase.Connecting || progress.Opens)
        {
            var outcome = WriteFast(call, count, flags, file, progress, out var waits);
            if (outcome is not null || waits)
            {
                return outcome;
            }
        }

        if (file.PendingError != Errno.None && progress.Octets == 0)
        {
            return CallOutcome.Failure(file.TakeError());
        }

        switch (file.Phase)
        {
            case SocketPhase.Fresh or SocketPhase.Listening:
                return CallOutcome.Failure(Errno.EPIPE);
            case SocketPhase.Aborted:
                return progress.Octets > 0 ? new CallOutcome(progress.Octets) : CallOutcome.Failure(Errno.EPIPE);
            case SocketPhase.Connecting:
                return MayNotWait(file, flags) ? CallOutcome.Failure(Errno.EAGAIN) : null;
        }

        if (file.WriteIsShut)
        {
            return CallOutcome.Failure(Errno.EPIPE);
        }

        if (HasNoBuffer(call) && count > 0)
        {
            return CallOutcome.Failure(Errno.EFAULT);
        }

        file.ExpectMore((flags & More) != 0);
        progress.Octets += file.Write(count - progress.Octets, progress.HasBegun);
        progress.HasBegun = true;
        if (progress.Octets == count || MayNotWait(file, flags))
        {
            FinishWrite(file, progress.Octets, flags);
        }

        if (progress.Octets == count)
        {
            return new CallOutcome(count);
        }

        return !MayNotWait(file, flags) ? null : progress.Octets > 0 ? new CallOutcome(progress.Octets) : CallOutcome.Failure(Errno.EAGAIN);
    }

    private static void FinishWrite(SocketFile file, long octets, long flags)
    {
        if (octets == 0)
        {
            return;
        }

        if ((flags & EndOfRecord) != 0)
        {
            file.EndRecord();
        }

        file.RequestReports((flags & ZeroCopy) != 0);
    }

    private CallOutcome? Read(CallAction call, CallProgress progress) => ReadFrom(call, LengthOf(call, 1), 0, progress);

    private CallOutcome? ReadVector(CallAction call, CallProgress progress) => ReadFrom(call, VectorLength(Argument(call, 1)), 0, progress);

    private CallOutcome? Receive(CallAction call, CallProgress progress) => ReadFrom(call, LengthOf(call, 1), Number(call, 3), progress);

    private CallOutcome? ReceiveMessage(CallAction call, CallProgress progress)
    {
        if (Argument(call, 1) is not StructExpression message)
        {
            throw new UnsupportedException($"the message {call.Arguments[1]}");
        }

        var flags = Number(call, 2);
        if ((flags & ErrorsOnly) != 0)
        {
            return ReceiveError(call, message, progress);
        }

        if (message.Find("msg_control") is { } control)
        {
            return ReceiveWithControl(call, control, VectorLength(message.Find("msg_iov")!), flags, progress);
        }

        return ReadFrom(call, VectorLength(message.Find("msg_iov")!), flags, progress);
    }

    /// <summary>TCP_INQ: the octets that are left after the read (Linux: TCP_CM_INQ).</summary>
    private CallOutcome? ReceiveWithControl(CallAction call, Expression control, long count, long flags, CallProgress progress)
    {
        if (control is not ListExpression { Items: [StructExpression item] }
            || item.Find("cmsg_type") is not WordExpression { Word: "TCP_CM_INQ" or "TCP_INQ" }
            || item.Find("cmsg_data") is not { } left)
        {
            throw new UnsupportedException($"the control message {control}");
        }

        var outcome = ReadFrom(call, count, flags, progress);
        if (outcome is { Error: Errno.None } && SocketOf(call) is { } file)
        {
            var actual = file.Readable > 0 ? file.Readable : file.AtEnd ? 1 : 0;
            if (actual != Symbols.Evaluate(left))
            {
                progress.Differences.Add($"TCP_CM_INQ is {actual}, not {left}");
            }
        }

        return outcome;
    }

    private CallOutcome? ReadFrom(CallAction call, long count, long flags, CallProgress progress)
    {
        if (FileOf(call) is not { } open)
        {
            return BadDescriptor;
        }

        if (open is PipeFile pipe)
        {
            return new CallOutcome(pipe.Take(count));
        }

        if (open is not SocketFile file)
        {
            throw new UnsupportedException($"{call.Name}() from something that is no socket");
        }

        RefuseFlags(call, flags & ~(OutOfBand | DontWait | Peek | WaitAll | HarmlessFlags));
        if (file.Phase is SocketPhase.Fresh or SocketPhase.Listening or SocketPhase.Connecting)
        {
            return file.Phase == SocketPhase.Connecting && file.NonBlocking ? CallOutcome.Failure(Errno.EAGAIN) : CallOutcome.Failure(Errno.ENOTCONN);
        }

        if ((flags & OutOfBand) != 0)
        {
            return file.TakeUrgent() switch { null => CallOutcome.Failure(Errno.EAGAIN), 0 => CallOutcome.Failure(Errno.EINVAL), var octets => new CallOutcome(octets.Value) };
        }

        var wanted = (flags & WaitAll) != 0 ? count : Math.Min(count, Math.Max(1, file.Options.Find("SO_RCVLOWAT") ?? 1));
        if (HasNoBuffer(call) && count > 0 && file.Readable > 0)
        {
            return CallOutcome.Failure(Errno.EFAULT);
        }

        if ((flags & Peek) != 0)
        {
            if (file.Readable >= wanted || (file.Readable > 0 && file.AtEnd))
            {
                return new CallOutcome(Math.Min(file.Readable, count));
            }
        }
        else if (file.Readable > 0 && (file.Readable + progress.Octets >= wanted || (flags & WaitAll) != 0))
        {
            progress.Octets += file.Read(count - progress.Octets);
        }

        if (progress.Octets >= wanted && (progress.Octets > 0 || count == 0))
        {
            return new CallOutcome(progress.Octets);
        }

        if (count == 0)
        {
            return CallOutcome.Success;
        }

        return EndOfData(file, flags, progress);
    }

    /// <summary>There is less than was wanted: the end, an error, or a reason to wait.</summary>
    private CallOutcome? EndOfData(SocketFile file, long flags, CallProgress progress)
    {
        if (progress.Octets == 0 && file.PendingError != Errno.None)
        {
            return CallOutcome.Failure(file.TakeError());
        }

        if (file.IsForsaken)
        {
            return CallOutcome.Failure(Errno.ENOTCONN);
        }

        if (file.AtEnd || file.ReadIsShut || file.Phase == SocketPhase.Aborted)
        {
            return new CallOutcome(progress.Octets);
        }

        return !MayNotWait(file, flags) ? null : progress.Octets > 0 ? new CallOutcome(progress.Octets) : CallOutcome.Failure(Errno.EAGAIN);
    }

    private static bool MayNotWait(SocketFile file, long flags) => file.NonBlocking || (flags & DontWait) != 0;

    private static void RefuseFlags(CallAction call, long flags)
    {
        if (flags == 0)
        {
            return;
        }

        throw new UnsupportedException($"the flags 0x{flags:x} of {call.Name}()");
    }

    private CallOutcome? Pipe(CallAction call, CallProgress progress)
    {
        if (Argument(call, 0) is not ListExpression { Items: [var read, var write] })
        {
            throw new UnsupportedException($"pipe() with {call.Arguments[0]}");
        }

        var pipe = new PipeFile();
        _files.Open(Symbols.Evaluate(read), pipe);
        _files.Open(Symbols.Evaluate(write), pipe);
        return CallOutcome.Success;
    }

    /// <summary>Moves octets from a socket to a pipe; no more than the pipe's 64 KiB are asked for in practice.</summary>
    private CallOutcome? Splice(CallAction call, CallProgress progress)
    {
        if (_files.Find(Number(call, 2)) is not PipeFile pipe)
        {
            throw new UnsupportedException("splice() to something that is no pipe");
        }

        if (SocketOf(call) is { IsAtMark: true })
        {
            return CallOutcome.Success;
        }

        var outcome = ReadFrom(call, Number(call, 4), 0, progress);
        if (outcome is { Value: > 0 } moved)
        {
            pipe.Put(moved.Value);
        }

        return outcome;
    }
}
