using Mpsim.Models.Probes;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Network.Middleboxes;

/// <summary>
/// An application-level gateway that rewrites bytes in passing, as one for FTP does with addresses, and keeps the two ends in
/// step when the length changes, by adjusting sequence numbers, acknowledgements and SACK blocks. It knows nothing of MPTCP: mappings and
/// checksums stay as they were, and no longer fit (RFC 8684 section 3.3.1).
/// </summary>
/// <remarks>
/// Payload goes by reference, so the bytes put in are a stream of the gateway's own and travel in a segment of their own. Each
/// alteration is reported, so that the check of the data can tell it from a defect.
/// </remarks>
public sealed class PayloadRewriter : Middlebox
{
    private readonly long _at;
    private readonly long _every;
    private readonly int _removed;
    private readonly int _inserted;
    private readonly Heading _headings;
    private readonly Dictionary<(ConnectionKey Connection, Heading Heading), EditedStream> _streams = [];
    private int _ownStream;
    private long _ownOffset;
    private long _alterations;

    /// <param name="at">Position in each connection's payload of the first byte that is rewritten.</param>
    /// <param name="every">Distance from one such position to the next; 0 for only one.</param>
    /// <param name="removed">Bytes taken out there; fewer where the segment ends before.</param>
    /// <param name="inserted">Bytes put in.</param>
    /// <param name="headings">The directions whose payload is rewritten.</param>
    public PayloadRewriter(long at, long every, int removed, int inserted, Heading headings)
    {
        _at = at;
        _every = every;
        _removed = removed;
        _inserted = inserted;
        _headings = headings;
    }

    public override string Name => "rewrite-payload";

    public override string Totals => $"{_alterations} places rewritten";

    protected override void Take(Packet packet, Heading heading)
    {
        var key = ConnectionKey.Of(packet, heading);
        if (packet.Segment.Has(TcpFlags.Syn) && (_headings & heading) != 0)
        {
            Begin((key, heading), packet.Segment.Seq);
            PassSynData(packet.Segment, _streams[(key, heading)]);
        }

        if (_streams.TryGetValue((key, heading == Heading.Up ? Heading.Down : Heading.Up), out var reverse))
        {
            reverse.RestoreAcknowledgements(ref packet.Segment);
        }

        if (_streams.TryGetValue((key, heading), out var stream) && !packet.Segment.Has(TcpFlags.Syn))
        {
            Rewrite(packet, heading, stream);
            return;
        }

        Pass(packet, heading);
    }

    private void Begin((ConnectionKey Connection, Heading Heading) key, uint initial)
    {
        if (!_streams.TryGetValue(key, out var known) || known.Initial != initial)
        {
            _streams[key] = new EditedStream(initial, _at);
        }
    }

    /// <summary>Data in a SYN (RFC 7413) pass as they are, also when they are sent again because the SYN/ACK did not take them.</summary>
    private static void PassSynData(in Segment syn, EditedStream stream)
    {
        if (syn.PayloadLength > 0)
        {
            stream.NoteSeen(stream.PositionOf(syn.Seq) + syn.SequenceLength);
        }
    }

    private void Rewrite(Packet packet, Heading heading, EditedStream stream)
    {
        var start = stream.PositionOf(packet.Segment.Seq);
        var end = start + packet.Segment.PayloadLength;
        while (Math.Max(stream.NextEdit, Math.Max(start, stream.Highest)) is var position && position < end)
        {
            AddEdit(packet, stream, start, position);
        }

        if (end > start)
        {
            stream.NoteSeen(end);
        }

        if (packet.Segment.PayloadLength == 0 || !stream.Touches(start, end))
        {
            packet.Segment.Seq = stream.Sequence(start);
            Pass(packet, heading);
            return;
        }

        SendPieces(packet, heading, stream, start, end);
    }

    /// <summary>Data that have passed already cannot be shifted any more, so a place that a lost segment held is rewritten further on.</summary>
    private void AddEdit(Packet packet, EditedStream stream, long start, long position)
    {
        var removed = (int)Math.Min(_removed, start + packet.Segment.PayloadLength - position);
        if (_ownStream == 0)
        {
            _ownStream = Site.Alterations.OpenStream(Entity);
        }

        var original = packet.Segment.Payload.Skip(position - start);
        var own = new Payload(_ownStream, _ownOffset);
        _ownOffset += _inserted;
        _alterations++;
        stream.Add(new Edit(position, removed, own, _inserted), _every == 0 ? long.MaxValue : position + Math.Max(_every, removed));
        Site.Alterations.Record(new Alteration(original.Stream, original.Offset, removed, own.Stream, own.Offset, _inserted));
        Record("payload-rewritten", $"{packet.Source} > {packet.Destination}: {removed} B at {position} by {_inserted} B");
    }

    /// <summary>Sends the parts of a segment that stay, and between them what was put in, each as a segment; FIN goes with the last.</summary>
    private void SendPieces(Packet packet, Heading heading, EditedStream stream, long start, long end)
    {
        var payload = packet.Segment.Payload;
        var isFin = packet.Segment.Has(TcpFlags.Fin);
        packet.Segment.Flags &= ~TcpFlags.Fin;
        var position = start;
        for (var i = 0; i < stream.Edits.Count && position < end; i++)
        {
            var edit = stream.Edits[i];
            if (edit.End <= position || edit.Position >= end)
            {
                continue;
            }

            if (edit.Position > position)
            {
                SendPiece(packet, heading, stream.Sequence(position), payload.Skip(position - start), (int)(edit.Position - position));
            }

            if (edit.Position >= position && edit.Inserted > 0)
            {
                SendPiece(packet, heading, stream.Sequence(edit.Position), edit.Own, edit.Inserted);
            }

            position = Math.Min(edit.End, end);
        }

        if (position < end)
        {
            SendPiece(packet, heading, stream.Sequence(position), payload.Skip(position - start), (int)(end - position));
        }

        if (isFin)
        {
            packet.Segment.Flags |= TcpFlags.Fin;
            SendPiece(packet, heading, stream.Sequence(end), default, 0);
        }

        Drop(packet);
    }

    private void SendPiece(Packet packet, Heading heading, uint sequence, Payload payload, int count)
    {
        var piece = Copy(packet);
        piece.Segment.Seq = sequence;
        piece.Segment.Payload = payload;
        piece.Segment.PayloadLength = (ushort)count;
        piece.Measure();
        Pass(piece, heading);
    }
}
