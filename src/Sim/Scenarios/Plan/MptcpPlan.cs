using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Plan;

/// <summary>The MPTCP settings of a node, in the words of <c>ip mptcp</c>.</summary>
public sealed record MptcpPlan
{
    public required bool Enabled { get; init; }

    /// <summary>A name of <see cref="Scenarios.PluginNames.Schedulers"/>.</summary>
    public required string Scheduler { get; init; }

    /// <summary>Weights of the weighted scheduler; a link that is not named weighs 1.</summary>
    public required IReadOnlyList<PathWeight> Weights { get; init; }

    /// <summary>Links in the order of preference of the strict-priority scheduler; those that are not named come last.</summary>
    public required IReadOnlyList<string> Priority { get; init; }

    /// <summary>In place of <see cref="Priority"/>: the links that cost least first.</summary>
    public bool PriorityByPrice { get; init; }

    /// <summary>Windows of time with another scheduler, the first that holds first.</summary>
    public IReadOnlyList<TimetableEntry> Timetable { get; init; } = [];

    /// <summary>Round-trip time above which the delay-threshold scheduler does not use a subflow.</summary>
    public required Duration DelayThreshold { get; init; }

    /// <summary>Checks without an answer after which a subflow is stale; 0 for its first retransmission timeout.</summary>
    public required int StaleLossCount { get; init; }

    public required bool OpportunisticRetransmission { get; init; }

    public required bool Penalization { get; init; }

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

    /// <summary>DSS checksums are asked for.</summary>
    public required bool Checksum { get; init; }

    /// <summary>The peer may open further subflows to the address and port of the first one.</summary>
    public required bool JoinsToInitialAddress { get; init; }

    /// <summary>The peer's word that further subflows may not go there is heeded.</summary>
    public required bool HeedsNoJoin { get; init; }

    /// <summary>An abort goes out on an ACK (MP_FASTCLOSE, Option A), else on RSTs.</summary>
    public required bool FastcloseByAck { get; init; }

    /// <summary>Retransmission timeouts in a row after which a subflow is stale.</summary>
    public required int StaleAfterTimeouts { get; init; }

    /// <summary>The longest time until an ADD_ADDR is sent again.</summary>
    public required Duration AddAddressTimeout { get; init; }

    /// <summary>SYNs with MPTCP that are repeated before one without is sent.</summary>
    public required int SynRepeatsBeforeFallback { get; init; }

    /// <summary>How long a host that has met a path which drops MPTCP's SYNs opens plain connections; zero for not at all.</summary>
    public required Duration BlackholeTimeout { get; init; }
}
