using Mpsim.Models.Hosts;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>A connection at one of its ends, all its paths together: what tshark reads there against what the socket knows.</summary>
/// <param name="observed">The socket.</param>
/// <param name="paths">Its paths, each compared by itself.</param>
/// <param name="boxes">The middleboxes of the network.</param>
/// <param name="isBounded">Something stands between the capture and the socket that drops packets or holds them back: the socket has no more than what was captured.</param>
internal sealed class ConnectionComparison(ObservedSocket observed, IReadOnlyList<PathComparison> paths, IReadOnlyCollection<string> boxes, bool isBounded)
{
    /// <summary>No middlebox is on the way: each segment comes with the mapping that it left with.</summary>
    private readonly bool _isUncut = boxes.Count == 0;

    /// <summary>A middlebox on the way changes data.</summary>
    private readonly bool _isRewritten = boxes.Contains("rewrite-payload");

    private MptcpConnection? Connection => (observed.Socket as MptcpSocket)?.Connection;

    /// <summary>The connection is MPTCP, and has been from beginning to end.</summary>
    public bool IsMptcp => Connection is { FallbackReason: null, RemoteKey: not 0 };

    /// <summary>The connection was MPTCP and is TCP.</summary>
    private bool HasFallenBack => Connection is { FallbackReason: not null, RemoteKey: not 0 };

    /// <summary>What tshark calls the MPTCP connection.</summary>
    public string Stream { get; private set; } = "";

    public void Check()
    {
        if (IsMptcp)
        {
            GroupsSubflows();
            FindsMappings();
            FollowsWhatWasSent(Connection!);
            FollowsWhatCame(Connection!);
        }
        else
        {
            if (HasFallenBack)
            {
                GroupsSubflows();
                FollowsIntoFallback(Connection!);
            }

            // Plain TCP, also where it was MPTCP before, for only a connection of one subflow falls back: what came in order is what the owner was given.
            var inOrder = paths[0].InOrder();
            Assert.True(observed.Has(inOrder, isBounded), $"{paths[0]}: {observed}, {inOrder} came in order, fallback {Connection?.FallbackReason}");
        }
    }

    /// <summary>
    /// Until a connection falls back its only subflow carries the data sequence from one end to the other: each mapping says that the two go side by side,
    /// that of infinite length (RFC 8684 section 3.7) as well; and what was assigned to the data sequence was sent by this subflow or waits there.
    /// </summary>
    private void FollowsIntoFallback(MptcpConnection connection)
    {
        var data = new DataFollowing(connection.LocalKey);
        foreach (var packet in paths[0].Sent.Where(packet => packet.Has(Field.RawDsn)))
        {
            var offset = data.Offset(packet.Number(Field.RawDsn), (packet.Dss & DssFlags.Dsn8) != 0);
            Assert.True(offset == (long)packet.Number(Field.SubflowSeq) - 1 || packet.Number(Field.SubflowSeq) == 0, $"mapping of a connection with one subflow: {packet}");
        }

        var sent = paths[0].Sent.Where(packet => packet.Fields.Segment.PayloadLength > 0).Select(packet => (long)(int)(packet.Fields.Segment.Seq + (uint)packet.Fields.Segment.PayloadLength - paths[0].Tcp.Iss - 1)).DefaultIfEmpty(0).Max();
        Assert.True(sent <= connection.NextNew && (isBounded || sent + paths[0].Tcp.Unsent >= connection.FirstUnacknowledged), $"{paths[0]}: sent to {sent} and {paths[0].Tcp.Unsent} wait, the connection has assigned {connection.NextNew}");
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
            var unmapped = data.Add(path.Sent, wholeStream: true, isUncut: true);
            Assert.True(unmapped == 0, $"{path}: {unmapped} octets were sent without a mapping");
        }

        // What the subflows have been given and not sent may be missing between data that others have sent.
        var synData = SynData(paths[0].Sent);
        var unsent = paths.Sum(path => path.Tcp.Unsent);
        Assert.True(data.Highest + synData <= connection.NextNew, $"{paths[0]}: data to {data.Highest} mapped, the connection has assigned {connection.NextNew}");
        Assert.True(data.End + synData >= (isBounded ? 0 : unsent > 0 ? connection.FirstUnacknowledged : connection.NextNew), $"{paths[0]}: a hole at {data.End} in what was sent, of {connection.NextNew}");

        var acknowledged = Acknowledged(paths.SelectMany(path => path.Arrived), data);
        var fin = acknowledged == data.Highest + 1 ? 1 : 0;
        Assert.True(acknowledged < 0 || (isBounded ? acknowledged - fin + synData >= connection.FirstUnacknowledged : acknowledged - fin + synData == connection.FirstUnacknowledged), $"{paths[0]}: DATA_ACK of {acknowledged} came, the connection has {connection.FirstUnacknowledged}");
    }

    private void FollowsWhatCame(MptcpConnection connection)
    {
        var data = new DataFollowing(connection.RemoteKey);
        foreach (var path in paths)
        {
            // A middlebox may strip mappings; what lies behind the first octet without one is not delivered by this subflow.
            var unmapped = data.Add(path.Arrived, wholeStream: false, _isUncut);
            Assert.True(unmapped == 0 || !_isUncut, $"{path}: {unmapped} octets came without a mapping");
        }

        Assert.True(Acknowledged(paths.SelectMany(path => path.Sent), data) <= data.End + 1, $"{paths[0]}: a DATA_ACK for what has not come");

        // Data that do not fit their mapping end the subflow, and what comes on it afterwards is not delivered.
        var followed = data.End + SynData(paths[0].Arrived);
        Assert.True(observed.Has(followed, _isRewritten || isBounded), $"{paths[0]}: {observed}, the data sequence goes to {data.End}");
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
