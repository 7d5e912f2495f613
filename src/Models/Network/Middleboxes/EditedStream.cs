using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Network.Middleboxes;

/// <summary>
/// One direction of a connection whose length a gateway changes: sequence numbers as the sender counts them, and as the receiver
/// does. All bytes put in stand for the first that was taken out, so a segment that is sent again is rewritten as it was before.
/// </summary>
/// <param name="initial">The sender's initial sequence number.</param>
/// <param name="firstEdit">Position of the first byte to be rewritten.</param>
internal sealed class EditedStream(uint initial, long firstEdit)
{
    private readonly List<Edit> _edits = [];

    public uint Initial => initial;

    /// <summary>Position from which on the next byte is to be rewritten.</summary>
    public long NextEdit { get; private set; } = firstEdit;

    /// <summary>
    /// Position after the last byte that has passed: near those in use, so that a sequence number's full position is found from it. Data alone move it: an RST
    /// that somebody else has made up may have any number.
    /// </summary>
    public long Highest { get; private set; }

    public void NoteSeen(long end) => Highest = Math.Max(Highest, end);

    public List<Edit> Edits => _edits;

    public void Add(in Edit edit, long next)
    {
        _edits.Add(edit);
        NextEdit = next;
    }

    /// <summary>Position of a sequence number of the sender.</summary>
    public long PositionOf(uint sequence) => Highest + (int)(sequence - (initial + 1 + (uint)Highest));

    /// <summary>Bytes from <paramref name="start"/> to before <paramref name="end"/> were rewritten.</summary>
    public bool Touches(long start, long end)
    {
        for (var i = _edits.Count - 1; i >= 0 && _edits[i].End > start; i--)
        {
            if (_edits[i].Position < end)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The receiver's sequence number of a position.</summary>
    public uint Sequence(long position)
    {
        var shift = 0L;
        for (var i = 0; i < _edits.Count && _edits[i].Position < position; i++)
        {
            // Within what was taken out there is nothing to number: the position is that after what was put in.
            shift += _edits[i].Inserted - Math.Min(_edits[i].Removed, position - _edits[i].Position);
        }

        return initial + 1 + (uint)(position + shift);
    }

    /// <summary>Turns what the receiver acknowledges into the sender's sequence numbers.</summary>
    public void RestoreAcknowledgements(ref Segment segment)
    {
        if (_edits.Count == 0)
        {
            return;
        }

        if (segment.Has(TcpFlags.Ack))
        {
            segment.Ack = Restore(segment.Ack, 0);
        }

        var kept = 0;
        for (var i = 0; i < segment.SackCount; i++)
        {
            var block = new SackBlock(Restore(segment.Sack[i].Left, 1), Restore(segment.Sack[i].Right, 0));
            if (SequenceNumber.After(block.Right, block.Left))
            {
                segment.Sack[kept++] = block;
            }
        }

        segment.SackCount = (byte)kept;
    }

    /// <param name="sequence">The receiver's sequence number.</param>
    /// <param name="within">Where in the bytes taken out a number within those put in lies: 0 for before them, 1 for behind.</param>
    private uint Restore(uint sequence, int within)
    {
        var shift = 0L;
        foreach (var edit in _edits)
        {
            shift += edit.Inserted - edit.Removed;
        }

        // Both positions grow together, so that one near the sender's is near the receiver's.
        var position = Highest + shift + (int)(sequence - (initial + 1 + (uint)(Highest + shift)));
        shift = 0;
        foreach (var edit in _edits)
        {
            var start = edit.Position + shift;
            if (position < start || (position == start && edit.Inserted > 0))
            {
                break;
            }

            if (position < start + edit.Inserted)
            {
                return initial + 1 + (uint)(within == 0 ? edit.Position : edit.End);
            }

            shift += edit.Inserted - edit.Removed;
        }

        return initial + 1 + (uint)(position - shift);
    }
}
