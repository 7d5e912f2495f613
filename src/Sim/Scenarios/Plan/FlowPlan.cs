using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Scenarios.Plan;

/// <summary>A flow: one or more connections of the same kind between two nodes. Data (or responses) go from <see cref="From"/> to <see cref="To"/>.</summary>
public sealed record FlowPlan
{
    public required string Id { get; init; }

    public required string From { get; init; }

    public required string To { get; init; }

    public required TransferKind Transfer { get; init; }

    /// <summary>The bytes of a bulk transfer; null when time or the end of the run ends it.</summary>
    public required SizePlan? Size { get; init; }

    /// <summary>How long a bulk transfer sends; null when its size or the end of the run ends it.</summary>
    public required Duration? Time { get; init; }

    /// <summary>The request of a request/response flow; null for bulk.</summary>
    public required SizePlan? Request { get; init; }

    /// <summary>The response of a request/response flow; null for bulk.</summary>
    public required SizePlan? Response { get; init; }

    /// <summary>When the first connection is opened, or when arrivals begin.</summary>
    public required Instant Start { get; init; }

    /// <summary>The node that sends the SYN: <see cref="From"/> or <see cref="To"/>.</summary>
    public required string OpenedBy { get; init; }

    /// <summary>Connections opened at <see cref="Start"/>, or at each arrival.</summary>
    public required int Connections { get; init; }

    /// <summary>Further openings over time; null when all connections open at <see cref="Start"/>.</summary>
    public required ArrivalPlan? Arrivals { get; init; }

    /// <summary>The end whose links <see cref="Via"/> names: the UE, or the opener when both or neither ends are UEs.</summary>
    public required string ViaNode { get; init; }

    /// <summary>The links of <see cref="ViaNode"/> that the flow may use, the initial path first; never empty.</summary>
    public required IReadOnlyList<string> Via { get; init; }

    /// <summary>The IP version on which connections are opened.</summary>
    public required IpFamilies Family { get; init; }

    /// <summary>The link of the end without <see cref="Via"/> whose address the initial path has there.</summary>
    public required string OtherLink { get; init; }

    /// <summary>Whether the opener asks for MPTCP.</summary>
    public required bool Mptcp { get; init; }

    /// <summary>The differentiated services codepoint of its packets.</summary>
    public required int Dscp { get; init; }

    /// <summary>Time without a delivery after which the opener gives a connection up; null for never.</summary>
    public required Duration? GiveUpAfter { get; init; }

    /// <summary>How often a connection that has failed is opened again.</summary>
    public required int Retries { get; init; }

    /// <summary>The proxy that the opener addresses; null where it opens its connections to the other end itself.</summary>
    public AddressedProxyPlan? Proxy { get; init; }

    public string Other => OpenedBy == From ? To : From;
}
