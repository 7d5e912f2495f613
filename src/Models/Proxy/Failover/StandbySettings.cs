using Mpsim.Models.Units;

namespace Mpsim.Models.Proxy.Failover;

/// <summary>How a proxy is protected against its own failure.</summary>
public sealed record StandbySettings
{
    public StandbyKind Kind { get; init; }

    /// <summary>From the crash until the standby has noticed it and has the addresses (RFC 5880: a few intervals of BFD; RFC 9568: of VRRP).</summary>
    public Duration Detection { get; init; } = Duration.FromMilliseconds(150);

    /// <summary>Rate of the link from the active box to the standby.</summary>
    public DataRate ReplicationRate { get; init; } = DataRate.FromMegabitsPerSecond(10_000);

    /// <summary>Delay of that link in each direction.</summary>
    public Duration ReplicationDelay { get; init; } = Duration.FromMilliseconds(0.1);

    /// <summary>While no box works, packets pass as by a wire that bypasses it; otherwise they are lost.</summary>
    public bool PassesWhileDown { get; init; }

    /// <summary>A box that has no state of the sessions ends those that must have been its predecessor's, by RST; otherwise their packets pass.</summary>
    public bool ResetsOrphans { get; init; } = true;
}
