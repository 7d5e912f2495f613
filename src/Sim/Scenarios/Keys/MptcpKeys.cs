using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of a node's MPTCP settings, and of the limits in it.</summary>
internal sealed class MptcpKeys
{
    public readonly Key<bool> Enabled = new("enabled", Forms.Switch, "Whether the node speaks MPTCP; `mptcp: true` is short for this.")
    { Default = "true" };

    public readonly Key<string> Scheduler;

    public readonly Key Weights = new("weights", "a mapping of links to whole numbers",
        "The weights of the UE's links for the `weighted` scheduler, such as `{ lte: 1, wlan: 3 }`.")
    { Absent = "1 for every link" };

    public readonly Key<string> PathManager;

    public readonly Key Endpoints = new("endpoints", "a list of endpoints",
        "The node's MPTCP endpoints in order, as `ip mptcp endpoint` has them.")
    { Absent = "UE: a `subflow` endpoint per link; others: none" };

    public readonly Key Limits = new("limits", "a mapping with subflows and add_addr_accepted", "Limits, as `ip mptcp limits` has them.")
    { Absent = "the defaults of its keys" };

    public readonly Key<int> DataAck = new("data_ack", new ChoiceForm<int>("length of the DATA_ACK", [("64 bit", 64), ("32 bit", 32)]),
        "The length of DATA_ACKs and data sequence numbers on the wire (RFC 8684 section 3.3).")
    { Default = "64 bit" };

    public readonly Key<int> Subflows = new("subflows", new IntegerForm(0, 8), "The most subflows of a connection besides the first.")
    { Default = "8" };

    public readonly Key<int> AddAddrAccepted = new("add_addr_accepted", new IntegerForm(0, 8),
        "The most addresses that are accepted from the peer's ADD_ADDR.")
    { Default = "8" };

    public MptcpKeys(PluginNames names)
    {
        Scheduler = new Key<string>("scheduler", Forms.NamesOf("scheduler", names.Schedulers), "How data are spread over the subflows.")
        { Default = names.Schedulers[0] };
        PathManager = new Key<string>("path_manager", Forms.NamesOf("path manager", names.PathManagers), "How subflows are opened.")
        { Default = names.PathManagers[0] };
        Group = new KeyGroup("nodes.<name>.mptcp", [Enabled, Scheduler, Weights, PathManager, Endpoints, Limits, DataAck]);
        LimitGroup = new KeyGroup("nodes.<name>.mptcp.limits", [Subflows, AddAddrAccepted]);
    }

    public KeyGroup Group { get; }

    public KeyGroup LimitGroup { get; }
}
