using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Packetdrill.Sockets;

/// <summary>What socket options do to a connection, now or once there is one.</summary>
internal static class SocketTuning
{
    /// <summary>Least of SO_SNDBUF and SO_RCVBUF (Linux: SOCK_MIN_SNDBUF, SOCK_MIN_RCVBUF).</summary>
    private const long SmallestSendBuffer = 4608;
    private const long SmallestReceiveBuffer = 2304;

    private static readonly Dictionary<string, (long Least, long Most)> BeforeConnecting = new()
    {
        ["SO_RCVBUF"] = (0, int.MaxValue),
        ["SO_SNDBUF"] = (0, int.MaxValue),
        ["TCP_MAXSEG"] = (88, 32767),
        ["TCP_SYNCNT"] = (1, 127),
        ["TCP_NODELAY"] = (int.MinValue, int.MaxValue),
        ["IP_TOS"] = (0, 255),
        ["IP_TTL"] = (-1, 255),
        ["IPV6_UNICAST_HOPS"] = (-1, 255),
        ["TCP_CORK"] = (int.MinValue, int.MaxValue),
        ["TCP_WINDOW_CLAMP"] = (0, int.MaxValue),
        ["TCP_NOTSENT_LOWAT"] = (0, uint.MaxValue),
        ["SO_KEEPALIVE"] = (int.MinValue, int.MaxValue),
        ["TCP_KEEPIDLE"] = (1, 32767),
        ["TCP_KEEPINTVL"] = (1, 32767),
        ["TCP_KEEPCNT"] = (1, 127),
        ["TCP_USER_TIMEOUT"] = (0, int.MaxValue),
    };

    /// <summary>What is told to a connection at any time.</summary>
    private static readonly HashSet<string> OfKeepAlive = ["SO_KEEPALIVE", "TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT", "TCP_USER_TIMEOUT"];

    /// <param name="file">The socket.</param>
    /// <param name="name">The option.</param>
    /// <param name="value">The value as the program gives it.</param>
    /// <param name="error">The errno, when the value is refused; null when there is no such option here.</param>
    public static bool TrySet(SocketFile file, string name, long value, out Errno? error)
    {
        error = null;
        if (!BeforeConnecting.TryGetValue(name, out var range))
        {
            return false;
        }

        if (value < range.Least || value > range.Most || (name == "IP_TTL" && value == 0))
        {
            error = Errno.EINVAL;
            return false;
        }

        return file.Connection is null || OfKeepAlive.Contains(name) || file.TrySetLive(name, value);
    }

    /// <summary>What getsockopt() gives back: buffers are doubled (Linux: sock_setsockopt).</summary>
    public static long StoredValue(string name, long value) => name switch
    {
        "SO_SNDBUF" => Math.Max(value * 2, SmallestSendBuffer),
        "SO_RCVBUF" => Math.Max(value * 2, SmallestReceiveBuffer),
        // The ECN field belongs to TCP (Linux: __ip_sock_set_tos).
        "IP_TOS" => value & 0xFC,
        "IP_TTL" or "IPV6_UNICAST_HOPS" => TimeToLive(value),
        "TCP_NODELAY" or "TCP_CORK" or "SO_REUSEADDR" or "SO_KEEPALIVE" => value != 0 ? 1 : 0,
        _ => value,
    };

    /// <param name="options">What a program has set.</param>
    /// <param name="otherwise">What holds where it has not.</param>
    /// <returns>Null when nothing is to be watched.</returns>
    public static KeepAlive? KeepAliveOf(SocketOptions options, KeepAlive otherwise) => !options.IsOn("SO_KEEPALIVE") && !options.IsOn("TCP_USER_TIMEOUT") ? null : otherwise with
    {
        IsOn = options.IsOn("SO_KEEPALIVE"),
        Idle = options.Find("TCP_KEEPIDLE") is { } idle ? Duration.FromSeconds(idle) : otherwise.Idle,
        Interval = options.Find("TCP_KEEPINTVL") is { } interval ? Duration.FromSeconds(interval) : otherwise.Interval,
        Probes = (int)(options.Find("TCP_KEEPCNT") ?? otherwise.Probes),
        UserTimeout = Duration.FromMilliseconds(options.Find("TCP_USER_TIMEOUT") ?? 0),
    };

    /// <returns>Null when there is no such option here.</returns>
    public static long? Get(SocketFile file, string name) => name switch
    {
        "TCP_MAXSEG" when file.Tcp is { State: Models.Tcp.TcpState.Established } tcp => tcp.MaximumSegment,
        "SO_SNDBUF" or "SO_RCVBUF" or "TCP_MAXSEG" or "TCP_SYNCNT" or "TCP_NODELAY" or "SO_REUSEADDR" or "TCP_CORK" or "IP_TOS" or "IP_TTL" or "IPV6_UNICAST_HOPS" or "SO_KEEPALIVE" or "TCP_KEEPIDLE" or "TCP_KEEPINTVL" or "TCP_KEEPCNT" or "TCP_USER_TIMEOUT" => file.Options.Find(name) ?? Default(name),
        _ => file.Options.Find(name),
    };

    /// <summary>-1 stands for the host's own (Linux: do_ip_setsockopt).</summary>
    public static byte TimeToLive(long value) => value < 0 ? Packet.DefaultTimeToLive : (byte)value;

    private static long Default(string name) => name switch
    {
        "IP_TTL" or "IPV6_UNICAST_HOPS" => Packet.DefaultTimeToLive,
        "SO_SNDBUF" => 262144,
        "SO_RCVBUF" => 540000,
        "TCP_MAXSEG" => 536,
        "TCP_SYNCNT" => 5,
        "TCP_KEEPIDLE" => 7200,
        "TCP_KEEPINTVL" => 75,
        "TCP_KEEPCNT" => 9,
        _ => 0,
    };
}
