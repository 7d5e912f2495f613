using Mpsim.Models.Units;

namespace Mpsim.Results;

/// <summary>Everything that one run of one variant brought.</summary>
public sealed record RunResult
{
    /// <summary>Name of the variant as in <see cref="ScenarioFacts.Variants"/>.</summary>
    public required string Variant { get; init; }

    /// <summary>Number of the replication, from 1; the same number in two variants means the same randomness.</summary>
    public required int Run { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>False when the run was cut short; the figures then cover the time until <see cref="SimulatedTime"/>.</summary>
    public required bool Completed { get; init; }

    public required Instant SimulatedTime { get; init; }

    public long EventsExecuted { get; init; }

    public long PacketHops { get; init; }

    /// <summary>Hash over the event sequence; equal fingerprints mean equal runs.</summary>
    public ulong Fingerprint { get; init; }

    /// <summary>In the order of the scenario.</summary>
    public IReadOnlyList<FlowResult> Flows { get; init; } = [];

    /// <summary>In the order of the scenario.</summary>
    public IReadOnlyList<ProxyResult> Proxies { get; init; } = [];

    /// <summary>Where subscribers share public addresses, NAPTs first.</summary>
    public IReadOnlyList<PortResult> Ports { get; init; } = [];

    /// <summary>The subflows that have time series, in the order of flows and openings.</summary>
    public IReadOnlyList<SubflowResult> Subflows { get; init; } = [];

    /// <summary>All subflows of all flows, those without time series included.</summary>
    public long SubflowCount { get; init; }

    public SampleTable Samples { get; init; } = new();

    /// <summary>In order of time.</summary>
    public IReadOnlyList<LoggedEvent> Events { get; init; } = [];
}
