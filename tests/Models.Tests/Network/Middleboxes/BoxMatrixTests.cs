using Mpsim.Models.Hosts;
using Mpsim.Models.Kernel;
using Mpsim.Models.Network.Middleboxes;
using Mpsim.Models.Proxy;
using Mpsim.Models.Tcp;
using Mpsim.Models.Tests.Mptcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;

namespace Mpsim.Models.Tests.Network.Middleboxes;

/// <summary>
/// Every kind of box, with DSS checksums and without, between the two ends themselves or between one of them and a proxy, on the only
/// path of a connection or on the second of two: it falls back or survives as RFC 8684 section 3.7 says.
/// </summary>
public sealed class BoxMatrixTests
{
    private const long Length = 1_500_000;

    /// <summary>Two merged segments of hosts with this MTU fit into the links.</summary>
    private const int SmallMtu = 600;

    /// <summary>Where a gateway rewrites, in each direction of each connection that passes it.</summary>
    private const long Place = 100_000;

    private static readonly IpAddress Public = IpAddress.Of(10, 0, 77, 1);

    /// <summary>What becomes of a connection: on its only path without and with checksums, on the second of two without and with.</summary>
    private static readonly (string Box, string Kind, string Only, string OnlyChecked, string Second, string SecondChecked)[] Rows =
    [
        ("strip syn", "strip-mptcp", "fallback", "fallback", "no join", "no join"),
        ("strip data", "strip-mptcp", "fallback", "fallback", "closed", "closed"),
        ("strip not-syn", "strip-mptcp", "fallback", "fallback", "no join", "no join"),
        ("drop syn", "drop-mptcp", "fallback", "fallback", "no join", "no join"),
        ("rewrite-sequence", "rewrite-sequence", "survives", "survives", "survives", "survives"),
        ("split", "split", "survives", "survives", "survives", "survives"),
        ("split, dss on the first", "split", "survives", "survives", "survives", "survives"),
        ("coalesce", "coalesce", "fallback", "fallback", "closed", "closed"),
        ("coalesce, dss lost", "coalesce", "fallback", "fallback", "closed", "closed"),
        ("rewrite bytes", "rewrite-payload", "altered", "MP_FAIL", "altered", "closed by MP_FAIL"),
        ("rewrite lengths", "rewrite-payload", "fallback", "fallback", "closed", "closed"),
        ("add-option", "add-option", "survives", "survives", "survives", "survives"),
        ("set-ttl", "set-ttl", "survives", "survives", "survives", "survives"),
        ("napt", "napt", "survives", "survives", "survives", "survives"),
    ];

    public static TheoryData<string, bool, bool, bool, string> Cases
    {
        get
        {
            var data = new TheoryData<string, bool, bool, bool, string>();
            foreach (var row in Rows)
            {
                foreach (var proxied in new[] { false, true })
                {
                    data.Add(row.Box, false, false, proxied, row.Only);
                    data.Add(row.Box, false, true, proxied, row.OnlyChecked);
                    data.Add(row.Box, true, false, proxied, row.Second);
                    data.Add(row.Box, true, true, proxied, row.SecondChecked);
                }
            }

            return data;
        }
    }

