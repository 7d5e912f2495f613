using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Plan;

/// <summary>What becomes of a proxy that crashes.</summary>
public sealed record ProxyFailurePlan
{
    public required ProxyStandby Kind { get; init; }

    /// <summary>From a crash until the standby has taken over.</summary>
    public required Duration Detection { get; init; }

    public required DataRate ReplicationRate { get; init; }

    public required Duration ReplicationDelay { get; init; }

    /// <summary>Packets pass while no box works.</summary>
    public required bool PassesWhileDown { get; init; }

    /// <summary>A box without state ends the sessions of the one before.</summary>
    public required bool ResetsOrphans { get; init; }
}
