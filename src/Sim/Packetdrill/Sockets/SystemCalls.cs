using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Packetdrill.Matching;
using Mpsim.Packetdrill.Syntax;
using Mpsim.Scenarios.Errors;

namespace Mpsim.Packetdrill.Sockets;

/// <summary>
/// The system calls that scripts make. A call is tried until it gives an outcome; one that has to wait gives none, and is tried
/// again after everything that might end its wait.
/// </summary>
internal sealed partial class SystemCalls
{
    private readonly ISocketWorld _world;
    private readonly FileTable _files;
    private readonly DrillAddresses _addresses;
    private readonly Dictionary<string, Handler> _handlers;

    public SystemCalls(ISocketWorld world, FileTable files, DrillAddresses addresses)
    {
        _world = world;
        _files = files;
        _addresses = addresses;
        _handlers = new Dictionary<string, Handler>
        {
            ["socket"] = Socket,
            ["bind"] = Bind,
            ["listen"] = Listen,
            ["connect"] = Connect,
            ["accept"] = Accept,
            ["accept4"] = Accept,
            ["close"] = Close,
            ["shutdown"] = ShutDown,
            ["fcntl"] = FileControl,
            ["ioctl"] = DeviceControl,
            ["setsockopt"] = SetOption,
            ["getsockopt"] = GetOption,
            ["write"] = Write,
            ["writev"] = WriteVector,
            ["send"] = Send,
            ["sendto"] = Send,
            ["sendmsg"] = SendMessage,
            ["sendfile"] = SendFile,
            ["open"] = OpenPath,
            ["read"] = Read,
            ["readv"] = ReadVector,
            ["recv"] = Receive,
            ["recvfrom"] = Receive,
            ["recvmsg"] = ReceiveMessage,
            ["poll"] = Poll,
            ["epoll_create"] = CreateEpoll,
            ["epoll_create1"] = CreateEpoll,
            ["epoll_ctl"] = ControlEpoll,
            ["epoll_wait"] = WaitEpoll,
            ["pipe"] = Pipe,
            ["pipe2"] = Pipe,
            ["splice"] = Splice,
        };
    }

    private delegate CallOutcome? Handler(CallAction call, CallProgress progress);

    /// <returns>Null when the call has to wait.</returns>
    /// <exception cref="UnsupportedException">There is no such call.</exception>
    public CallOutcome? Try(CallAction call, CallProgress progress) => _handlers.TryGetValue(call.Name, out var handler)
        ? handler(call, progress)
        : throw new UnsupportedException($"the system call {call.Name}(){(NearestName.Find(call.Name, _handlers.Keys) is { } nearest ? $" (did you mean {nearest}?)" : "")}");

    private static Expression Argument(CallAction call, int index) =>
        index < call.Arguments.Count ? call.Arguments[index] : throw new RunException($"{call.Name}() has too few arguments: {call.Arguments.Count}");

    private static long Number(CallAction call, int index) => Symbols.Evaluate(Argument(call, index));

    private OpenFile? FileOf(CallAction call) => _files.Find(Number(call, 0));

    private SocketFile? SocketOf(CallAction call) => FileOf(call) as SocketFile;

    private static CallOutcome BadDescriptor => CallOutcome.Failure(Errno.EBADF);

    private CallOutcome? Socket(CallAction call, CallProgress progress)
    {
        if (Argument(call, 0) is WordExpression { Word: "AF_UNIX" or "AF_LOCAL" } family)
        {
            throw new UnsupportedException($"sockets of {family}");
        }

        var type = Number(call, 1);
        if ((type & 0xF) != 1)
        {
            throw new UnsupportedException($"sockets of type {call.Arguments[1]}");
        }

        var protocol = Number(call, 2);
        if (protocol is not (0 or 6 or 262))
        {
            throw new UnsupportedException($"the protocol {call.Arguments[2]}");
        }

        progress.Made = new SocketFile(_world, protocol == 262, new SocketOptions()) { NonBlocking = (type & 0x800) != 0 };
        return Opened(call);
    }

    /// <summary>A call that makes a file returns the descriptor that the script gives it.</summary>
    private static CallOutcome Opened(CallAction call) => call.Result is NumberExpression { Value: >= 0 } number ? new CallOutcome(number.Value) : new CallOutcome(100);

    private CallOutcome? Bind(CallAction call, CallProgress progress)
    {
        if (SocketOf(call) is not { } file)
        {
            return BadDescriptor;
        }

        file.Bound = AddressOf(Argument(call, 1)) ?? new Endpoint(_addresses.Local, _addresses.BindPort);
        return CallOutcome.Success;
    }

    private CallOutcome? Listen(CallAction call, CallProgress progress)
    {
        if (SocketOf(call) is not { } file)
        {
            return BadDescriptor;
        }

        if (file.Phase is SocketPhase.Connecting or SocketPhase.Connected)
        {
            return CallOutcome.Failure(Errno.EINVAL);
        }

        return file.TryListen() ? CallOutcome.Success : CallOutcome.Failure(Errno.EADDRINUSE);
    }

