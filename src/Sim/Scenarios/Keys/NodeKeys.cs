using Mpsim.Models.Units;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of a node.</summary>
internal sealed class NodeKeys
{
    public readonly Key<NodeKind> Kind = new("kind", new ChoiceForm<NodeKind>("kind of node",
        [("ue", NodeKind.Ue), ("server", NodeKind.Server), ("proxy", NodeKind.Proxy), ("router", NodeKind.Router), ("balancer", NodeKind.Balancer), ("attacker", NodeKind.Attacker)]),
        "What the node is: user equipment (a phone, a dongle, a CPE), a server, a router with an MPTCP proxy, a plain router, a balancer before or behind a pool of proxies, or somebody whose `attacks` come from there.");

    public readonly Key<string> Profile = new("profile", Forms.NamesOf("profile", HostProfiles.Names),
        "The host whose defaults the settings below have: " + string.Join("; ", HostProfiles.All.Select(profile => $"`{profile.Name}`, {profile.Description}")) + ". Not for routers.")
    { Default = HostProfiles.Names[0] };

    public readonly Key Mptcp = new("mptcp", "true, false or a mapping of MPTCP settings",
        "Whether the node speaks MPTCP, and how. Not for routers.")
    { Absent = "`false`; `true` for a proxy" };

    public readonly Key Tcp = new("tcp", "a mapping of TCP settings", "How the node's TCP behaves, on its own and as subflows. Not for routers.")
    { Absent = "the defaults of its keys" };

    public readonly Key Ip = new("ip", Forms.Families, "The IP versions that the node speaks, of those that its links carry; a router passes on no others.")
    { Absent = "all that its links carry" };

    public readonly Key Addresses = new("addresses", "a mapping of links to addresses",
        "The node's addresses on its links, one or a list with one of each IP version. The others are assigned in the order of the file: `10.<link>.0.1` and `2001:db8:<link>::1` at the first end, `10.<link>.0.2` and `2001:db8:<link>::2` at the second.")
    { Absent = "assigned in the order of the file" };

    public readonly Key<ProxyMode> Mode = new("mode", new ChoiceForm<ProxyMode>("proxy mode",
        [("take-over", ProxyMode.TakeOver), ("transparent", ProxyMode.Transparent), ("hybrid", ProxyMode.Hybrid), ("cpe", ProxyMode.Cpe), ("forward", ProxyMode.Forward)]),
        "Proxy: `take-over` ends MPTCP at the proxy for every session; `transparent` lets the SYN pass and leaves the session to a server that speaks MPTCP, else takes it over within the same handshake; `hybrid` decides for each session by `policy`; `cpe`, at the customer's premises, ends plain TCP that comes from its LAN and goes on over MPTCP from its `uplinks`; `forward` passes every packet on unchanged.")
    { Default = "take-over" };

    public readonly Key<ByteCount> RelayBuffer = new("relay_buffer", Forms.Buffer,
        "Proxy: what it may hold of one session in one direction; when it is full, the sender is slowed down.")
    { Default = "1 MiB" };

    public readonly Key<ProxyAccept> Accept = new("accept", new ChoiceForm<ProxyAccept>("time to accept",
        [("at-once", ProxyAccept.AtOnce), ("after-server", ProxyAccept.AfterServer)]),
        "Proxy: whether it answers the UE's SYN at once or only when the server has answered, so that a refusal reaches the UE.")
    { Default = "at-once" };

    public readonly Key Policy = new("policy", "a list of rules",
        "Hybrid proxy: the rules that decide what becomes of a session whose SYN offers MPTCP. The first whose conditions all hold decides; what no rule is about passes.")
    { Absent = "none" };

    public readonly Key Limits = new("limits", "a list of limits",
        "Proxy: what it grants at once, by subscriber and application. The first limit that is about a session holds for it; a session beyond it passes without the proxy.")
    { Absent = "none" };

    public readonly Key Pooling = new("pooling", "a list of rules",
        "Proxy: how it spreads the data of sessions over the accesses of the UE (a CPE: over its uplinks), by subscriber and application. The first rule that is about a session holds for it; where none is, `mptcp` says it.")
    { Absent = "none" };

    public readonly Key Provision = new("provision", "a mapping with offers, sessions, subflows, unreserved, partial, lifetime, delay, loss, repeat",
        "Proxy: what it reserves for UEs that ask for it, by `reserve`. Sessions beyond what is reserved pass, and further subflows are refused. Not with `standby: hot`.")
    { Absent = "nothing: sessions and subflows are not asked for" };

    public readonly Key Reserve = new("reserve", "a mapping with proxy and requests", "UE: what it asks a proxy to reserve, for itself, its sessions or their subflows. It opens no further subflow before that is granted.")
    { Absent = "nothing" };

