using Mpsim.Models.Probes;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Apps;

/// <summary>
/// The book of all byte streams of a run: hands out the stream numbers and keeps what was written against what arrived.
/// It sees both ends at once, so it can tell at any moment whether a network of any shape has delivered what it was given.
/// </summary>
public sealed class StreamLedger : AlterationSink
{
    private readonly List<StreamEntry> _streams = [];

    /// <summary>Of the streams of devices that alter payload: for whose bytes theirs stand, in their order.</summary>
    private readonly Dictionary<int, List<Alteration>> _ofDevices = [];

    /// <summary>All streams in the order of their numbers, which begin at 1.</summary>
    public IReadOnlyList<StreamEntry> Streams => _streams;

    /// <summary>What literal streams stand for: a run behind a message is one of the stream that its user writes. Null where there are none.</summary>
    public LiteralStreams? Literals { get; set; }

    /// <summary>The entry of the stream that has this number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such stream was opened.</exception>
    public StreamEntry this[int stream] => _streams[stream - 1];

    /// <summary>Opens the next stream.</summary>
    /// <param name="label">What it carries; shared by the streams of one flow and direction.</param>
    /// <param name="length">Bytes that the origin announces, or <see cref="StreamEntry.Unbounded"/>.</param>
    /// <param name="connection">The connection that it belongs to, where its origin knows it.</param>
    /// <param name="responseLength">Bytes of the response that this stream, a request, asks for.</param>
    public StreamEntry Open(string label, long length, ConnectionRecord? connection = null, long responseLength = 0)
    {
        var entry = new StreamEntry(_streams.Count + 1, label, length, connection) { ResponseLength = responseLength };
        _streams.Add(entry);
        return entry;
    }

    /// <summary>The entry that <paramref name="payload"/> names, or null when no origin has opened such a stream.</summary>
    public StreamEntry? Find(Payload payload) =>
        (uint)(payload.Stream - 1) < (uint)_streams.Count ? _streams[payload.Stream - 1] : null;

    public override int OpenStream(string by)
    {
        var number = Open($"altered by {by}", StreamEntry.Unbounded).Number;
        _ofDevices.Add(number, []);
        return number;
    }

    public override void Record(in Alteration alteration)
    {
        var original = Origin(new Payload(alteration.Stream, alteration.Offset));
        var known = alteration with { Stream = original.Stream, Offset = original.Offset };
        _ofDevices[alteration.OwnStream].Add(known);
        if (Find(original) is { } entry && !_ofDevices.ContainsKey(entry.Number))
        {
            entry.Alterations ??= new StreamAlterations { By = _streams[alteration.OwnStream - 1].Label };
            entry.Alterations.Add(known);
        }
    }

    /// <summary>A run of bytes by the stream that its origin writes.</summary>
    internal Payload Origin(Payload payload) => payload.Stream < 0 && Literals is { } literals ? literals.Origin(payload) : payload;

    /// <summary>The stream that a run of bytes stands in: its own, or the one that a device has put it into.</summary>
    internal StreamEntry? FindOriginal(Payload payload)
    {
        if (!_ofDevices.TryGetValue(payload.Stream, out var alterations))
        {
            return Find(payload);
        }

        var index = alterations.FindLastIndex(alteration => alteration.OwnOffset <= payload.Offset);
        return index < 0 ? null : Find(new Payload(alterations[index].Stream, alterations[index].Offset));
    }

    /// <summary>The check at the end of a run, over all streams: nothing more was read than written, and where the connections closed in order, everything arrived.</summary>
    /// <exception cref="InvariantViolation">A stream does not hold to it.</exception>
    public void CheckAtEnd(Instant now)
    {
        foreach (var entry in _streams)
        {
            if (entry.Alterations is not null)
            {
                // What arrived was judged when it was read.
                continue;
            }

            if (entry.Verified > entry.Written)
            {
                throw entry.Violation(now, $"{entry.Verified} bytes were read, {entry.Written} written");
            }

            var closed = entry.ClosedByOrigin && entry.ClosedByReceiver;
            if ((closed || entry.EndVerified) && !entry.IsComplete)
            {
                throw entry.Violation(now, $"its connection closed in order after {entry.Verified} of {entry.Written} bytes: {entry.Written - entry.Verified} bytes were lost");
            }
        }
    }
}
