using Mpsim.Models.Hosts;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>A connection at one of its ends, all its paths together: what tshark reads there against what the socket knows.</summary>
/// <param name="observed">The socket.</param>
/// <param name="paths">Its paths, each compared by itself.</param>
/// <param name="isUncut">No middlebox is on the way: each segment comes with the mapping that it left with.</param>
/// <param name="isRewritten">A middlebox on the way changes data.</param>
internal sealed class ConnectionComparison(ObservedSocket observed, IReadOnlyList<PathComparison> paths, bool isUncut, bool isRewritten)
{
    private MptcpConnection? Connection => (observed.Socket as MptcpSocket)?.Connection;

    /// <summary>The connection is MPTCP, and has been from beginning to end.</summary>
    public bool IsMptcp => Connection is { FallbackReason: null, RemoteKey: not 0 };

    /// <summary>The connection was MPTCP and is TCP.</summary>
    private bool HasFallenBack => Connection is { FallbackReason: not null, RemoteKey: not 0 };

    /// <summary>One end wants no joins to its address: then tshark takes the algorithm for unknown, and makes nothing of the keys.</summary>
    private bool HasFlagC => paths[0].Sent.Concat(paths[0].Arrived).Any(packet => packet.Fields.Segment.Options?.MpCapable is { } capable && (capable.Flags & MpCapable.NoJoinToThisAddress) != 0);

    /// <summary>What tshark calls the MPTCP connection.</summary>
    public string Stream { get; private set; } = "";

    public void Check()
    {
        if (IsMptcp)
        {
            if (!HasFlagC)
            {
                GroupsSubflows();
                FindsMappings();
            }

            FollowsWhatWasSent(Connection!);
            FollowsWhatCame(Connection!);
        }
        else if (!HasFallenBack)
        {
            // Plain TCP: what came in order is what the owner was given.
            Assert.True(observed.Delivered is not { } delivered || delivered == paths[0].InOrder(), $"{paths[0]}: {observed.Delivered} octets delivered, {paths[0].InOrder()} came in order");
        }
    }

    /// <summary>All subflows are of one connection to tshark, which finds it by keys and tokens.</summary>
    private void GroupsSubflows()
    {
        var streams = paths.SelectMany(path => path.Sent.Concat(path.Arrived)).Where(packet => packet.Fields.Segment.HasDss).Select(packet => packet[Field.MptcpStream]).Distinct().ToArray();
        Assert.True(streams.Length <= 1 && !streams.Contains(""), $"{paths[0]}: MPTCP connections {string.Join(", ", streams)}");
        Stream = streams.FirstOrDefault("");
    }

    /// <summary>
    /// tshark finds the mapping of each segment with data. It asks for mappings of segments without data as well; and of a segment sent again in the place
    /// of one that it has not seen it may find none, though it has dissected the option.
    /// </summary>
    private void FindsMappings()
    {
        foreach (var packet in paths.SelectMany(path => path.Sent.Concat(path.Arrived)).Where(packet => packet.Fields.Segment is { HasDss: true, PayloadLength: > 0 } && packet.Repetition is null))
        {
            Assert.True(!packet.Has(Field.MissingMapping) && packet.Has(Field.RelatedMapping), $"mapping not found: {packet}");
        }
    }

    private void FollowsWhatWasSent(MptcpConnection connection)
    {
        var data = new DataFollowing(connection.LocalKey);
        foreach (var path in paths)
        {
            Assert.Equal(0, data.Add(path.Sent, wholeStream: true, isUncut: true));
        }

        // What the subflows have been given and not sent may be missing between data that others have sent.
        var synData = SynData(paths[0].Sent);
        var unsent = paths.Sum(path => path.Tcp.Unsent);
        Assert.True(data.Highest + synData <= connection.NextNew, $"{paths[0]}: data to {data.Highest} mapped, the connection has assigned {connection.NextNew}");
        Assert.True(data.End + synData >= (unsent > 0 ? connection.FirstUnacknowledged : connection.NextNew), $"{paths[0]}: a hole at {data.End} in what was sent, of {connection.NextNew}");

        var acknowledged = Acknowledged(paths.SelectMany(path => path.Arrived), data);
        var fin = acknowledged == data.Highest + 1 ? 1 : 0;
        Assert.True(acknowledged - fin + synData == connection.FirstUnacknowledged || acknowledged < 0, $"{paths[0]}: DATA_ACK of {acknowledged} came, the connection has {connection.FirstUnacknowledged}");
    }

    private void FollowsWhatCame(MptcpConnection connection)
    {
        var data = new DataFollowing(connection.RemoteKey);
        foreach (var path in paths)
        {
            // A middlebox may strip mappings; what lies behind the first octet without one is not delivered by this subflow.
            var unmapped = data.Add(path.Arrived, wholeStream: false, isUncut);
            Assert.True(unmapped == 0 || !isUncut, $"{path}: {unmapped} octets came without a mapping");
        }

        Assert.True(Acknowledged(paths.SelectMany(path => path.Sent), data) <= data.End + 1, $"{paths[0]}: a DATA_ACK for what has not come");
        if (observed.Delivered is { } delivered)
        {
            // Data that do not fit their mapping end the subflow, and what comes on it afterwards is not delivered.
            var followed = data.End + SynData(paths[0].Arrived);
            Assert.True(isRewritten ? delivered <= followed : delivered == followed, $"{paths[0]}: {delivered} octets delivered, the data sequence goes to {data.End}");
        }
    }

    /// <summary>The highest DATA_ACK among segments, from the beginning of the data sequence; -1 for none.</summary>
    private static long Acknowledged(IEnumerable<DissectedPacket> segments, DataFollowing data) => segments
        .Where(packet => packet.Has(Field.RawDataAck) && !packet.Fields.Segment.Has(TcpFlags.Syn))
        .Select(packet => data.Offset(packet.Number(Field.RawDataAck), (packet.Dss & DssFlags.DataAck8) != 0))
        .DefaultIfEmpty(-1).Max();

    /// <summary>Data of the SYN have positions and no data sequence numbers (RFC 8684 appendix B).</summary>
    private static int SynData(IEnumerable<DissectedPacket> segments) =>
        segments.FirstOrDefault(packet => packet.Fields.Segment.Has(TcpFlags.Syn)) is { } syn ? syn.Fields.Segment.PayloadLength : 0;
}
