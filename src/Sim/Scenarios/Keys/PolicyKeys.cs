using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of a rule of a hybrid proxy.</summary>
internal sealed class PolicyKeys
{
    private static readonly IntegerForm Sessions = new(1, 1_000_000);

    public readonly Key<string> Name = new("name", new NameForm("a name"), "What the log calls the rule.") { Absent = "`rule 1`, `rule 2` and so on" };

    public readonly Key Subscribers = new("subscribers", "a list of UEs and classes of the population", "The UEs that the rule is about, by the addresses that they have themselves.")
    { Absent = "all" };

    public readonly Key Servers = new("servers", "a list of nodes", "The servers that the rule is about.") { Absent = "all" };

    public readonly Key<(IpAddress Address, int Length)> ServerPrefix = new("server_prefix", new PrefixForm(), "The addresses of the servers that the rule is about.")
    { Absent = "all" };

    public readonly Key Flows = new("flows", "a list of flows", "The applications that the rule is about: each flow has a port of its own at its server.") { Absent = "all" };

    public readonly Key<(ushort First, ushort Last)> Ports = new("ports", new PortRangeForm(), "The ports at the server that the rule is about; the first flow of a scenario has 5001, the next 5002.")
    { Absent = "all" };

    public readonly Key<LearntCapability> Capability = new("capability", new ChoiceForm<LearntCapability>("capability",
        [("unknown", LearntCapability.Unknown), ("mptcp", LearntCapability.Mptcp), ("tcp", LearntCapability.Tcp)]),
        "What the proxy has learnt of the server, by address and port, from answers to MP_CAPABLE that have passed it: that it speaks `mptcp`, or only `tcp`, or nothing within `capability_age`.")
    { Absent = "any" };

    public readonly Key<string> Access = new("access", new NameForm("a type of access such as wlan"),
        "The type of the access by which the session comes, as it was reported to the proxy; only with `access_reports`.")
    { Absent = "any" };

    public readonly Key<bool> Quota = new("quota", new ChoiceForm<bool>("state of a quota", [("left", false), ("used-up", true)]),
        "Whether something is `left` of the quota of the access by which the session comes, or it is `used-up`; accesses without a quota have always something left.")
    { Absent = "any" };

    public readonly Key<int> SessionsAtLeast = new("sessions_at_least", Sessions, "The rule holds while the proxy has as many sessions, those being opened included.") { Absent = "any number" };

    public readonly Key<int> SessionsBelow = new("sessions_below", Sessions, "The rule holds while the proxy has fewer sessions.") { Absent = "any number" };

    public readonly Key<Instant> From = new("from", Forms.Instant, "When the rule begins to hold.") { Absent = "from the start" };

    public readonly Key<Instant> Until = new("until", Forms.Instant, "When it no longer holds.") { Absent = "to the end" };

    public readonly Key<ProxyAction> Action = new("action", new ChoiceForm<ProxyAction>("action",
        [("take-over", ProxyAction.TakeOver), ("transparent", ProxyAction.Transparent), ("pass", ProxyAction.Pass)]),
        "What becomes of the sessions for which all conditions hold: as in the modes of that name, or nothing.");

    public PolicyKeys() => Group = new KeyGroup("nodes.<name>.policy[]",
        [Name, Subscribers, Servers, ServerPrefix, Flows, Ports, Capability, Access, Quota, SessionsAtLeast, SessionsBelow, From, Until, Action]);

    public KeyGroup Group { get; }
}
