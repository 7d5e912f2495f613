using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Plan;

/// <summary>What waits for transmission in one direction of a link. What the discipline does not have is at its default.</summary>
public sealed record QueuePlan
{
    /// <summary>A name of <see cref="Scenarios.PluginNames.QueueDisciplines"/>.</summary>
    public required string Discipline { get; init; }

    public required QueueLimit Limit { get; init; }

    /// <summary>Packets of ECN-capable transports are marked rather than dropped.</summary>
    public required bool Ecn { get; init; }

    /// <summary>The delay to be kept; null for the discipline's own.</summary>
    public required Duration? Target { get; init; }

    /// <summary>For how long the delay may be above it.</summary>
    public required Duration Interval { get; init; }

    /// <summary>Octets that a flow may send in its turn.</summary>
    public required int Quantum { get; init; }

    /// <summary>Queues over which flows are spread.</summary>
    public required int Flows { get; init; }

    /// <summary>How long after an idle time nothing is dropped.</summary>
    public required Duration Burst { get; init; }

    /// <summary>The average queue up to which nothing is dropped.</summary>
    public required QueueLimit Minimum { get; init; }

    /// <summary>The average queue at which <see cref="MaximumProbability"/> is reached.</summary>
    public required QueueLimit Maximum { get; init; }

    public required Probability MaximumProbability { get; init; }

    /// <summary>The weight of a new sample in the average queue.</summary>
    public required Probability Weight { get; init; }
}
