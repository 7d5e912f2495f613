using Mpsim.Models.Units;

namespace Mpsim.Models.Tcp.FastOpen;

/// <summary>What a host does of TCP Fast Open (RFC 7413); the bits are those of Linux's net.ipv4.tcp_fastopen.</summary>
public sealed record FastOpenSettings
{
    public static readonly FastOpenSettings Off = new();

    /// <summary>Opens with data in the SYN where a cookie is known, and asks for one where not (0x1).</summary>
    public bool Client { get; init; }

    /// <summary>Takes data from SYNs with a valid cookie, and gives cookies (0x2, and TCP_FASTOPEN on the listener or 0x400).</summary>
    public bool Server { get; init; }

    /// <summary>Sends data in the SYN without a cookie, to servers that are known not to ask for one (0x4; TCP_FASTOPEN_NO_COOKIE).</summary>
    public bool ClientWithoutCookie { get; init; }

    /// <summary>Takes data from SYNs without a cookie, where spoofed addresses cannot come from (0x200; RFC 7413 section 6.3.2 on the risk).</summary>
    public bool ServerWithoutCookie { get; init; }

    /// <summary>A SYN that is sent again takes its data along, unlike RFC 7413 section 4.2.1: for a server that answers only SYNs with data, as a Transport Converter does (RFC 8803 section 6).</summary>
    public bool RepeatsSynData { get; init; }

    /// <summary>Connections accepted from SYN data alone that may wait for their third ACK, per listener (RFC 7413 section 5.1: PendingFastOpenRequests; TCP_FASTOPEN's value).</summary>
    public int PendingLimit { get; init; } = 1024;

    /// <summary>How long a client does without Fast Open after a sign that something on the way drops it, doubled each time (tcp_fastopen_blackhole_timeout_sec); zero never does without, as Linux since 5.14.</summary>
    public Duration BlackholeTimeout { get; init; } = Duration.Zero;

    /// <summary>Keys of a listener; null for those of the host.</summary>
    public FastOpenKeys? Keys { get; init; }
}
