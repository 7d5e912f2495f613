using System.Buffers.Binary;
using Mpsim.Captures;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Scenarios;
using Mpsim.Scenarios.Plan;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>One thing wrong in one packet of a capture, and the comparison of <see cref="TsharkTests"/> fails and says what: it does not pass for want of looking.</summary>
public sealed class SpoiledCaptureTests(ITestOutputHelper output)
{
    private const int Capable = 0;
    private const int Join = 1;
    private const int Dss = 2;

    /// <summary>A kind of option that is for experiments (RFC 4727), of which nobody makes anything.</summary>
    private const byte Experiment = 254;

    [Theory]
    [InlineData("TCP checksum", "TCP checksum: ")]
    [InlineData("IP checksum", "IP checksum: ")]
    [InlineData("IP length", "length of data: ")]
    [InlineData("octet of data", "TCP checksum: ")]
    [InlineData("sequence number", "sequence number: ")]
    [InlineData("acknowledgement", "complaint: ")]
    [InlineData("packet left out", "complaint: ")]
    [InlineData("packet sent again", "segments sent again, tshark finds 1")]
    [InlineData("key", "keys: ")]
    [InlineData("token", "MPTCP connections ")]
    [InlineData("mapping shifted", "a hole at ")]
    [InlineData("mapping left out", "octets were sent without a mapping")]
    [InlineData("DATA_ACK", "DATA_ACK of ")]
    [InlineData("checksum of a mapping", "checksum of the mapping: ")]
    public void Spoiled_packet_is_found(string spoiled, string complaint)
    {
        Tshark.IsNeeded();
        using var folder = new TemporaryFolder();
        var comparison = Comparison(spoiled == "checksum of a mapping" ? "checksums" : "no box", folder.Path, packets => Spoil(spoiled, packets));
        var failure = Assert.ThrowsAny<Exception>(comparison.Check);
        Assert.Contains(complaint, failure.Message, StringComparison.Ordinal);
    }

    /// <summary>The same where a proxy is addressed, at a member of a pool, and where a proxy crashes.</summary>
    [Theory]
    [InlineData("steering", "convert", "converter toward phone", "packet sent again", "segments sent again, tshark finds 1")]
    [InlineData("steering", "plain mode", "converter toward phone", "mapping shifted", "a hole at ")]
    [InlineData("steering", "convert", "converter toward phone", "packet left out", "complaint: ")]
    [InlineData("tunnel", "fragments", "proxy toward phone", "packet sent again", "segments sent again, tshark finds ")]
    [InlineData("scaling", "token", "proxy2 toward homes", "packet sent again", "segments sent again, tshark finds ")]
    [InlineData("scaling", "token", "proxy2 toward homes", "key", "keys: ")]
    [InlineData("failover", "hot standby", "gateway toward phone", "packet sent again", "segments sent again, tshark finds ")]
    [InlineData("failover", "cold standby", "gateway toward server", "packet sent again", "segments sent again, tshark finds ")]
    [InlineData("failover", "bypass", "phone", "packet sent again", "segments sent again, tshark finds ")]
    public void Spoiled_packet_is_found_at_other_places(string scenario, string variant, string place, string spoiled, string complaint)
    {
        Tshark.IsNeeded();
        using var folder = new TemporaryFolder();
        var comparison = Comparison(scenario, plan => Haste.Hurry(plan.Variants.Single(each => each.Name == variant), 25, Duration.FromMilliseconds(300)), place, folder.Path, packets => Spoil(spoiled, packets));
        var failure = Assert.ThrowsAny<Exception>(comparison.Check);
        Assert.Contains(complaint, failure.Message, StringComparison.Ordinal);
    }

    /// <summary>The rules that tshark's classes are held against are not so wide that another class would do.</summary>
    [Fact]
    public void Every_other_class_of_a_segment_sent_again_is_found()
    {
        Tshark.IsNeeded();
        using var folder = new TemporaryFolder();
        var plan = ScenarioReader.Read(Repository.PathTo("scenarios", "quickstart.yaml"), [], PluginNames.BuiltIn).Plan!;
        var dissected = new DissectedScenario(plan, [(plan.Variants.Single(each => each.Name == "with proxy") with { Duration = Duration.FromSeconds(1.5) }, new CaptureExtent(0))], folder.Path);
        var packets = dissected.Dissect(run => Vantage.Of(run.Variant).Where(vantage => vantage.Name == "gateway toward phone"), folder.Path, follows: true).Single().Value;
        var again = packets.First(packet => packet.Repetition is Field.OutOfOrder or Field.Retransmission);
        var connection = packets.Where(packet => packet.Connection == again.Connection).ToArray();
        SequenceAnalysis.Check(connection, []);
        foreach (var other in new Field?[] { null, Field.Retransmission, Field.Fast, Field.Spurious, Field.OutOfOrder }.Where(other => other != again.Repetition))
        {
            Assert.ThrowsAny<Exception>(() => SequenceAnalysis.Check(connection.Select(packet => packet == again ? packet.With(other) : packet), []));
        }
    }

    [Theory]
    [InlineData("no box")]
    [InlineData("checksums")]
    public void Sound_packets_are_found_sound(string variant)
    {
        Tshark.IsNeeded();
        using var folder = new TemporaryFolder();
        Comparison(variant, folder.Path, _ => { }).Check();
    }

