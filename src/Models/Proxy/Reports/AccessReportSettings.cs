using Mpsim.Models.Units;

namespace Mpsim.Models.Proxy.Reports;

/// <summary>How a proxy learns what the accesses of its UEs are (draft-deng-mptcp-proxy-01, requirement e), and which of them it prefers.</summary>
public sealed record AccessReportSettings
{
    /// <summary>The UE reports, over its own accesses, of which one must work; else the access network does, over its own wires.</summary>
    public bool FromUe { get; init; }

    /// <summary>From a change to its arrival at the proxy.</summary>
    public Duration Delay { get; init; }

    /// <summary>The part of the reports that never arrive.</summary>
    public Probability Loss { get; init; }

    /// <summary>The part of the reports that name another type.</summary>
    public Probability Error { get; init; }

    /// <summary>After how long everything is reported again, so that a report that was lost or wrong does not stand for ever; more than zero.</summary>
    public Duration Repeat { get; init; } = Duration.FromSeconds(1);

    /// <summary>Types in the order of preference; others come after them.</summary>
    public IReadOnlyList<string> Order { get; init; } = [];

    /// <summary>The types that there are, of which a wrong report names one.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];
}
