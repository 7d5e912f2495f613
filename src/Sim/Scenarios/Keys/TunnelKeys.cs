using Mpsim.Models.Network.Tunnels;
using Mpsim.Models.Wire;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of a tunnel.</summary>
internal sealed class TunnelKeys
{
    public readonly Key Between = new("between", "the names of two routers or proxies, as in [gateway, proxy]",
        "The two ends. At the first, packets that arrive are led into the tunnel; from the second they go on by the routes, and what goes back to the same UEs comes through the tunnel.");

    public readonly Key Carries = new("carries", "a list of links of UEs, UEs, classes of the population, or prefixes",
        "The addresses of UEs whose packets are led into the tunnel.")
    { Absent = "those on the links from UEs to the first end, and of classes attached there" };

    public readonly Key Toward = new("toward", "a list of nodes or prefixes", "Only packets to or from these go through the tunnel.")
    { Absent = "all" };

    public readonly Key<LinkDirections> Steers = new("steers", new ChoiceForm<LinkDirections>("direction", [("both", LinkDirections.Both), ("up", LinkDirections.Up), ("down", LinkDirections.Down)]),
        "Which packets the first end leads into the tunnel: those from the UEs (`up`), those to them (`down`), or `both`. With `up` alone, what servers answer to a UE's own address does not come by the tunnel.")
    { Default = "both" };

    public readonly Key<IpFamilies> Ip = new("ip", Forms.Family, "The IP version of the outer header: 20 octets, or 40.") { Default = "v4" };

    public readonly Key<int> Mtu = new("mtu", new IntegerForm(576, 65_535), "The largest packet in the tunnel in bytes, its outer header included.")
    { Absent = "the smallest `mtu` of the links on the way" };

    public readonly Key<Oversize> Oversize = new("oversize", new ChoiceForm<Oversize>("treatment of large packets",
        [("clamp", Models.Network.Tunnels.Oversize.Clamp), ("fragment", Models.Network.Tunnels.Oversize.Fragment), ("drop", Models.Network.Tunnels.Oversize.Drop)]),
        "What becomes of packets that do not fit with the outer header: `clamp` lowers the segment size in SYNs that pass, so that there are none; `fragment` sends them in fragments, which the other end puts together; `drop` loses them without a word, as where ICMP is filtered.")
    { Default = "clamp" };

    public TunnelKeys() => Group = new KeyGroup("tunnels.<name>", [Between, Carries, Toward, Steers, Ip, Mtu, Oversize]);

    public KeyGroup Group { get; }
}
