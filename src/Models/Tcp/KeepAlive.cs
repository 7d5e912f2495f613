using Mpsim.Models.Units;

namespace Mpsim.Models.Tcp;

/// <summary>How a connection finds out that its peer is gone while nothing is sent (RFC 9293 section 3.8.4), and how long it waits for one that does not answer (section 3.9.1.8).</summary>
public sealed record KeepAlive
{
    /// <summary>No keep-alive, as it must be unless a program asks for it, and no user timeout.</summary>
    public static readonly KeepAlive Off = new();

    /// <summary>An idle connection is probed (SO_KEEPALIVE).</summary>
    public bool IsOn { get; init; }

    /// <summary>How long nothing must have been heard before the first probe (TCP_KEEPIDLE; RFC 9293 wants two hours at least).</summary>
    public Duration Idle { get; init; } = Duration.FromSeconds(7200);

    /// <summary>Time between probes (TCP_KEEPINTVL).</summary>
    public Duration Interval { get; init; } = Duration.FromSeconds(75);

    /// <summary>Probes without an answer after which the peer is gone (TCP_KEEPCNT).</summary>
    public int Probes { get; init; } = 9;

    /// <summary>How long what was sent may go unacknowledged, in place of any count of repetitions (TCP_USER_TIMEOUT; RFC 5482); zero for those.</summary>
    public Duration UserTimeout { get; init; } = Duration.Zero;
}