    private CallOutcome? Connect(CallAction call, CallProgress progress)
    {
        if (SocketOf(call) is not { } file)
        {
            return BadDescriptor;
        }

        if (progress.HasBegun)
        {
            return file.Phase switch
            {
                SocketPhase.Connecting => null,
                SocketPhase.Aborted => CallOutcome.Failure(file.TakeError()),
                _ => CallOutcome.Success,
            };
        }

        progress.HasBegun = true;
        if (file.Phase == SocketPhase.Fresh)
        {
            _world.OnConnectCalled(file);
        }

        if (Argument(call, 1) is WordExpression family)
        {
            if (family.Word != "AF_UNSPEC")
            {
                return CallOutcome.Failure(Errno.EAFNOSUPPORT);
            }

            file.Disconnect();
            return CallOutcome.Success;
        }

        switch (file.Phase)
        {
            case SocketPhase.Connecting:
                return CallOutcome.Failure(file.AwaitsSynData ? Errno.EISCONN : Errno.EALREADY);
            case SocketPhase.Connected:
                return file.TakeConnectNews() ? CallOutcome.Success : CallOutcome.Failure(Errno.EISCONN);
            case SocketPhase.Listening:
                return CallOutcome.Failure(Errno.EISCONN);
            case SocketPhase.Aborted when file.PendingError != Errno.None:
                return CallOutcome.Failure(file.TakeError());
        }

        return Begin(file, AddressOf(Argument(call, 1)) ?? DefaultPeer);
    }

    private Endpoint DefaultPeer => new(_addresses.Remote, _addresses.ConnectPort);

    /// <returns>Null when the call waits for the handshake.</returns>
    private CallOutcome? Begin(SocketFile file, Endpoint remote)
    {
        var writesFirst = file.Options.IsOn("TCP_FASTOPEN_CONNECT") && _world.MayOpenFast;
        if (file.Bound is null && file.Options.Find("IP_LOCAL_PORT_RANGE") is { } range and not 0)
        {
            // The upper half is the last port, the lower the first (Linux: inet_sk_get_local_port_range).
            if (_world.PickPort((ushort)range, (ushort)(range >> 16), remote) is not { } port)
            {
                return CallOutcome.Failure(Errno.EADDRNOTAVAIL);
            }

            file.Connect(new Endpoint(_addresses.Local, port), remote, writesFirst);
        }
        else
        {
            file.Connect(file.Bound, remote, writesFirst);
        }

        return file.Phase == SocketPhase.Connected || file.AwaitsSynData ? CallOutcome.Success : file.NonBlocking ? CallOutcome.Failure(Errno.EINPROGRESS) : null;
    }

    private CallOutcome? Accept(CallAction call, CallProgress progress)
    {
        if (SocketOf(call) is not { } file)
        {
            return BadDescriptor;
        }

        if (file.Phase != SocketPhase.Listening)
        {
            return CallOutcome.Failure(Errno.EINVAL);
        }

        if (file.TryAccept() is { } child)
        {
            child.NonBlocking = call.Arguments.Count > 3 && (Number(call, 3) & 0x800) != 0;
            progress.Made = child;
            return Opened(call);
        }

        return file.NonBlocking ? CallOutcome.Failure(Errno.EAGAIN) : null;
    }

    private CallOutcome? Close(CallAction call, CallProgress progress)
    {
        var descriptor = Number(call, 0);
        if (_files.Find(descriptor) is not { } file)
        {
            return BadDescriptor;
        }

        _files.Close(descriptor);
        (file as SocketFile)?.Close();
        return CallOutcome.Success;
    }

    private CallOutcome? ShutDown(CallAction call, CallProgress progress)
    {
        if (SocketOf(call) is not { } file)
        {
            return BadDescriptor;
        }

        if (file.Phase != SocketPhase.Connected)
        {
            return CallOutcome.Failure(Errno.ENOTCONN);
        }

        var how = Number(call, 1);
        file.ShutDown(how is 0 or 2, how is 1 or 2);
        return CallOutcome.Success;
    }

    private CallOutcome? FileControl(CallAction call, CallProgress progress)
    {
        if (FileOf(call) is not { } file)
        {
            return BadDescriptor;
        }

        switch (Number(call, 1))
        {
            case 3:
                return new CallOutcome(file.NonBlocking ? 0x802 : 0x2);
            case 4:
                file.NonBlocking = (Number(call, 2) & 0x800) != 0;
                return CallOutcome.Success;
            default:
                throw new UnsupportedException($"fcntl() with {call.Arguments[1]}");
        }
    }

    private CallOutcome? DeviceControl(CallAction call, CallProgress progress)
    {
        if (SocketOf(call) is not { } file)
        {
            return BadDescriptor;
        }

        var value = Number(call, 1) switch
        {
            0x541B => file.Readable,
            0x5411 => file.Unacknowledged,
            0x894B => file.Unsent,
            _ => throw new UnsupportedException($"ioctl() with {call.Arguments[1]}"),
        };
        CheckOutput(call, 2, value, progress);
        return CallOutcome.Success;
    }

    /// <summary>Compares what a call gives back through a pointer with what the script has there.</summary>
    private static void CheckOutput(CallAction call, int index, long value, CallProgress progress)
    {
        if (Argument(call, index) is EllipsisExpression)
        {
            return;
        }

        var expected = Number(call, index);
        if (expected != value)
        {
            progress.Differences.Add($"{call.Name}() gives {value}, not {expected}");
        }
    }

    /// <returns>Null for <c>...</c>.</returns>
    private static Endpoint? AddressOf(Expression expression)
    {
        if (expression is EllipsisExpression)
        {
            return null;
        }

        if (expression is StructExpression structure && structure.Find("sin_addr") is FunctionExpression { Arguments: [TextExpression text] }
            && IpAddress.TryParse(text.Text, out var address) && structure.Find("sin_port") is { } port)
        {
            return new Endpoint(address, (ushort)Symbols.Evaluate(port));
        }

        throw new UnsupportedException($"the address {expression}");
    }

    /// <summary>Sets when a call gives up waiting, at its first try.</summary>
    private void SetDeadline(CallProgress progress, long milliseconds)
    {
        if (!progress.HasBegun && milliseconds >= 0)
        {
            progress.Deadline = (_world.Now + Duration.FromMilliseconds(milliseconds)).Nanoseconds;
        }

        progress.HasBegun = true;
    }
}
