using Mpsim.Models.Network.Sharing;
using Mpsim.Models.Units;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of how subscribers share public addresses, at a NAPT or a proxy.</summary>
internal sealed class SharingKeys
{
    private static readonly IntegerForm PortCount = new(1, ushort.MaxValue);

    public readonly Key Addresses = new("addresses", "a list of IPv4 addresses",
        "Public addresses beside the box's own: a NAPT's `address`, a proxy's on the last of its links. A new subscriber gets that with the most room.")
    { Absent = "none" };

    public readonly Key<(ushort First, ushort Last)> Ports = new("ports", new PortRangeForm(), "Proxy: the ports of each address; a NAPT has its own `ports`.") { Default = "32768-60999" };

    public readonly Key<BlockAllocation> Blocks = new("blocks", new ChoiceForm<BlockAllocation>("allocation of blocks",
        [("none", BlockAllocation.None), ("deterministic", BlockAllocation.Deterministic), ("dynamic", BlockAllocation.Dynamic)]),
        "Whether subscribers have ports one by one (`none`) or in blocks: one that follows from the inside address (`deterministic`, RFC 7422), for each address of a UE and a subscriber in the order of the file, or one with the first port and further ones as they are needed, until they are empty (`dynamic`).")
    { Default = "none" };

    public readonly Key<int> BlockSize = new("block_size", PortCount, "Ports of a block.") { Default = "512" };

    public readonly Key<int> BlocksPerSubscriber = new("blocks_per_subscriber", PortCount, "Most `dynamic` blocks of a subscriber.") { Default = "4" };

    public readonly Key<int> PortsPerSubscriber = new("ports_per_subscriber", PortCount, "Most ports that a subscriber has in use or on hold (RFC 6888 REQ-4).") { Absent = "no limit" };

    public readonly Key<Duration> Hold = new("hold", Forms.Bound,
        "How long a port that was given back is not given out again (RFC 6888 REQ-8). A NAPT gives a port back when `transitory` is over, and a proxy when its connection has left TIME-WAIT: RFC 6888 asks for no more where connections are followed.")
    { Default = "0 s" };

    public readonly Key<bool> Pooling = new("pooling", new ChoiceForm<bool>("pooling", [("paired", true), ("arbitrary", false)]),
        "Whether all ports of a subscriber are of one address as long as it has any (RFC 4787 REQ-2).")
    { Default = "paired" };

    public readonly Key<SharingExhaustion> WhenExhausted = new("when_exhausted", new ChoiceForm<SharingExhaustion>("treatment of sessions without a port",
        [("drop", SharingExhaustion.Drop), ("reset", SharingExhaustion.Reset), ("pass", SharingExhaustion.Pass)]),
        "What becomes of a new session for which there is no port: its SYN is dropped in silence, or answered by RST, or passes the proxy with the UE's own address.")
    { Absent = "`drop` at a NAPT, `pass` at a proxy" };

    public SharingKeys() => Group = new KeyGroup("nodes.<name>.sharing and middleboxes[].sharing",
        [Addresses, Ports, Blocks, BlockSize, BlocksPerSubscriber, PortsPerSubscriber, Hold, Pooling, WhenExhausted]);

    public KeyGroup Group { get; }
}
