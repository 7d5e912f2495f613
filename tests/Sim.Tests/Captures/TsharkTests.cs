using System.Globalization;
using Mpsim.Assembly;
using Mpsim.Captures;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Codec;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;
using Mpsim.Scenarios;
using Mpsim.Scenarios.Plan;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>
/// Another implementation reads the captures of every shipped scenario: what it dissects, verifies and follows agrees with the
/// simulator's own records. Where tshark is not installed there is nothing to compare with, and the test says so.
/// </summary>
public sealed class TsharkTests(ITestOutputHelper output)
{
    private static readonly string[] Retransmitted =
        ["tcp.analysis.retransmission", "tcp.analysis.fast_retransmission", "tcp.analysis.spurious_retransmission", "tcp.analysis.out_of_order"];

    private static readonly string[] Fields =
    [
        "_ws.malformed", "ip.checksum.status", "tcp.checksum.status", "tcp.seq", "tcp.len", "tcp.options.mptcp.rawdataseqno", "tcp.options.mptcp.subflowseqno",
        "tcp.options.mptcp.datalvllen", "tcp.options.mptcp.rawdataack", "mptcp.stream", "mptcp.dss.missing_mapping", "mptcp.connection.echoed_key_mismatch",
        "mptcp.related_mapping", "tcp.stream", .. Retransmitted,
    ];

    private readonly Dictionary<(string Variant, string Node), DissectedPacket[]> _read = [];

