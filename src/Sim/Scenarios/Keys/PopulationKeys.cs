using Mpsim.Models.Units;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of a population: subscribers by the thousand, drawn from distributions.</summary>
internal sealed class PopulationKeys
{
    private static readonly NameForm Forwarder = new("the name of a router or a proxy");

    public readonly Key<int> Subscribers = new("subscribers", new IntegerForm(1, SubscriberClassPlan.MostSubscribers), "How many subscribers there are.");

    public readonly Key<string> Attach = new("attach", Forwarder, "The node at which the subscribers' accesses end.");

    public readonly Key Classes = new("classes", "a mapping of names to classes of subscribers",
        "The classes. In `flows`, the name of a class as `from` or `to` stands for each of its subscribers; rates of arrivals are those of one of them.");

    public readonly Key<Probability> ClassShare = new("share", Forms.Percent, "The part of the subscribers who are of this class; the classes' parts add up to 100 %.")
    { Default = "100 %" };

    public readonly Key<string> ClassAttach = new("attach", Forwarder, "Where the accesses of this class end.") { Absent = "that of the population" };

    public readonly Key<Probability> MptcpShare = new("mptcp_share", Forms.Percent, "The part of the class whose equipment speaks MPTCP; the others speak plain TCP on their first access.")
    { Default = "100 %" };

    public readonly Key Access = new("access", "a mapping of names to accesses",
        "The accesses, each a link to `attach` per subscriber who has it. The first is the initial path, and everybody has it.");

    public readonly Key<Probability> AccessShare = new("share", Forms.Percent, "The part of the class who have this access.") { Default = "100 %" };

    public readonly Key Rate = new("rate", RateKeys.Expected, "The rate, the same for all or drawn for each subscriber. May be a mapping with `up` and `down`.");

    /// <summary>As that of a node, but that a class speaks MPTCP unless told otherwise.</summary>
    public Key ClassMptcp { get; }

    public PopulationKeys(NodeKeys node, LinkKeys link)
    {
        ClassMptcp = new Key("mptcp", node.Mptcp.Expected, "How the equipment of those who share in MPTCP speaks it.") { Absent = "MPTCP with the defaults of its keys" };
        Group = new KeyGroup("population", [Subscribers, Attach, Classes]);
        ClassGroup = new KeyGroup("population.classes.<name>", [ClassShare, ClassAttach, MptcpShare, node.Profile, ClassMptcp, node.Tcp, Access]);
        AccessGroup = new KeyGroup("population.classes.<name>.access.<name>",
            [AccessShare, link.Access, Rate, link.Delay, link.Jitter, link.Queue, link.Loss, link.Mtu, link.Up, link.Down]);
        DirectionGroup = new KeyGroup("population.classes.<name>.access.<name>.up and down", [Rate, link.Delay, link.Jitter, link.Queue, link.Loss]);
    }

    public KeyGroup Group { get; }

    public KeyGroup ClassGroup { get; }

    public KeyGroup AccessGroup { get; }

    public KeyGroup DirectionGroup { get; }
}