    [Fact]
    public void Every_box_that_a_scenario_can_name_has_its_rows() =>
        Assert.Equal(Models.Network.Middleboxes.Middleboxes.Names.Order(StringComparer.Ordinal), Rows.Select(row => row.Kind).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Connection_falls_back_or_survives(string box, bool onSecondPath, bool checksums, bool proxied, string outcome)
    {
        var (pair, ue) = Transfer(box, onSecondPath, checksums, proxied);

        var used = pair.Tap.Trace.Exists(packet => packet.Segment.Options?.MpCapable is { } capable && (capable.Flags & MpCapable.ChecksumRequired) != 0);
        Assert.True(!onSecondPath || used == checksums, "checksums are agreed on the path without the box");
        Assert.Equal(outcome is "fallback" or "MP_FAIL", ue.Connection.FallbackReason is not null);
        Assert.Equal(outcome is "MP_FAIL" or "closed by MP_FAIL", pair.Tap.Trace.Exists(packet => packet.Segment.Options?.MpFail is not null));
        var boxed = ue.Connection.Subflows.Where(subflow => subflow.Local.Address == MptcpPair.UeAddress(onSecondPath ? 1 : 0)).ToArray();
        switch (outcome)
        {
            case "survives" or "altered":
                Assert.All(boxed, subflow => Assert.True(subflow.BytesReceived > Length / 4, $"{subflow.BytesReceived} bytes through the box"));
                Assert.DoesNotContain(pair.Tap.Trace, packet => packet.Segment.Options?.MpTcpRst is not null);
                break;
            case "no join":
                Assert.All(boxed, subflow => Assert.Equal(0, subflow.BytesReceived));
                break;
            case "closed" or "closed by MP_FAIL":
                Assert.Contains(pair.Tap.Trace, packet => packet.Segment.Options?.MpTcpRst?.Reason == MpTcpRst.MiddleboxInterference);
                break;
        }

        // What the RFC cannot save an application from without checksums is that bytes are altered; with them, only that of the subflow that is the last.
        Assert.Equal(outcome is "altered" or "MP_FAIL" || (box == "rewrite lengths" && !(onSecondPath && checksums)), pair.Ledger.Streams.Any(stream => stream.Alterations is { Altered: > 0 }));
    }

    private static (MptcpPair Pair, StreamPeer Ue) Transfer(string box, bool onSecondPath, bool checksums, bool proxied)
    {
        var paths = onSecondPath ? 2 : 1;
        var made = Make(box);
        var tcp = TcpSettings.Default with { Mtu = box.StartsWith("coalesce", StringComparison.Ordinal) ? SmallMtu : TcpSettings.Default.Mtu };
        var ueSettings = MptcpPair.Mptcp(paths, change: settings => settings with { Checksum = checksums }) with { Tcp = tcp };
        var peerSettings = MptcpPair.Mptcp(0) with { Tcp = tcp };
        var plain = MptcpPair.Plain with { Tcp = tcp };
        var proxy = new ProxySettings { TowardUe = peerSettings, TowardServer = plain };
        var pair = new MptcpPair(
            [.. Enumerable.Repeat(new PathSpec(10, 10), paths)], ueSettings, proxied ? plain : peerSettings, proxied ? proxy : null,
            boxes: path => path == (onSecondPath ? 1 : 0) ? [made] : []);
        if (box == "napt")
        {
            pair.Tap.Routing.Main.Add(Public, 32, pair.Tap.Interfaces[onSecondPath ? 1 : 0]);
        }

        var (ue, server) = pair.Connect(Length, Length);
        pair.Drain(aborts: true);
        Assert.True(ue.Closed && server.Closed, $"ue closed {ue.Closed}, server closed {server.Closed}");
        Assert.All(pair.Ledger.Streams.Where(stream => stream.Length == Length), stream => Assert.True(stream.IsComplete, $"{stream}"));

        // Without checksums nothing tells that data of the one subflow are out of place before the first without a mapping come.
        var mayBeSpoiled = box == "rewrite lengths" && onSecondPath && !checksums;
        Assert.True(mayBeSpoiled || pair.Ledger.Streams.All(stream => stream.Alterations is not { IsSpoiled: true }));
        return (pair, ue);
    }

    private static Middlebox Make(string box) => box switch
    {
        "strip syn" => new MptcpStripper(SegmentKinds.Syn, MptcpSubtypes.All, Heading.Both),
        "strip not-syn" => new MptcpStripper(SegmentKinds.NotSyn, MptcpSubtypes.All, Heading.Both),
        "strip data" => new MptcpStripper(SegmentKinds.Data, MptcpSubtypes.All, Heading.Both),
        "drop syn" => new MptcpDropper(SegmentKinds.Syn, MptcpSubtypes.All, Heading.Both),
        "rewrite-sequence" => new SequenceRewriter(Heading.Both, new RandomStream(1, 1, "offsets")),
        "split" => new SegmentSplitter(500, true, Heading.Both),
        "split, dss on the first" => new SegmentSplitter(500, false, Heading.Both),
        "coalesce" => new SegmentCoalescer(1_100, Duration.FromMilliseconds(2), true, Heading.Both),
        "coalesce, dss lost" => new SegmentCoalescer(1_100, Duration.FromMilliseconds(2), false, Heading.Both),
        "rewrite bytes" => new PayloadRewriter(Place, 0, 20, 20, Heading.Both),
        "rewrite lengths" => new PayloadRewriter(Place, 0, 20, 33, Heading.Both),
        "add-option" => new OptionAdder(253, 4, Heading.Both),
        "set-ttl" => new TimeToLiveSetter(Packet.DefaultTimeToLive, Heading.Both),
        "napt" => new Napt(new NaptSettings { PublicAddress = Public }),
        _ => throw new ArgumentOutOfRangeException(nameof(box), box, "no such box"),
    };
}
