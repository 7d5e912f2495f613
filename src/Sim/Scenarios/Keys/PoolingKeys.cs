using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of a rule by which a proxy pools the accesses of some subscribers and applications; how is said in the words of a node's MPTCP settings.</summary>
internal sealed class PoolingKeys
{
    public readonly Key<string> Name = new("name", new NameForm("a name"), "What the log calls the rule.") { Absent = "`pooling 1`, `pooling 2` and so on" };

    public readonly Key Subscribers = new("subscribers", "a list of UEs and classes of the population", "The UEs that the rule is about, by the addresses that they have themselves.")
    { Absent = "all" };

    public readonly Key Flows = new("flows", "a list of flows",
        "The applications that the rule is about: each flow has a port of its own at its server. Not for sessions whose UE names the server only behind its handshake (SOCKS 5, late Convert messages).")
    { Absent = "all" };

    public readonly Key<(ushort First, ushort Last)> Ports = new("ports", new PortRangeForm(), "The ports at the server that the rule is about.") { Absent = "all" };

    public PoolingKeys(MptcpKeys mptcp) => Group = new KeyGroup("nodes.<name>.pooling[]",
        [Name, Subscribers, Flows, Ports, mptcp.Scheduler, mptcp.Weights, mptcp.Priority, mptcp.DelayThreshold, mptcp.StaleLossCount, mptcp.Timetable]);

    public KeyGroup Group { get; }
}
