namespace Mpsim.Scenarios.Plan;

/// <summary>The MPTCP settings of a node, in the words of <c>ip mptcp</c>.</summary>
public sealed record MptcpPlan
{
    public required bool Enabled { get; init; }

    /// <summary>A name of <see cref="Scenarios.PluginNames.Schedulers"/>.</summary>
    public required string Scheduler { get; init; }

    /// <summary>Weights of the weighted scheduler; a link that is not named weighs 1.</summary>
    public required IReadOnlyList<PathWeight> Weights { get; init; }

    /// <summary>A name of <see cref="Scenarios.PluginNames.PathManagers"/>.</summary>
    public required string PathManager { get; init; }

    /// <summary>The endpoints in order; a UE that lists none has one <c>subflow</c> endpoint per link.</summary>
    public required IReadOnlyList<EndpointPlan> Endpoints { get; init; }

    /// <summary>The most subflows of a connection besides the first.</summary>
    public required int SubflowLimit { get; init; }

    /// <summary>The most addresses that are accepted from the peer's ADD_ADDR.</summary>
    public required int AddAddrAcceptedLimit { get; init; }

    /// <summary>The length of the DATA_ACK and data sequence number in bits, 32 or 64.</summary>
    public required int DataAckBits { get; init; }
}
