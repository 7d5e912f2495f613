using Mpsim.Models.Units;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of a link and of one direction of it.</summary>
internal sealed class LinkKeys
{
    public readonly Key Between = new("between", "the names of two nodes, as in [phone, gateway]",
        "The two ends. `up` is from the first to the second, `down` the other way.");

    public readonly Key<string> Access = new("access", new NameForm("a word such as lte, wlan, dsl, 5g, fibre or ethernet"),
        "The access technology, for legends and for proxies with `access_reports`; it changes nothing by itself.")
    { Absent = "empty" };

    public readonly Key<decimal> Price = new("price", new PriceForm(),
        "UE's link: what its octets cost, both ways, in any currency. Figures have the cost, and `strict-priority` schedulers with `priority: price` go by it.")
    { Absent = "nothing" };

    public readonly Key<ByteCount> Quota = new("quota", Forms.Size, "UE's link: the octets, both ways, that the price holds for. It is looked at every 100 ms.") { Absent = "no end" };

    public readonly Key<decimal> PriceBeyond = new("price_beyond", new PriceForm(), "UE's link: what octets beyond the quota cost.") { Absent = "as before" };

    public readonly Key<OverQuota> OverQuota = new("over_quota", new ChoiceForm<OverQuota>("use beyond the quota", [("go", Plan.OverQuota.Go), ("backup", Plan.OverQuota.Backup), ("drop", Plan.OverQuota.Drop)]),
        "UE's link: what becomes of it when its quota is used up: it goes on (`go`), its subflows become backups (`backup`), or the UE switches it off (`drop`).")
    { Default = "go" };

    public readonly Key<DataRate> Rate = new("rate", Forms.Rate, "The rate at which IP packets are sent, headers included.")
    { Absent = "required where there is no trace" };

    public readonly Key<Duration> Delay = new("delay", Forms.Delay, "The propagation delay, one way.") { Default = "0 ms" };

    public readonly Key<Duration> Jitter = new("jitter", Forms.Delay,
        "The delay varies by up to this much to either side; packets are not reordered.")
    { Default = "0 ms" };

    public readonly Key Queue = new("queue", "a queue limit such as 100 packets or 64 KiB, or a mapping with a discipline",
        "What may wait for transmission; more is dropped (drop-tail). The packet in transmission does not count. Or a discipline by `{ discipline: codel, … }`.")
    { Default = QueueKeys.DefaultLimit };

    public readonly Key Loss = new("loss", "a percentage such as 1 %, or a loss model",
        "Random loss after transmission: independent, or bursts by `{ model: gilbert-elliott, … }`.")
    { Absent = "none" };

    public readonly Key Ip = new("ip", Forms.Families, "The IP versions that the link carries: both ends have an address of each, unless a node's own `ip` leaves it out.")
    { Absent = "that of the scenario, `v4`" };

    public readonly Key<int> Mtu = new("mtu", new IntegerForm(576, 65_535), "The largest IP packet in bytes; at least 1280 where the link carries IPv6 (RFC 8200 section 5).") { Default = "1500" };

    public readonly Key<bool> MtuDiscovery = new("mtu_discovery", Forms.Switch,
        "Whether all hosts know the link's MTU, as if path MTU discovery had found it. If not, only the nodes at its ends do, and larger packets vanish without a word, as where ICMP is filtered (RFC 2923 section 2.1).")
    { Default = "true" };

    public readonly Key Trace = new("trace", "a file name, or a mapping with file, format, direction…",
        "A recorded rate that replaces `rate` in its direction and starts again when it ends. The file is sought beside the scenario, then in the current directory.")
    { Absent = "none" };

    public readonly Key Middleboxes = new("middleboxes", "the name of a middlebox, a mapping, or a list of these",
        "Boxes at the second end, such as `strip-mptcp` or `{ box: split, size: 500 B }`: packets going up pass them in this order after the link, those going down in reverse before it.")
    { Absent = "none" };

    public readonly Key<CaptureExtent> Capture = new("capture", Forms.Capture,
        "Write the packets of the link into pcapng files of both its nodes; a size cuts the payload. Only `mpsim run` does.")
    { Default = "false" };

    public readonly Key Up = new("up", "a mapping", "Values for the direction from the first to the second node only.") { Absent = "the link's values" };

    public readonly Key Down = new("down", "a mapping", "Values for the other direction only.") { Absent = "the link's values" };

    public LinkKeys()
    {
        Group = new KeyGroup("links.<name>", [Between, Access, Ip, Rate, Delay, Jitter, Queue, Loss, Trace, Mtu, MtuDiscovery, Price, Quota, PriceBeyond, OverQuota, Capture, Middleboxes, Up, Down]);
        DirectionGroup = new KeyGroup("links.<name>.up and down", [Rate, Delay, Jitter, Queue, Loss, Trace]);
        BothGroup = new KeyGroup("a value per direction", [Up, Down]);
    }

    public KeyGroup Group { get; }

    public KeyGroup DirectionGroup { get; }

    public KeyGroup BothGroup { get; }
}
