using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Network.Middleboxes;

/// <summary>
/// A device that cuts segments into smaller ones, as a network card does for its host (TSO) or a gateway toward a smaller MTU. What it
/// does with the options is why RFC 8684 section 3.3.1 lets a mapping stand on several segments, and lets segments go without
/// one that an earlier mapping covers: most devices copy all options to every piece, some leave them on the first only.
/// </summary>
public sealed class SegmentSplitter : Middlebox
{
    private readonly int _size;
    private readonly bool _copiesDss;
    private long _split;
    private long _pieces;

    /// <param name="size">Octets of payload in a piece.</param>
    /// <param name="copiesDss">MPTCP's options go to every piece, otherwise to the first.</param>
    /// <param name="headings">The directions it works in.</param>
    public SegmentSplitter(int size, bool copiesDss, Heading headings)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        _size = size;
        _copiesDss = copiesDss;
        Works = headings;
    }

    public override string Name => "split";

    public override string Totals => $"{_split} segments split into {_pieces}";

    protected override void Take(Packet packet, Heading heading)
    {
        // A SYN with data (RFC 7413) stays whole: segmentation offload, which this stands for, does not touch it.
        if (packet.Segment.PayloadLength <= _size || packet.Segment.Has(TcpFlags.Syn))
        {
            Pass(packet, heading);
            return;
        }

        RecordFirst("segment-split", packet);
        _split++;
        var length = (int)packet.Segment.PayloadLength;
        var last = (length - 1) / _size * _size;
        for (var start = 0; start < last; start += _size)
        {
            var piece = Copy(packet);
            piece.Segment.Flags &= ~(TcpFlags.Fin | TcpFlags.Psh);
            Cut(piece, start, _size, heading);
        }

        Cut(packet, last, length - last, heading);
    }

    private void Cut(Packet piece, int start, int count, Heading heading)
    {
        _pieces++;
        ref var segment = ref piece.Segment;
        segment.Seq += (uint)start;
        segment.Payload = segment.Payload.Skip(start);
        segment.PayloadLength = (ushort)count;
        if (start > 0)
        {
            // RFC 3168 section 6.1.2 has CWR on the first new segment only.
            segment.Flags &= ~TcpFlags.Cwr;
            if (!_copiesDss)
            {
                MptcpSubtypes.All.In(segment).RemoveFrom(ref segment);
            }
        }

        piece.Measure();
        Pass(piece, heading);
    }
}
