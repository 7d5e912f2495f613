using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Plan;

/// <summary>How a proxy learns what the accesses of its UEs are.</summary>
public sealed record AccessReportPlan
{
    /// <summary>The UE reports; else the network does.</summary>
    public required bool FromUe { get; init; }

    /// <summary>From a change to its arrival at the proxy.</summary>
    public required Duration Delay { get; init; }

    public required Probability Loss { get; init; }

    /// <summary>The part of the reports that name another type.</summary>
    public required Probability Error { get; init; }

    public required Duration Repeat { get; init; }

    /// <summary>Types of accesses in the order of preference; empty to go by the links that <c>priority</c> names.</summary>
    public required IReadOnlyList<string> Order { get; init; }
}
