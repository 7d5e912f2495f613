using Mpsim.Models.Network.Middleboxes;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of a middlebox.</summary>
internal sealed class MiddleboxKeys
{
    private static readonly SizeForm Place = new(new ByteCount(0), new ByteCount(1L << 40));

    private static readonly SizeForm Run = new(new ByteCount(0), new ByteCount(1_000), "B");

    public readonly Key<string> Box = new("box", Forms.NamesOf("middlebox", Middleboxes.Names),
        "The kind: " + string.Join("; ", Middleboxes.All.Select(entry => $"`{entry.Name}` {entry.Description}")) + ".");

    public readonly Key<LinkDirections> Direction = new("direction", TraceKeys.Directions("direction"),
        "The direction it works in. On a link, `up` is from the first end to the second; at a router, toward `outside`.")
    { Default = "both" };

    public readonly Key<Instant> From = new("from", Forms.Instant, "When it begins to work; packets pass untouched before.") { Absent = "from the start" };

    public readonly Key<Instant> Until = new("until", Forms.Instant, "When it no longer works.") { Absent = "to the end" };

    public readonly Key<SegmentKinds> On = new("on", new ChoiceForm<SegmentKinds>("kind of segment",
        [("all", SegmentKinds.All), ("syn", SegmentKinds.Syn), ("not-syn", SegmentKinds.NotSyn), ("data", SegmentKinds.Data)]),
        "`strip-mptcp`, `drop-mptcp`: the segments that are looked at: all, SYN and SYN/ACK, all others, or those with payload.")
    { Default = "all" };

    public readonly Key Options = new("options", "a list of " + string.Join(", ", Subtypes.Select(subtype => subtype.Name)),
        "`strip-mptcp`, `drop-mptcp`: the MPTCP options that are meant.")
    { Absent = "all" };

    public readonly ChoiceForm<MptcpSubtypes> Option = new("MPTCP option", Subtypes);

    public readonly Key<ByteCount> Size = new("size", new SizeForm(new ByteCount(1), new ByteCount(ushort.MaxValue), "B"),
        "`split`: the payload of a piece; `coalesce`: of a merged segment, at most, and no more than the next MTU takes.")
    { Absent = "`536 B`, for `coalesce` what the MTU takes" };

    public readonly Key<Duration> Hold = new("hold", Forms.Delay, "`coalesce`: how long a segment waits for the next.") { Default = "1 ms" };

    public readonly Key<bool> Dss = new("dss", new ChoiceForm<bool>("treatment of DSS", [("kept", true), ("lost", false)]),
        "`kept`: every piece has the MPTCP options, and a merged segment the DSS of its first part. `lost`: only the first piece has them, and a merged segment none.")
    { Default = "kept" };

    public readonly Key<ByteCount> Offset = new("offset", Place, "`rewrite-payload`: the place in each connection's payload.") { Default = "0 B" };

    public readonly Key<ByteCount> Every = new("every", Forms.Size, "`rewrite-payload`: the distance to the next place.") { Absent = "only one place" };

    public readonly Key<ByteCount> Replace = new("replace", new SizeForm(new ByteCount(1), new ByteCount(1_000), "B"), "`rewrite-payload`: how much is taken out there.")
    { Default = "20 B" };

    public readonly Key<ByteCount> By = new("by", Run, "`rewrite-payload`: how much is put in.") { Absent = "as much as is taken out" };

    public readonly Key<int> Ttl = new("ttl", new IntegerForm(1, 255), "`set-ttl`: the time to live from here on.") { Default = "64" };

    public readonly Key<int> OptionKind = new("option_kind", new IntegerForm(2, 255), "`add-option`: its kind; 29 is TCP-AO, in octets that mean nothing, which every segment has then; SYNs announce segments that leave room for it.") { Default = "253" };

    public readonly Key<ByteCount> OptionLength = new("option_length", new SizeForm(new ByteCount(2), new ByteCount(40), "B"), "`add-option`: its length, kind and length included.")
    { Default = "4 B" };

    public readonly Key<IpAddress> Address = new("address", Forms.AddressV4, "`napt`: the IPv4 address that the outside sees; IPv6 passes untranslated.")
    { Absent = "at a router its own on `outside`; on a link `10.<link>.0.3`" };

