using Mpsim.Models.Units;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of a proxy's failure, and of the events that make it fail.</summary>
internal sealed class FailureKeys
{
    public readonly Key<ProxyStandby> Standby = new("standby", new ChoiceForm<ProxyStandby>("standby",
        [("none", ProxyStandby.None), ("cold", ProxyStandby.ColdStandby), ("hot", ProxyStandby.HotStandby)]),
        "Proxy: what stands by for a crash. `cold`: another box takes over links and addresses, and ends the sessions in order; `hot`: it has their state and goes on with them.")
    { Default = "none" };

    public readonly Key<Duration> Detection = new("detection", Forms.Delay, "Proxy: from a crash until the standby has noticed it and has the links and addresses.") { Default = "150 ms" };

    public readonly Key<DataRate> ReplicationRate = new("replication_rate", Forms.Rate, "Proxy with a hot standby: rate of the link to it.") { Default = "10 Gbit/s" };

    public readonly Key<Duration> ReplicationDelay = new("replication_delay", Forms.Delay, "Proxy with a standby: delay of the link to it, in each direction.") { Default = "0.1 ms" };

    public readonly Key<bool> WhileDown = new("while_down", new ChoiceForm<bool>("treatment of packets", [("drop", false), ("forward", true)]),
        "Proxy: what becomes of packets while no box works: lost, or passed on as by a bypass.")
    { Default = "drop" };

    public readonly Key<bool> AfterCrash = new("after_crash", new ChoiceForm<bool>("treatment of sessions", [("reset", true), ("forward", false)]),
        "Proxy: what a box without state does with the sessions of the one before: `reset` ends them at both ends as soon as they are known by their packets; `forward` passes these on.")
    { Default = "reset" };

    public readonly Key<Instant> At = new("at", Forms.Instant, "When it happens.");

    public readonly Key<string> Node = new("node", new NameForm("the name of a proxy"), "The proxy that crashes, or is up again.");

    public readonly Key<bool> State = new("state", new ChoiceForm<bool>("state", [("crash", true), ("up", false)]),
        "`crash`: the box that works loses all state and whatever waits in it; `up`: the box that has crashed works again, in its place or standing by.");

    public FailureKeys() => EventGroup = new KeyGroup("events[] with node", [At, Node, State]);

    public KeyGroup EventGroup { get; }

    /// <summary>Those of a node.</summary>
    public IReadOnlyList<Key> OfNode => [Standby, Detection, ReplicationRate, ReplicationDelay, WhileDown, AfterCrash];
}