    public readonly Key Steering = new("steering", "a mapping with announce, c_flag, toward_server",
        "Proxy: what brings the subflows here whose natural path does not lead here, and the server's answers back.")
    { Absent = "nothing: the proxy sees what passes it" };

    public readonly Key Sharing = new("sharing", "a mapping with addresses, ports, blocks, limits",
        "Proxy: how sessions share public addresses which the server sees by an address of the proxy (`toward_server: rewrite`, or addressed by the UE). Each has a port of its own, whatever the server.")
    { Absent = "the proxy's own address, whose ports serve each server anew" };

    public readonly Key AccessReports = new("access_reports", "a mapping with from, delay, loss, error, repeat, order",
        "Proxy: how it learns what the links of UEs are (`access` of links and events), and which it prefers. It goes by what was reported, not by what is so.")
    { Absent = "nobody tells it" };

    public readonly Key Uplinks = new("uplinks", "a list of the proxy's links",
        "CPE: the links that lead to the network, that of the initial subflow first; its other links are the LAN.")
    { Absent = "all its links whose other end is no UE, in the order of the file" };

    public readonly Key Costs = new("costs", "a mapping of times and of what there is of cores and memory",
        "Proxy: what its work takes. Packets wait for a core, in order, and are dropped where too many wait.")
    { Absent = "a proxy that takes no time" };

    public readonly Key Protection = new("protection", "a mapping of limits", "Proxy: how it keeps those at bay that mean harm.")
    { Absent = "not at all" };

    public readonly Key Services = new("services", "a mapping of settings of Convert and SOCKS",
        "Proxy: what it does for UEs that address it; it does it for the flows that name it.")
    { Absent = "the defaults of its keys" };

    public readonly Key Proxy = new("proxy", "a protocol such as convert, or a mapping with name and protocol",
        "UE: the proxy that the flows which it opens address, where they do not say otherwise.")
    { Absent = "none" };

    public readonly Key<Duration> CapabilityAge = new("capability_age", Forms.Span, "Hybrid proxy: how long what it has learnt of a server counts.") { Default = "600 s" };

    public readonly Key<ByteCount> MssClamp = new("mss_clamp", new SizeForm(new ByteCount(256), new ByteCount(65_495), "B"),
        "Proxy: the largest segment size that SYNs and SYN/ACKs may announce which pass or which it sends; larger ones are lowered. Not under TCP-AO.")
    { Absent = "off" };

    public readonly Key Middleboxes = new("middleboxes", "the name of a middlebox, a mapping, or a list of these",
        "Router: boxes between it and the link `outside`, such as `napt`: packets going out pass them in this order, those coming in in reverse.")
    { Absent = "none" };

    public readonly Key Pool = new("pool", "a mapping with method and members", "Balancer: its proxies, and how it spreads connections over them.")
    { Absent = "required for balancers" };

    public readonly Key<string> Outside = new("outside", new NameForm("the name of one of the node's links"), "Router: the link on whose side its middleboxes stand.")
    { Absent = "the last of its links in the file" };

    public readonly FailureKeys Failure = new();

    public NodeKeys() => Group = new KeyGroup("nodes.<name>", [Kind, Profile, Mptcp, Tcp, Ip, Addresses, Mode, Policy, CapabilityAge, Uplinks, Limits, Pooling, Provision, Steering, Sharing, Services, AccessReports, Costs, Protection, RelayBuffer, Accept, MssClamp, .. Failure.OfNode, Proxy, Reserve, Middleboxes, Outside, Pool]);

    public KeyGroup Group { get; }

    /// <summary>The keys that only a proxy has.</summary>
    public IReadOnlyList<Key> OfProxies => [Mode, Uplinks, Limits, Pooling, Provision, Steering, Sharing, Services, AccessReports, Costs, Protection, RelayBuffer, Accept, MssClamp, .. Failure.OfNode, .. OfHybrids];

    /// <summary>The keys that only a proxy in hybrid mode has.</summary>
    public IReadOnlyList<Key> OfHybrids => [Policy, CapabilityAge];

    /// <summary>The keys that only a UE has.</summary>
    public IReadOnlyList<Key> OfUes => [Proxy, Reserve];

    /// <summary>The keys that only a router has.</summary>
    public IReadOnlyList<Key> OfRouters => [Middleboxes, Outside];

    /// <summary>The keys that only a balancer has.</summary>
    public IReadOnlyList<Key> OfBalancers => [Pool];

    /// <summary>The keys that a router does not have.</summary>
    public IReadOnlyList<Key> OfHosts => [Profile, Mptcp, Tcp];
}
