using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Plan;

/// <summary>What a proxy's work takes, and what there is of time and memory.</summary>
public sealed record ProxyCostPlan
{
    public required int Cores { get; init; }

    /// <summary>For a packet that is passed on.</summary>
    public required Duration Forward { get; init; }

    /// <summary>For a packet of a connection of the proxy, in or out.</summary>
    public required Duration Terminate { get; init; }

    public required Duration Session { get; init; }

    public required Duration Join { get; init; }

    /// <summary>For a hash of a key or an HMAC.</summary>
    public required Duration Crypto { get; init; }

    public required Duration Refuse { get; init; }

    /// <summary>Packets that may wait for a core.</summary>
    public required int Queue { get; init; }

    public required ByteCount SessionMemory { get; init; }

    /// <summary>Null for no limit, as the two below.</summary>
    public ByteCount? Memory { get; init; }

    public int? Sessions { get; init; }

    public Probability? AdmitBelow { get; init; }
}
