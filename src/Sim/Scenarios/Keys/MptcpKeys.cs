using Mpsim.Models.Mptcp.Paths;
using Mpsim.Models.Units;
using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of a node's MPTCP settings, and of the limits in it.</summary>
internal sealed class MptcpKeys
{
    /// <summary>The default of <c>net.mptcp.stale_loss_cnt</c>.</summary>
    public const int LinuxStaleLossCount = 4;

    public readonly Key<bool> Enabled = new("enabled", Forms.Switch, "Whether the node speaks MPTCP; `mptcp: true` is short for this.")
    { Default = "true" };

    public readonly Key<string> Scheduler;

    public readonly Key Weights = new("weights", "a mapping of links to whole numbers",
        "The weights of the UE's links for the `weighted` scheduler, such as `{ lte: 1, wlan: 3 }`.")
    { Absent = "1 for every link" };

    /// <summary>In place of a list of links.</summary>
    public const string ByPrice = "price";

    public readonly Key Priority = new("priority", "a list of links, or price",
        "The UE's links in the order in which the `strict-priority` scheduler fills them, such as `[dsl, lte]`; links that are not named come last. `price`: those that cost least first, by `price` and `price_beyond` of the links, as soon as a quota is known to be used up.")
    { Absent = "the order in which subflows were opened" };

    public readonly Key<Duration> DelayThreshold = new("delay_threshold", Forms.Delay,
        "The round-trip time above which the `delay-threshold` scheduler leaves a subflow alone while another lies below.")
    { Default = "100 ms" };

    public readonly Key Timetable = new("timetable", "a list of windows such as { from: 10 s, until: 20 s, scheduler: strict-priority }",
        "Windows of time with another scheduler, such as a rush hour; the first that holds counts.")
    { Absent = "none" };

    public readonly Key<Instant> From = new("from", Forms.Instant, "The beginning of the window.") { Default = "0 s" };

    public readonly Key<Instant> Until = new("until", Forms.Instant, "The end of the window.") { Absent = "the end of the run" };

    public readonly Key<string> WindowScheduler;

    public readonly Key<int> StaleLossCount = new("stale_loss_cnt", new IntegerForm(0, 255),
        "Checks at the data-level timer without a sign of life after which a subflow is stale and everything outstanding is sent again on the others, as `net.mptcp.stale_loss_cnt`; 0 goes by `stale_after_timeouts`.")
    { Absent = $"{LinuxStaleLossCount} with the scheduler `linux`, else 0" };

    public readonly Key<bool> OpportunisticRetransmission = new("opportunistic_retransmission", Forms.Switch,
        "Whether a subflow that the send window keeps idle repeats the data that hold it up (Raiciu 2012).")
    { Default = "false" };

    public readonly Key<bool> Penalization = new("penalization", Forms.Switch,
        "Whether the subflow that held up the send window then has its congestion window halved (Raiciu 2012); only with `opportunistic_retransmission`.")
    { Default = "false" };

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
    { Absent = $"8{Except(entry => entry.SubflowLimit)}" };

    public readonly Key<int> AddAddrAccepted = new("add_addr_accepted", new IntegerForm(0, 8),
        "The most addresses that are accepted from the peer's ADD_ADDR.")
    { Absent = $"8{Except(entry => entry.AddAddrAccepted)}" };

    public readonly Key<bool> Checksum = new("checksum", Forms.Switch,
        "Whether the node asks for DSS checksums (RFC 8684 section 3.3.1); they are used when either end asks.")
    { Default = "false" };

    public readonly Key<bool> JoinsToInitialAddress = new("allow_join_initial_addr_port", Forms.Switch,
        "Whether the peer may open further subflows to the address and port of the first one; if not, the C flag of MP_CAPABLE says so.")
    { Default = "true" };

    public readonly Key<bool> HeedsNoJoin = new("heed_c_flag", Forms.Switch,
        "Whether the C flag of the peer is heeded; a UE that does not look opens further subflows to the address of the first one all the same.")
    { Default = "true" };

    public readonly Key<bool> FastcloseByAck = new("fastclose", new ChoiceForm<bool>("way to abort", [("rst", false), ("ack", true)]),
        "Whether an abort goes out as MP_FASTCLOSE on RSTs or on an ACK that the peer answers by RST (RFC 8684 section 3.5).")
    { Default = "rst" };

    public readonly Key<int> StaleAfterTimeouts = new("stale_after_timeouts", new IntegerForm(1, 100),
        "Without `stale_loss_cnt`: how many retransmission timeouts in a row make a subflow stale: no new data, and what it holds is sent on others.")
    { Default = "1" };

    public readonly Key<Duration> AddAddressTimeout = new("add_addr_timeout", Forms.Bound,
        "The longest time until an ADD_ADDR that is not echoed is sent again; `0 s` for never.")
    { Default = "120 s" };

    public readonly Key<int> SynRepeatsBeforeFallback = new("syn_retrans_before_tcp_fallback", new IntegerForm(0, 20),
        "How often a SYN with MPTCP is repeated before one without is sent.")
    { Default = "2" };

    public readonly Key<Duration> BlackholeTimeout = new("blackhole_timeout", Forms.Bound,
        "How long connections are opened in plain TCP after only a SYN without MPTCP was answered; doubled each time, `0 s` for never.")
    { Default = "3600 s" };

    private static string PathManagerMeaning => $"How subflows are opened: {string.Join("; ", PathManagers.All.Select(entry => $"`{entry.Name}` {entry.Description}"))}.";

    public MptcpKeys(PluginNames names)
    {
        Scheduler = new Key<string>("scheduler", Forms.NamesOf("scheduler", names.Schedulers), "How data are spread over the subflows.")
        { Default = names.Schedulers[0] };
        WindowScheduler = new Key<string>("scheduler", Scheduler.Form, "The scheduler in the window; `redundant` and `linux` cannot take turns with others.");
        PathManager = new Key<string>("path_manager", Forms.NamesOf("path manager", names.PathManagers), PathManagerMeaning)
        { Default = names.PathManagers[0] };
        Group = new KeyGroup("nodes.<name>.mptcp", [Enabled, Scheduler, Weights, Priority, Timetable, DelayThreshold, StaleLossCount, OpportunisticRetransmission, Penalization, PathManager, Endpoints, Limits, DataAck, Checksum, JoinsToInitialAddress, HeedsNoJoin, FastcloseByAck, StaleAfterTimeouts, AddAddressTimeout, SynRepeatsBeforeFallback, BlackholeTimeout]);
        TimetableGroup = new KeyGroup("nodes.<name>.mptcp.timetable", [From, Until, WindowScheduler, Weights, Priority]);
        LimitGroup = new KeyGroup("nodes.<name>.mptcp.limits", [Subflows, AddAddrAccepted]);
    }

    /// <summary>Which path managers have other limits than the first one, and which.</summary>
    private static string Except(Func<PathManagerEntry, int> limit) => string.Concat(
        PathManagers.All.Where(entry => limit(entry) != limit(PathManagers.All[0])).Select(entry => $", {entry.Name} {limit(entry)}"));

    public KeyGroup Group { get; }

    public KeyGroup LimitGroup { get; }

    public KeyGroup TimetableGroup { get; }
}
