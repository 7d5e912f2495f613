using Mpsim.Packetdrill.Matching;
using Mpsim.Packetdrill.Syntax;
using Mpsim.Scenarios.Errors;

namespace Mpsim.Packetdrill.Sockets;

/// <summary>The constants that calls use, with Linux's values.</summary>
internal static class Symbols
{
    private static readonly Dictionary<string, long> Values = new()
    {
        ["NULL"] = 0,
        ["O_RDONLY"] = 0,
        ["O_WRONLY"] = 1,
        ["O_RDWR"] = 2,
        ["O_NONBLOCK"] = 0x800,
        ["F_GETFL"] = 3,
        ["F_SETFL"] = 4,
        ["AF_UNSPEC"] = 0,
        ["AF_INET"] = 2,
        ["AF_INET6"] = 10,
        ["PF_INET"] = 2,
        ["PF_INET6"] = 10,
        ["SOCK_STREAM"] = 1,
        ["SOCK_DGRAM"] = 2,
        ["SOCK_RAW"] = 3,
        ["SOCK_NONBLOCK"] = 0x800,
        ["SOCK_CLOEXEC"] = 0x80000,
        ["IPPROTO_IP"] = 0,
        ["IPPROTO_TCP"] = 6,
        ["IPPROTO_UDP"] = 17,
        ["IPPROTO_ICMP"] = 1,
        ["IPPROTO_IPV6"] = 41,
        ["IPPROTO_MPTCP"] = 262,
        ["SHUT_RD"] = 0,
        ["SHUT_WR"] = 1,
        ["SHUT_RDWR"] = 2,
        ["MSG_OOB"] = 1,
        ["MSG_PEEK"] = 2,
        ["MSG_DONTROUTE"] = 4,
        ["MSG_CTRUNC"] = 8,
        ["MSG_TRUNC"] = 0x20,
        ["MSG_DONTWAIT"] = 0x40,
        ["MSG_EOR"] = 0x80,
        ["MSG_WAITALL"] = 0x100,
        ["MSG_ERRQUEUE"] = 0x2000,
        ["MSG_NOSIGNAL"] = 0x4000,
        ["MSG_MORE"] = 0x8000,
        ["MSG_ZEROCOPY"] = 0x4000000,
        ["MSG_FASTOPEN"] = 0x20000000,
        ["POLLIN"] = 1,
        ["POLLPRI"] = 2,
        ["POLLOUT"] = 4,
        ["POLLERR"] = 8,
        ["POLLHUP"] = 0x10,
        ["POLLNVAL"] = 0x20,
        ["POLLRDNORM"] = 0x40,
        ["POLLWRNORM"] = 0x100,
        ["POLLRDHUP"] = 0x2000,
        ["EPOLLIN"] = 1,
        ["EPOLLPRI"] = 2,
        ["EPOLLOUT"] = 4,
        ["EPOLLERR"] = 8,
        ["EPOLLHUP"] = 0x10,
        ["EPOLLRDNORM"] = 0x40,
        ["EPOLLWRNORM"] = 0x100,
        ["EPOLLRDHUP"] = 0x2000,
        ["EPOLLONESHOT"] = 1L << 30,
        ["EPOLLET"] = 1L << 31,
        ["EPOLL_CTL_ADD"] = 1,
        ["EPOLL_CTL_DEL"] = 2,
        ["EPOLL_CTL_MOD"] = 3,
        ["IP_PMTUDISC_DONT"] = 0,
        ["IP_PMTUDISC_WANT"] = 1,
        ["IP_PMTUDISC_DO"] = 2,
        ["IP_PMTUDISC_PROBE"] = 3,
        ["SIOCINQ"] = 0x541B,
        ["FIONREAD"] = 0x541B,
        ["SIOCOUTQ"] = 0x5411,
        ["TIOCOUTQ"] = 0x5411,
        ["SIOCOUTQNSD"] = 0x894B,
    };

    /// <summary>The number that an argument stands for.</summary>
    /// <exception cref="UnsupportedException">It is a name that is not known, or no number.</exception>
    public static long Evaluate(Expression expression) => expression switch
    {
        NumberExpression number => number.Value,
        OrExpression or => Evaluate(or.Left) | Evaluate(or.Right),
        WordExpression word when Values.TryGetValue(word.Word, out var value) => value,
        WordExpression word when Enum.TryParse<Errno>(word.Word, out var error) => (long)error,
        WordExpression word => throw new UnsupportedException($"the constant {word.Word}{Hint(word.Word)}"),
        FunctionExpression { Name: "htons" or "htonl" or "ntohs", Arguments: [var only] } => Evaluate(only),
        ListExpression { Items: [var only] } => Evaluate(only),
        _ => throw new UnsupportedException($"the argument {expression}"),
    };

    private static string Hint(string word) => NearestName.Find(word, Values.Keys) is { } nearest ? $" (did you mean {nearest}?)" : "";
}
