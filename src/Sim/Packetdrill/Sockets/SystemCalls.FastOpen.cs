using System.Text;
using Mpsim.Models.Tcp.FastOpen;
using Mpsim.Models.Wire;
using Mpsim.Packetdrill.Matching;
using Mpsim.Packetdrill.Syntax;

namespace Mpsim.Packetdrill.Sockets;

// TCP Fast Open as programs use it: MSG_FASTOPEN, TCP_FASTOPEN_CONNECT, and the listener's options.
internal sealed partial class SystemCalls
{
    private static readonly HashSet<string> FastOpenOptions = ["TCP_FASTOPEN", "TCP_FASTOPEN_CONNECT", "TCP_FASTOPEN_NO_COOKIE"];

    /// <summary>Linux: do_tcp_setsockopt.</summary>
    private CallOutcome SetFastOpen(SocketFile file, string name, long value)
    {
        var isOpen = file.Phase is SocketPhase.Connecting or SocketPhase.Connected;
        switch (name)
        {
            case "TCP_FASTOPEN" when value < 0 || isOpen:
            case "TCP_FASTOPEN_CONNECT" or "TCP_FASTOPEN_NO_COOKIE" when value is not (0 or 1):
                return CallOutcome.Failure(Errno.EINVAL);
            case "TCP_FASTOPEN_CONNECT" when !_world.MayOpenFast:
                return CallOutcome.Failure(Errno.EOPNOTSUPP);
            case "TCP_FASTOPEN_CONNECT" or "TCP_FASTOPEN_NO_COOKIE" when isOpen:
                return CallOutcome.Failure(Errno.EINVAL);
        }

        file.Options.Set(name, value);
        RelistenIfNeeded(file);
        return CallOutcome.Success;
    }

    private CallOutcome SetFastOpenKey(CallAction call, SocketFile file)
    {
        var octets = Octets(call);
        var length = Number(call, 4);
        if (length is not (FastOpenKey.Length or 2 * FastOpenKey.Length) || octets.Length < length)
        {
            return CallOutcome.Failure(Errno.EINVAL);
        }

        file.Options.FastOpenKeys = new FastOpenKeys(
            FastOpenKey.FromOctets(octets),
            length > FastOpenKey.Length ? FastOpenKey.FromOctets(octets.AsSpan(FastOpenKey.Length)) : null);
        RelistenIfNeeded(file);
        return CallOutcome.Success;
    }

    private static void CheckFastOpenKey(CallAction call, SocketFile file, CallProgress progress)
    {
        var octets = Octets(call);
        var expected = octets.Length >= FastOpenKey.Length ? FastOpenKey.FromOctets(octets) : default;
        if (file.Options.FastOpenKeys?.Primary != expected)
        {
            progress.Differences.Add($"TCP_FASTOPEN_KEY is not {call.Arguments[3]}");
        }
    }

    private void RelistenIfNeeded(SocketFile file)
    {
        if (file.Phase == SocketPhase.Listening)
        {
            _world.ListenAgain(file);
        }
    }

    /// <summary>The octets of a text with escapes <c>\\xNN</c>.</summary>
    private static byte[] Octets(CallAction call)
    {
        if (Argument(call, 3) is not TextExpression { Text: var text })
        {
            throw new UnsupportedException($"a Fast Open key that is {call.Arguments[3]}");
        }

        var octets = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 3 < text.Length && text[i + 1] == 'x')
            {
                octets.Add(Convert.ToByte(text.Substring(i + 2, 2), 16));
                i += 3;
            }
            else
            {
                octets.AddRange(Encoding.UTF8.GetBytes(text, i, 1));
            }
        }

        return [.. octets];
    }

    /// <summary>A write that opens the connection, or that its SYN waits for (Linux: tcp_sendmsg_fastopen).</summary>
    /// <returns>Null to go on as with any write.</returns>
    private CallOutcome? WriteFast(CallAction call, long count, long flags, SocketFile file, CallProgress progress, out bool waits)
    {
        waits = false;
        if (!progress.HasBegun && count > 0 && HasNoBuffer(call))
        {
            return CallOutcome.Failure(Errno.EFAULT);
        }

        var opens = (flags & FastOpen) != 0;
        if (!progress.HasBegun && opens && OpenFast(call, file) is { } refused)
        {
            return refused;
        }

        if (!progress.HasBegun)
        {
            progress.HasBegun = true;
            var wasAwaited = file.AwaitsSynData;
            if (file.AwaitsSynData && count > 0)
            {
                progress.Octets = file.WriteIntoSyn(count);
            }
            else if (file.AwaitsSynData)
            {
                file.ReleaseSyn();
            }

            if (MayNotWait(file, flags) && file.Phase == SocketPhase.Connecting && (opens || wasAwaited))
            {
                FinishWrite(file, progress.Octets, flags);
                return progress.Octets > 0 ? new CallOutcome(progress.Octets) : CallOutcome.Failure(Errno.EINPROGRESS);
            }
        }

        progress.Opens = waits = file.Phase == SocketPhase.Connecting && !MayNotWait(file, flags);
        if (file.Tcp is { } tcp && file.Mptcp is null)
        {
            // What is left of the data will take the acknowledgement along (Linux: inet_wait_for_connect with a write pending).
            tcp.HasWaitingWriter = waits && progress.Octets < count;
        }

        return file.PendingError != Errno.None ? CallOutcome.Failure(file.TakeError()) : null;
    }

    private CallOutcome? OpenFast(CallAction call, SocketFile file)
    {
        var address = call.Name == "sendto" && call.Arguments.Count > 4 ? call.Arguments[4] : null;
        if (!_world.MayOpenFast || address is WordExpression { Word: "AF_UNSPEC" })
        {
            return CallOutcome.Failure(Errno.EOPNOTSUPP);
        }

        switch (file.Phase)
        {
            case SocketPhase.Connecting when file.AwaitsSynData:
                return null;
            case SocketPhase.Connecting:
                return CallOutcome.Failure(Errno.EALREADY);
            case SocketPhase.Connected when file.TakeConnectNews():
                return null;
            case SocketPhase.Connected or SocketPhase.Listening:
                return CallOutcome.Failure(Errno.EISCONN);
            case SocketPhase.Aborted:
                return null;
        }

        Endpoint? remote = address is null or EllipsisExpression ? null : AddressOf(address);
        file.Connect(file.Bound, remote ?? DefaultPeer, writesFirst: true);
        return null;
    }
}