    public static TheoryData<string> ShippedScenarios() => [.. Directory.GetFiles(Repository.PathTo("scenarios"), "*.yaml").Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(ShippedScenarios))]
    public void Captures_of_every_shipped_scenario_are_read_by_tshark_without_complaint(string scenario)
    {
        if (!Tshark.IsInstalled)
        {
            output.WriteLine("tshark is not installed; nothing was compared");
            return;
        }

        var plan = ScenarioReader.Read(Repository.PathTo("scenarios", scenario), [], PluginNames.BuiltIn).Plan!;
        using var run = new CapturedRun(plan, Duration.FromMilliseconds(600));
        foreach (var variant in run.Plan.Variants)
        {
            // What passes a router is seen at hosts and proxies as well.
            foreach (var node in variant.Nodes.Where(node => node.Kind != NodeKind.Router))
            {
                var packets = Read(run, variant.Name, node.Id);
                Assert.All(packets, DissectsAlike);
                if (node.Kind is NodeKind.Ue or NodeKind.Server)
                {
                    FollowsConnections(packets);
                }
            }

            // What a box makes of a flow is not what its ends count.
            if (variant.Links.All(link => link.Middleboxes.Count == 0))
            {
                CountAlike(run, variant);
            }
        }
    }

    private DissectedPacket[] Read(CapturedRun run, string variant, string node)
    {
        if (_read.TryGetValue((variant, node), out var known))
        {
            return known;
        }

        var rows = Tshark.Fields(run.FileOf(variant, node), Fields);
        var captured = run.Read(variant, node).Packets;
        Assert.Equal(captured.Count, rows.Length);
        output.WriteLine($"{variant}, {node}: {rows.Length} packets");
        Assert.All(rows, row => Assert.Equal("", row[0]));

        // What is in a tunnel has two headers of IP, or is a part: of that, tunnels have tests of their own.
        return _read[(variant, node)] = [.. captured.Zip(rows).Where(each => !IsInTunnel(each.First)).Select(each =>
            new DissectedPacket(each.First, CapturedRun.Decode(each.First), Fields.Zip(each.Second).ToDictionary(pair => pair.First, pair => pair.Second)))];
    }

    private static bool IsInTunnel(PcapngPacket captured)
    {
        var packet = new Packet();
        return PacketDecoder.DecodeCut(captured.Octets, packet).Fault == DecodeFault.Fragment || packet.Outer is not null;
    }

    /// <summary>One packet: nothing malformed, checksums right, numbers as the simulator wrote them.</summary>
    private static void DissectsAlike(DissectedPacket packet)
    {
        const string Good = "1";
        Assert.Equal("", packet["_ws.malformed"]);
        Assert.Equal(Good, packet["tcp.checksum.status"]);
        Assert.Equal(packet.Fields.Source.Address.IsIPv4 ? Good : "", packet["ip.checksum.status"]);

        ref var segment = ref packet.Fields.Segment;
        Assert.Equal(segment.Seq, packet.Number("tcp.seq"));
        Assert.Equal(segment.PayloadLength, packet.Number("tcp.len"));
        var dss = segment.HasDss ? segment.Dss : DssFlags.None;
        Assert.Equal(Text((dss & DssFlags.Mapping) != 0, segment.SubflowSeq), packet["tcp.options.mptcp.subflowseqno"]);
        Assert.Equal(Text((dss & DssFlags.Mapping) != 0, segment.Dsn), packet["tcp.options.mptcp.rawdataseqno"]);
        Assert.Equal(Text((dss & DssFlags.DataAck) != 0, segment.DataAck), packet["tcp.options.mptcp.rawdataack"]);
    }

    private static string Text(bool isThere, ulong number) => isThere ? number.ToString(CultureInfo.InvariantCulture) : "";

    /// <summary>Connections: every subflow belongs to the connection that its token names, and every octet of data to a mapping.</summary>
    private static void FollowsConnections(DissectedPacket[] packets)
    {
        Assert.All(packets, packet => Assert.Equal("", packet["mptcp.connection.echoed_key_mismatch"]));

        var streamOfToken = new Dictionary<uint, string>();
        foreach (var packet in packets.Where(packet => packet.Fields.Segment.Options?.MpCapable?.SenderKey is not null))
        {
            streamOfToken[MptcpCrypto.Token(packet.Fields.Segment.Options!.MpCapable!.SenderKey!.Value)] = packet["mptcp.stream"];
        }

        var joined = packets.Where(packet => packet.Fields.Segment.Options?.MpJoin?.Kind == MpJoinKind.Syn).GroupBy(packet => packet["tcp.stream"]);
        foreach (var (subflow, token) in joined.Select(each => (each.Key, each.First().Fields.Segment.Options!.MpJoin!.Token)))
        {
            var data = packets.Where(packet => packet["tcp.stream"] == subflow && packet.Fields.Segment.HasDss);
            Assert.All(data, packet => Assert.Equal(streamOfToken[token], packet["mptcp.stream"]));
        }

        // What is sent again on a subflow stands for the same data as before.
        var mapped = packets.Where(packet => packet.Number("tcp.len") > 0 && packet["tcp.options.mptcp.rawdataseqno"].Length > 0);
        foreach (var same in mapped.GroupBy(packet => (packet["tcp.stream"], packet.Fields.Source, packet["tcp.options.mptcp.subflowseqno"])))
        {
            Assert.Single(same.Select(packet => packet["tcp.options.mptcp.rawdataseqno"]).Distinct());
        }

        // MP_CAPABLE maps the first data by itself, which this tshark does not know; it asks for mappings of segments without data; and of
        // a segment sent again in the place of one that it has not seen it may find none, though it has dissected the option.
        Assert.All(
            packets.Where(packet => packet.Fields.Segment is { HasDss: true, PayloadLength: > 0 } && !packet.IsRetransmission),
            packet =>
            {
                Assert.Equal("", packet["mptcp.dss.missing_mapping"]);
                Assert.NotEmpty(packet["mptcp.related_mapping"]);
            });
    }

    /// <summary>
    /// Octets delivered and segments sent again, as the simulator counts them; behind a proxy that takes sessions over, its own repetitions count
    /// as well, which the sender's capture does not have.
    /// </summary>
    private void CountAlike(CapturedRun run, VariantPlan variant)
    {
        var result = run.Result.RunsOf(variant.Name).Single();
        var takesOver = variant.Nodes.Any(node => node.Proxy is { Mode: not ProxyMode.Forward });
        foreach (var (index, flow) in variant.Flows.Index())
        {
            if (variant.Class(flow.OpenedBy) is not null)
            {
                // The accesses of a population are not captured.
                continue;
            }

            var openerSends = flow.Transfer == TransferKind.Bulk && flow.From == flow.OpenedBy;
            var (sender, receiver) = openerSends ? (flow.OpenedBy, flow.Other) : (flow.Other, flow.OpenedBy);
            var port = (ushort)(FlowAssembly.FirstPort + index);
            var sent = Read(run, variant.Name, sender).Where(packet => packet.Captured.Direction == CaptureDirection.Outbound && packet.Has(port)).ToArray();
            var arrived = Read(run, variant.Name, receiver).Where(packet => packet.Captured.Direction == CaptureDirection.Inbound && packet.Has(port)).ToArray();
            var known = result.Flows.Single(each => each.Flow == flow.Id);
            output.WriteLine($"{variant.Name}, {flow.Id}: {known.Bytes} octets delivered, {known.Retransmissions} segments sent again");
            var resent = sent.Count(packet => packet.IsRetransmission);
            Assert.InRange(resent, takesOver ? 0 : known.Retransmissions, known.Retransmissions);
            var inOrder = arrived.GroupBy(packet => packet["mptcp.stream"].Length > 0 ? $"mptcp {packet["mptcp.stream"]}" : packet["tcp.stream"]).Sum(OctetsInOrder);

            // A repetition on another subflow fills a gap of the data level before those of the subflows, which hold up what lies behind them.
            var repeats = variant.Nodes.Any(node => node.Mptcp.OpportunisticRetransmission);
            Assert.InRange(known.Bytes, repeats ? 1 : inOrder, inOrder);
        }
    }

    /// <summary>Octets from the beginning of a stream up to the first gap.</summary>
    private static long OctetsInOrder(IEnumerable<DissectedPacket> packets)
    {
        var all = packets.ToArray();
        var mapped = Array.Exists(all, packet => packet["tcp.options.mptcp.rawdataseqno"].Length > 0);
        var runs = all.Where(packet => packet.Number("tcp.len") > 0 && (!mapped || packet["tcp.options.mptcp.rawdataseqno"].Length > 0))
            .Select(packet => (Start: packet.Number(mapped ? "tcp.options.mptcp.rawdataseqno" : "tcp.seq"), Length: packet.Number("tcp.len")))
            .ToArray();
        if (runs.Length == 0)
        {
            return 0;
        }

        // Numbers may wrap, so they are taken relative to the first that the stream can have.
        var first = mapped ? runs.Aggregate((a, b) => (long)(a.Start - b.Start) <= 0 ? a : b).Start : all.First(packet => packet.Fields.Segment.Has(TcpFlags.Syn)).Number("tcp.seq") + 1;
        var end = 0ul;
        foreach (var (start, length) in runs.Select(each => (Start: mapped ? each.Start - first : (uint)(each.Start - first), each.Length)).OrderBy(each => each.Start))
        {
            if (start > end)
            {
                break;
            }

            end = Math.Max(end, start + length);
        }

        return (long)end;
    }

    private sealed class DissectedPacket(PcapngPacket captured, Packet fields, IReadOnlyDictionary<string, string> dissected)
    {
        public PcapngPacket Captured { get; } = captured;

        public Packet Fields { get; } = fields;

        public string this[string field] => dissected[field];

        /// <summary>Whether tshark finds it sent again, for whichever reason it thinks.</summary>
        public bool IsRetransmission => Retransmitted.Any(mark => this[mark].Length > 0);

        public bool Has(ushort port) => Fields.Source.Port == port || Fields.Destination.Port == port;

        public ulong Number(string field) => ulong.Parse(this[field], CultureInfo.InvariantCulture);
    }
}
