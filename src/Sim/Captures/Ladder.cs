using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Codec;

namespace Mpsim.Captures;

/// <summary>The packets of one flow as a node saw them, in words: who sent what to whom, and when.</summary>
/// <param name="Columns">Addresses that take part, the node's own first, with what each is called.</param>
/// <param name="Steps">In the order of time.</param>
/// <param name="Omitted">Packets of the flow beyond those shown.</param>
/// <param name="Span">Times of the first and the last packet of the flow, shown or not; null when it has none.</param>
internal sealed record Ladder(IReadOnlyList<LadderColumn> Columns, IReadOnlyList<LadderStep> Steps, int Omitted, (Instant First, Instant Last)? Span)
{
    /// <summary>Reads a capture into a ladder.</summary>
    /// <param name="capture">Capture of a node.</param>
    /// <param name="node">Name of the node.</param>
    /// <param name="port">The port that names the flow.</param>
    /// <param name="window">What to show of it.</param>
    public static Ladder Of(PcapngReader capture, string node, ushort port, LadderWindow window)
    {
        var words = new SegmentWords();
        var columns = new List<LadderColumn>();
        var steps = new List<LadderStep>();
        var omitted = 0;
        (Instant First, Instant Last)? span = null;
        var packet = new Packet();
        foreach (var captured in capture.Packets)
        {
            var isPacket = PacketDecoder.DecodeCut(captured.Octets, packet).IsPacket;
            if (!isPacket || (packet.Source.Port != port && packet.Destination.Port != port))
            {
                continue;
            }

            span = (span?.First ?? captured.Time, captured.Time);

            // Words are made of every packet, because numbers are told relative to what the first ones have said.
            var (header, options) = (words.Header(packet), words.Options(packet));
            if (captured.Time < window.From || captured.Time > window.Until || steps.Count >= window.Count)
            {
                omitted++;
                continue;
            }

            var isOwn = captured.Direction == CaptureDirection.Outbound;
            var source = Column(columns, packet.Source.Address, isOwn ? $"{node} {captured.Interface}" : null);
            var destination = Column(columns, packet.Destination.Address, isOwn ? null : $"{node} {captured.Interface}");
            steps.Add(new LadderStep(captured.Time, captured.Interface, packet.Source, packet.Destination, source, destination, header, options, captured.Comment));
        }

        // The node's own addresses to the left, in the order in which they came up.
        return new Ladder([.. columns.OrderBy(column => column.IsOwn ? 0 : 1)], steps, omitted, span);
    }

    private static LadderColumn Column(List<LadderColumn> columns, IpAddress address, string? own)
    {
        if (columns.Find(column => column.Address == address) is { } known)
        {
            return known;
        }

        var added = new LadderColumn(address, own ?? "", own is not null);
        columns.Add(added);
        return added;
    }
}

/// <summary>An address in a ladder.</summary>
/// <param name="Address">The address.</param>
/// <param name="Name">Node and link, where the capture knows them.</param>
/// <param name="IsOwn">It is one of the node that captured.</param>
internal sealed record LadderColumn(IpAddress Address, string Name, bool IsOwn);

/// <summary>A packet in a ladder.</summary>
/// <param name="Time">When it was seen.</param>
/// <param name="Interface">Where.</param>
/// <param name="Source">Who sent it.</param>
/// <param name="Destination">To whom.</param>
/// <param name="From">Column of the source.</param>
/// <param name="To">Column of the destination.</param>
/// <param name="Header">Flags and numbers.</param>
/// <param name="Options">Options in words.</param>
/// <param name="Comment">What the capture says of it, such as that it was lost; or null.</param>
internal sealed record LadderStep(Instant Time, string Interface, Endpoint Source, Endpoint Destination, LadderColumn From, LadderColumn To, string Header, string Options, string? Comment);

/// <summary>What of a flow a ladder shows.</summary>
/// <param name="Count">Most packets.</param>
/// <param name="From">First time.</param>
/// <param name="Until">Last time.</param>
internal sealed record LadderWindow(int Count, Instant From, Instant Until);