    /// <summary>A download over two subflows, of which what the server has captured is spoiled.</summary>
    private CaptureComparison Comparison(string name, string folder, Action<List<(PcapngPacket Captured, Packet Fields)>> spoil) =>
        Comparison("middleboxes", plan => plan.Variants.Single(variant => variant.Name == name) with { Duration = Duration.FromMilliseconds(500) }, "server", folder, spoil);

    private CaptureComparison Comparison(string scenario, Func<ScenarioPlan, VariantPlan> variant, string place, string folder, Action<List<(PcapngPacket Captured, Packet Fields)>> spoil)
    {
        var plan = ScenarioReader.Read(Repository.PathTo("scenarios", $"{scenario}.yaml"), [], PluginNames.BuiltIn).Plan!;
        var dissected = new DissectedScenario(plan, [(variant(plan), CaptureExtent.Everything)], folder)
        {
            Spoil = (vantage, packets) =>
            {
                if (vantage.Name == place)
                {
                    spoil(packets);
                }
            },
        };
        return new CaptureComparison(dissected, folder, output);
    }

    private static void Spoil(string what, List<(PcapngPacket Captured, Packet Fields)> packets)
    {
        // Some way into the transfer, so that something is before it and behind it.
        var data = packets.Index().Where(each => each.Item is { Captured.Direction: CaptureDirection.Outbound, Fields.Segment.PayloadLength: > 0 }).ElementAt(20).Index;
        var octets = packets[data].Captured.Octets;
        var tcp = TcpOctets.HeaderAt(octets);
        switch (what)
        {
            case "TCP checksum":
                octets[tcp + 16] ^= 1;
                break;
            case "IP checksum":
                octets[10] ^= 1;
                break;
            case "IP length":
                BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(2), (ushort)(octets.Length - 4));
                break;
            case "octet of data":
                octets[^1] ^= 1;
                break;
            case "sequence number":
                TcpOctets.Increment(octets, tcp + 7);
                break;
            case "packet left out":
                packets.RemoveAt(data);
                break;
            case "packet sent again":
                packets.Insert(data + 1, packets[data]);
                break;
            case "mapping shifted":
                TcpOctets.Increment(octets, EndOfDsn(packets[data].Fields, octets));
                Decode(packets, data);
                break;
            case "mapping left out":
                TcpOctets.Set(octets, TcpOctets.OptionAt(octets, Dss)!.Value, Experiment);
                Decode(packets, data);
                break;
            case "checksum of a mapping":
                TcpOctets.Increment(octets, EndOfDsn(packets[data].Fields, octets) + 4 + 2 + 2);
                Decode(packets, data);
                break;
            default:
                SpoilArrived(what, packets);
                break;
        }
    }

    private static void SpoilArrived(string what, List<(PcapngPacket Captured, Packet Fields)> packets)
    {
        var arrived = packets.Index().Where(each => each.Item.Captured.Direction == CaptureDirection.Inbound).ToArray();
        switch (what)
        {
            case "acknowledgement":
                var last = arrived[^1];
                TcpOctets.Increment(last.Item.Captured.Octets, TcpOctets.HeaderAt(last.Item.Captured.Octets) + 8);
                Decode(packets, last.Index);
                break;
            case "key":
                var third = arrived.First(each => each.Item.Fields.Segment.Options?.MpCapable is { ReceiverKey: not null }).Item.Captured.Octets;
                TcpOctets.Increment(third, TcpOctets.OptionAt(third, Capable)!.Value + 4 + 8 + 7);
                break;
            case "token":
                var join = arrived.First(each => TcpOctets.OptionAt(each.Item.Captured.Octets, Join) is not null).Item.Captured.Octets;
                TcpOctets.Increment(join, TcpOctets.OptionAt(join, Join)!.Value + 7);
                break;
            case "DATA_ACK":
                var highest = arrived.Where(each => each.Item.Fields.Segment is { HasDss: true } segment && (segment.Dss & DssFlags.DataAck) != 0).MaxBy(each => each.Item.Fields.Segment.DataAck);
                TcpOctets.Increment(highest.Item.Captured.Octets, EndOfDataAck(highest.Item.Fields, highest.Item.Captured.Octets));
                Decode(packets, highest.Index);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(what), what, "unknown");
        }
    }

    /// <summary>The writer was wrong, and what the simulator decodes agrees with it.</summary>
    private static void Decode(List<(PcapngPacket Captured, Packet Fields)> packets, int index) => packets[index] = (packets[index].Captured, CapturedRun.Decode(packets[index].Captured));

    private static int EndOfDataAck(Packet packet, byte[] octets) => TcpOctets.OptionAt(octets, Dss)!.Value + 3 + ((packet.Segment.Dss & DssFlags.DataAck) == 0 ? 0 : (packet.Segment.Dss & DssFlags.DataAck8) == 0 ? 4 : 8);

    private static int EndOfDsn(Packet packet, byte[] octets) => EndOfDataAck(packet, octets) + ((packet.Segment.Dss & DssFlags.Dsn8) == 0 ? 4 : 8);
}
