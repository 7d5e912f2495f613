using Mpsim.Packetdrill.Matching;
using Mpsim.Packetdrill.Syntax;

namespace Mpsim.Packetdrill.Sockets;

// setsockopt() and getsockopt().
internal sealed partial class SystemCalls
{
    /// <summary>Options that a program may set and that change nothing on this host: there is one route, one address each, and no other user.</summary>
    private static readonly HashSet<string> Harmless =
    [
        "SO_REUSEADDR", "SO_REUSEPORT", "SO_PRIORITY", "SO_MARK", "SO_BINDTODEVICE", "SO_NO_CHECK", "SO_RCVLOWAT", "SO_ZEROCOPY", "SO_TIMESTAMPING",
        "IP_MTU_DISCOVER", "IP_RECVERR", "IPV6_RECVERR",
        "IP_FREEBIND", "IP_TRANSPARENT", "IPV6_FREEBIND", "IPV6_TRANSPARENT", "IPV6_V6ONLY", "IP_BIND_ADDRESS_NO_PORT", "IP_LOCAL_PORT_RANGE", "TCP_INQ",
    ];

    /// <summary>Timestamps that are made here: when octets were handed down, sent and acknowledged, numbered and in software.</summary>
    private const long KnownStamps = (1 << 1) | (1 << 4) | (1 << 7) | (1 << 8) | (1 << 9);

    private CallOutcome? SetOption(CallAction call, CallProgress progress)
    {
        if (SocketOf(call) is not { } file)
        {
            return BadDescriptor;
        }

        var name = NameOf(call, 2);
        switch (name)
        {
            case "SO_LINGER":
                SetLinger(file, Argument(call, 3));
                return CallOutcome.Success;
            case "TCP_FASTOPEN_KEY":
                return SetFastOpenKey(call, file);
            case "TCP_CONGESTION":
                file.Options.Congestion = Argument(call, 3) is TextExpression text ? text.Text : throw new UnsupportedException($"TCP_CONGESTION with {call.Arguments[3]}");
                return file.Reconfigure() ? CallOutcome.Success : throw new UnsupportedException("changing the congestion control of a connection");
        }

        if (Argument(call, 3) is StructExpression or TextExpression)
        {
            throw new UnsupportedException($"the socket option {name} with {call.Arguments[3]}");
        }

        var value = Number(call, 3);
        if (FastOpenOptions.Contains(name))
        {
            return SetFastOpen(file, name, value);
        }

        if (name == "SO_TIMESTAMPING" && (value & ~KnownStamps) != 0)
        {
            throw new UnsupportedException($"the timestamps {call.Arguments[3]}");
        }

        if (!Harmless.Contains(name) && !SocketTuning.TrySet(file, name, value, out var error))
        {
            return error is { } refused ? CallOutcome.Failure(refused) : throw new UnsupportedException($"the socket option {name}");
        }

        file.Options.Set(name, SocketTuning.StoredValue(name, value));
        file.ApplyKeepAlive();
        if (name == "SO_TIMESTAMPING")
        {
            file.CountStampsFromHere();
        }

        if (file.Phase == SocketPhase.Listening)
        {
            _world.ListenAgain(file);
        }

        return CallOutcome.Success;
    }

    private static void SetLinger(SocketFile file, Expression value)
    {
        if (value is not StructExpression linger || linger.Find("onoff") is not { } on || linger.Find("linger") is not { } time)
        {
            throw new UnsupportedException($"SO_LINGER with {value}");
        }

        if (Symbols.Evaluate(on) != 0 && Symbols.Evaluate(time) != 0)
        {
            throw new UnsupportedException("a close() that lingers");
        }

        file.Options.LingerIsZero = Symbols.Evaluate(on) != 0;
    }

    private CallOutcome? GetOption(CallAction call, CallProgress progress)
    {
        if (SocketOf(call) is not { } file)
        {
            return BadDescriptor;
        }

        var name = NameOf(call, 2);
        if (name == "TCP_CONGESTION")
        {
            var actual = file.Tcp?.Congestion.Name ?? file.Options.Congestion ?? "cubic";
            if (Argument(call, 3) is TextExpression expected && expected.Text != actual)
            {
                progress.Differences.Add($"TCP_CONGESTION is \"{actual}\", not {expected}");
            }

            return CallOutcome.Success;
        }

        if (name == "TCP_FASTOPEN_KEY")
        {
            CheckFastOpenKey(call, file, progress);
            return CallOutcome.Success;
        }

        var value = name switch
        {
            _ when FastOpenOptions.Contains(name) => file.Options.Find(name) ?? 0,
            "SO_ERROR" => (long)file.TakeError(),
            "TCP_IS_MPTCP" => file.IsMptcp && file.Mptcp is not { Phase: Models.Mptcp.MptcpPhase.Fallback } && (file.Connection is null || file.Mptcp is not null) ? 1 : 0,
            "SO_PROTOCOL" => file.IsMptcp ? 262 : 6,
            "SO_TYPE" => 1,
            "SO_DOMAIN" => _addresses.IsIPv6 ? 10 : 2,
            _ => SocketTuning.Get(file, name) ?? throw new UnsupportedException($"the socket option {name}"),
        };
        CheckOutput(call, 3, value, progress);
        return CallOutcome.Success;
    }

    private static string NameOf(CallAction call, int index) =>
        Argument(call, index) is WordExpression word ? word.Word : throw new UnsupportedException($"the socket option {call.Arguments[index]}");
}
