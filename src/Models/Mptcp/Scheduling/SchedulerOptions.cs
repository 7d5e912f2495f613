using Mpsim.Models.Units;

namespace Mpsim.Models.Mptcp.Scheduling;

/// <summary>What a scenario tells the packet scheduler of a connection; each takes from it what it understands.</summary>
public sealed record SchedulerOptions
{
    public static readonly SchedulerOptions Default = new();

    /// <summary>Weight of a subflow, more than 0.</summary>
    public Func<Subflow, int> WeightOf { get; init; } = static _ => 1;

    /// <summary>Place of a subflow in the order of preference, the first being 0; those of equal place stand in the order of their opening.</summary>
    public Func<Subflow, int> PlaceOf { get; init; } = static _ => 0;

    /// <summary>Round-trip time above which a subflow is not used while another lies below.</summary>
    public Duration DelayThreshold { get; init; } = Duration.FromMilliseconds(100);
}