    public readonly Key<NaptBehaviour> Mapping = new("mapping", Behaviours("mapping behaviour"), "`napt`: what decides whether an inside endpoint keeps its public port (RFC 4787 section 4.1).")
    { Default = "endpoint-independent" };

    public readonly Key<NaptBehaviour> Filtering = new("filtering", Behaviours("filtering behaviour"), "`napt`: who may open connections to a port that is mapped (RFC 4787 section 5).")
    { Default = "endpoint-independent" };

    public readonly Key<(ushort First, ushort Last)> Ports = new("ports", new PortRangeForm(), "`napt`: the public ports.") { Default = "1024-65535" };

    public readonly Key Sharing = new("sharing", "a mapping with addresses, blocks, limits", "`napt`: how the inside shares public addresses and their ports.")
    { Absent = "one address, whose ports all have in common" };

    public readonly Key Timeouts = new("timeouts", "a mapping of states to durations", "`napt`: how long a session lives without packets.")
    { Absent = "the defaults of its keys" };

    public readonly Key<string> Forward = new("forward", new NameForm("the name of a UE or server inside"), "`napt`: the host that connections from outside go to, with their ports.")
    { Absent = "none" };

    public readonly Key<bool> Reset = new("reset", Forms.Switch, "`napt`: whether a segment without a session is answered by RST rather than dropped.")
    { Default = "false" };

    public readonly Key<Duration> Syn = new("syn", Forms.Span, "Until the connection is established.") { Default = "240 s" };

    public readonly Key<Duration> Established = new("established", Forms.Span, "While it is.") { Default = "7440 s" };

    public readonly Key<Duration> Transitory = new("transitory", Forms.Span, "After FINs in both directions or an RST.") { Default = "240 s" };

    public MiddleboxKeys()
    {
        Group = new KeyGroup("middleboxes[]",
            [Box, Direction, From, Until, On, Options, Size, Hold, Dss, Offset, Every, Replace, By, Ttl, OptionKind, OptionLength, Address, Mapping, Filtering, Ports, Sharing, Timeouts, Forward, Reset]);
        TimeoutGroup = new KeyGroup("middleboxes[].timeouts", [Syn, Established, Transitory]);
    }

    public KeyGroup Group { get; }

    public KeyGroup TimeoutGroup { get; }

    private static IReadOnlyList<(string Name, MptcpSubtypes Value)> Subtypes =>
    [
        ("mp-capable", MptcpSubtypes.MpCapable), ("mp-join", MptcpSubtypes.MpJoin), ("dss", MptcpSubtypes.Dss), ("add-addr", MptcpSubtypes.AddAddress),
        ("remove-addr", MptcpSubtypes.RemoveAddress), ("mp-prio", MptcpSubtypes.MpPrio), ("mp-fail", MptcpSubtypes.MpFail),
        ("mp-fastclose", MptcpSubtypes.MpFastclose), ("mp-tcprst", MptcpSubtypes.MpTcpRst),
    ];

    /// <summary>The keys that a kind of box does not read.</summary>
    public IReadOnlyList<Key> MeaninglessFor(MiddleboxUses uses)
    {
        (MiddleboxUses Use, Key[] Keys)[] all =
        [
            (MiddleboxUses.Headings, [Direction]), (MiddleboxUses.Switching, [From, Until]), (MiddleboxUses.Options, [On, Options]), (MiddleboxUses.Size, [Size]),
            (MiddleboxUses.Hold, [Hold]), (MiddleboxUses.Dss, [Dss]), (MiddleboxUses.Alteration, [Offset, Every, Replace, By]), (MiddleboxUses.TimeToLive, [Ttl]), (MiddleboxUses.Addition, [OptionKind, OptionLength]),
            (MiddleboxUses.Napt, [Address, Mapping, Filtering, Ports, Sharing, Timeouts, Forward, Reset]),
        ];
        return [.. all.Where(entry => !uses.HasFlag(entry.Use)).SelectMany(entry => entry.Keys)];
    }

    private static ChoiceForm<NaptBehaviour> Behaviours(string what) => new(what,
    [
        ("endpoint-independent", NaptBehaviour.EndpointIndependent), ("address-dependent", NaptBehaviour.AddressDependent),
        ("address-and-port-dependent", NaptBehaviour.AddressAndPortDependent),
    ]);
}
