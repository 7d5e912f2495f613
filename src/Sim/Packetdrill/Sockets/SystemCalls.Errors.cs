using Mpsim.Models.Units;
using Mpsim.Packetdrill.Matching;
using Mpsim.Packetdrill.Syntax;

namespace Mpsim.Packetdrill.Sockets;

// recvmsg() with MSG_ERRQUEUE.
internal sealed partial class SystemCalls
{
    private const long Truncated = 0x20;

    /// <summary>Times in control messages agree within this; in virtual time they are exact, and scripts allow for a real clock.</summary>
    private static readonly Duration StampTolerance = Duration.FromMilliseconds(4);

    private CallOutcome? ReceiveError(CallAction call, StructExpression message, CallProgress progress)
    {
        if (SocketOf(call) is not { } file)
        {
            return BadDescriptor;
        }

        file.Observe();
        if (file.Errors.Take() is not { } error)
        {
            return CallOutcome.Failure(Errno.EAGAIN);
        }

        // A timestamp comes with the packet that it is about, for which the script gives no room.
        var flags = ErrorsOnly | (error.Origin == ErrorOrigin.Timestamping ? Truncated : 0);
        if (message.Find("msg_flags") is { } expected and not EllipsisExpression && Symbols.Evaluate(expected) != flags)
        {
            progress.Differences.Add($"msg_flags is 0x{flags:x}, not {expected}");
        }

        if (message.Find("msg_control") is ListExpression control)
        {
            CompareControl(control, error, progress);
        }

        return CallOutcome.Success;
    }

    private void CompareControl(ListExpression control, ErrorMessage error, CallProgress progress)
    {
        var count = error.Time is null ? 1 : 2;
        if (control.Items.Count != count)
        {
            progress.Differences.Add($"{count} control messages came, not {control.Items.Count}");
        }

        foreach (var item in control.Items)
        {
            if (item is not StructExpression structure || structure.Find("cmsg_type") is not WordExpression type || structure.Find("cmsg_data") is not StructExpression data)
            {
                throw new UnsupportedException($"the control message {item}");
            }

            switch (type.Word)
            {
                case "CMSG_TYPE_RECVERR" or "IP_RECVERR" or "IPV6_RECVERR":
                    Compare(data, "ee_errno", error.Origin == ErrorOrigin.ZeroCopy ? 0 : (long)Errno.ENOMSG, progress);
                    Compare(data, "ee_origin", (long)error.Origin, progress);
                    Compare(data, "ee_type", 0, progress);
                    Compare(data, "ee_code", error.Origin == ErrorOrigin.ZeroCopy ? 1 : 0, progress);
                    Compare(data, "ee_info", error.Info, progress);
                    Compare(data, "ee_data", error.Data, progress);
                    break;
                case "SCM_TIMESTAMPING" when error.Time is { } time:
                    CompareTime(data, time - World.DrillWorld.Start, progress);
                    break;
                default:
                    progress.Differences.Add($"there is no control message of type {type}");
                    break;
            }
        }
    }

    private static void Compare(StructExpression data, string name, long actual, CallProgress progress)
    {
        if (data.Find(name) is { } expected and not EllipsisExpression && Symbols.Evaluate(expected) != actual)
        {
            progress.Differences.Add($"{name} is {actual}, not {expected}");
        }
    }

    private static void CompareTime(StructExpression data, Duration actual, CallProgress progress)
    {
        if (data.Find("scm_sec") is not { } seconds || data.Find("scm_nsec") is not { } nanoseconds)
        {
            throw new UnsupportedException($"the timestamp {data}");
        }

        var expected = new Duration((Symbols.Evaluate(seconds) * 1_000_000_000) + Symbols.Evaluate(nanoseconds));
        if (Math.Abs((expected - actual).Nanoseconds) > StampTolerance.Nanoseconds)
        {
            progress.Differences.Add($"the timestamp is {actual.Seconds:0.000000} s, not {expected.Seconds:0.000000} s");
        }
    }
}
