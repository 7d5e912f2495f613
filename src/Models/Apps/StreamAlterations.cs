using Mpsim.Models.Probes;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Apps;

/// <summary>
/// What devices on the way did to a stream, as they said themselves, and what of it came through. As long as the receiver reads what the
/// devices made of the stream, every byte is checked; where the change of length has put the data of a connection out of place, the
/// stream is given up as spoiled, from the first alteration on.
/// </summary>
public sealed class StreamAlterations
{
    private readonly List<Alteration> _alterations = [];
    private int _progress;

    /// <summary>The device that altered the stream first.</summary>
    public required string By { get; init; }

    /// <summary>Bytes of devices that the receiver has read in their place.</summary>
    public long Altered { get; private set; }

    /// <summary>The receiver has read what does not follow from the alterations alone: bytes are out of place.</summary>
    public bool IsSpoiled { get; private set; }

    /// <summary>When the receiver first read what the origin did not write, or <see cref="Instant.Never"/>.</summary>
    public Instant ReadAt { get; private set; } = Instant.Never;

    internal void Add(in Alteration alteration) => _alterations.Add(alteration);

    /// <summary>Takes a run of bytes that is read.</summary>
    /// <param name="now">The time.</param>
    /// <param name="entry">The stream.</param>
    /// <param name="payload">The run.</param>
    /// <param name="count">Its length.</param>
    /// <returns>By how many bytes of the origin the receiver has come further; null when no alteration explains the run.</returns>
    internal long? Read(Instant now, StreamEntry entry, Payload payload, long count)
    {
        if (IsSpoiled)
        {
            return Math.Min(count, entry.Written - entry.Verified);
        }

        if (_progress == 0 && IsNext(entry, payload, count))
        {
            return count;
        }

        foreach (var alteration in _alterations)
        {
            if (alteration.Offset != entry.Verified)
            {
                continue;
            }

            // Bytes that were only taken out: the stream goes on behind them.
            if (alteration.Inserted == 0 && payload.Stream == entry.Number && payload.Offset == alteration.Offset + alteration.Removed)
            {
                NoteRead(now, 0);
                return alteration.Removed + count;
            }

            if (payload == new Payload(alteration.OwnStream, alteration.OwnOffset + _progress) && count <= alteration.Inserted - _progress)
            {
                NoteRead(now, count);
                _progress += (int)count;
                if (_progress < alteration.Inserted)
                {
                    return 0;
                }

                _progress = 0;
                return alteration.Removed;
            }
        }

        return Spoil(now, entry, count);
    }

    /// <summary>The stream ended: too early or too late for what was written, unless no alteration lies before.</summary>
    internal bool ExplainsEnd(Instant now, StreamEntry entry)
    {
        if (_alterations.TrueForAll(alteration => alteration.Offset > entry.Verified))
        {
            return false;
        }

        Spoil(now, entry, 0);
        return true;
    }

    private static bool IsNext(StreamEntry entry, Payload payload, long count) =>
        payload.Stream == entry.Number && payload.Offset == entry.Verified && count <= entry.Written - entry.Verified;

    private long? Spoil(Instant now, StreamEntry entry, long count)
    {
        // Before the first place that was altered there is nothing to blame a device for.
        if (_alterations.TrueForAll(alteration => alteration.Offset > entry.Verified))
        {
            return null;
        }

        NoteRead(now, 0);
        IsSpoiled = true;
        return Math.Min(count, entry.Written - entry.Verified);
    }

    private void NoteRead(Instant now, long count)
    {
        ReadAt = ReadAt == Instant.Never ? now : ReadAt;
        Altered += count;
    }
}
