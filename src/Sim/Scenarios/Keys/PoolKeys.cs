using Mpsim.Models.Units;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of a balancer's pool and of its members.</summary>
internal sealed class PoolKeys
{
    public readonly Key<BalancingMethod> Method = new("method", new ChoiceForm<BalancingMethod>("method",
        [("hash", BalancingMethod.Hash), ("consistent-hash", BalancingMethod.ConsistentHash), ("token", BalancingMethod.Token)]),
        "`hash`: by both ends of a connection over the number of members; `consistent-hash`: by the UE's address, so that a member that comes or goes moves only its own part; `token`: a join goes to the member that its token names, everything else as by `hash`. For it, members draw keys whose tokens name them.")
    { Default = "hash" };

    public readonly Key<bool> Faces = new("faces", new ChoiceForm<bool>("side", [("ue", true), ("server", false)]),
        "The side of the pool on which the balancer stands: `ue` before it, `server` behind it.")
    { Default = "ue" };

    public readonly Key<bool> Track = new("track", Forms.Switch, "Whether connections keep the member that they were given, and what members send leads its answers back to them.")
    { Absent = "`true` with `method: token`, else `false`" };

    public readonly Key Members = new("members", "a list of proxies, by name or as mappings with from, drains and until",
        "The members, in the same order on both sides of the pool. A link leads to each.");

    public readonly Key<string> Proxy = new("proxy", new NameForm("the name of a proxy"), "The member.");

    public readonly Key<Instant> From = new("from", Forms.Instant, "When it begins to get connections.") { Absent = "the start" };

    public readonly Key<Instant> Drains = new("drains", Forms.Instant, "When it gets no new connections any more; it keeps those that are tracked, and joins that its token leads to it.")
    { Absent = "never" };

    public readonly Key<Instant> Until = new("until", Forms.Instant, "When it is gone, and gets nothing.") { Absent = "never" };

    public PoolKeys()
    {
        Group = new KeyGroup("nodes.<name>.pool", [Method, Faces, Track, Members]);
        MemberGroup = new KeyGroup("nodes.<name>.pool.members[]", [Proxy, From, Drains, Until]);
    }

    public KeyGroup Group { get; }

    public KeyGroup MemberGroup { get; }
}
