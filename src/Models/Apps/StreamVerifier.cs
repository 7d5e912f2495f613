using Mpsim.Models.Hosts;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Apps;

/// <summary>
/// The receiver's check of everything it reads: each run of bytes continues exactly where the last one ended, in the stream that
/// belongs to this connection, and nothing is read that the origin has not written. A mutable struct, a field of its receiver.
/// </summary>
/// <param name="ledger">The book of the run.</param>
/// <param name="label">Label of the streams that may arrive here.</param>
/// <param name="connection">The receiver's connection, which a stream that knows its connection must match; null at the called end.</param>
public struct StreamVerifier(StreamLedger ledger, string label, ConnectionRecord? connection)
{
    private StreamEntry? _entry;
    private long _position;
    private int _number;
    private bool _hasEnded;

    /// <summary>Fetches what the next read will touch into the cache.</summary>
    internal readonly void Anticipate()
    {
        if (_entry is not null)
        {
            CachePrefetch.Of(_entry, 80);
        }
    }

    /// <summary>The stream that arrives here: known from its first run of bytes, null before.</summary>
    public readonly StreamEntry? Stream => _entry;

    /// <summary>Label of the streams that may arrive here.</summary>
    public readonly string Label => label;

    /// <summary>The receiver's connection; null at the called end.</summary>
    public readonly ConnectionRecord? Connection => connection;

    private readonly string Name => connection is null ? $"receiver of {label}" : $"receiver of {label} on {connection}";

    /// <summary>Bytes of the stream that this receiver has read.</summary>
    public readonly long Position => _position;

    /// <summary>Another receiver reads the stream, and this one has read no more of it than a SYN carries: its connection may be one that a repeated SYN has opened.</summary>
    public readonly bool MayBeRepetition => _entry is { Receivers: > 1 } entry && entry.Continuing != _number;

    /// <summary>Checks a run of bytes that was read.</summary>
    /// <returns>How many of them no other receiver had read before.</returns>
    /// <exception cref="Probes.InvariantViolation">The bytes are not the ones that the origin wrote at this place.</exception>
    public long OnRead(Instant now, Payload payload, long count)
    {
        payload = ledger.Origin(payload);
        var entry = _entry ??= Learn(now, payload);
        if (entry.Alterations is { } alterations && !_hasEnded && count > 0 && !MayBeRepetition)
        {
            entry.Verified += alterations.Read(now, entry, payload, count) ?? throw Explain(now, entry, payload, count);
            _position = entry.Verified;
            return count;
        }

        if (payload.Stream != entry.Number || payload.Offset != _position || count <= 0 || count > entry.Written - _position || _hasEnded)
        {
            throw Explain(now, entry, payload, count);
        }

        _position += count;
        if (entry.Continuing != _number && _position > entry.OctetsInSyn)
        {
            GoOn(now, entry);
        }

        var news = Math.Max(0, _position - entry.Verified);
        entry.Verified += news;
        return news;
    }

    /// <summary>Only one receiver reads on behind the data of a SYN: the others' connections are dead.</summary>
    private readonly void GoOn(Instant now, StreamEntry entry)
    {
        if (entry.Continuing != 0)
        {
            throw entry.Violation(now, $"repeated: a second receiver reads it up to {_position}, where SYNs carry {entry.OctetsInSyn} bytes");
        }

        entry.Continuing = _number;
    }

    /// <summary>Reads everything that waits in the socket, and checks it.</summary>
    /// <returns>How many bytes that was, without those that another receiver had read before.</returns>
    /// <exception cref="Probes.InvariantViolation">The bytes are not the ones that the origin wrote at this place.</exception>
    public long ReadAll(StreamSocket socket, Instant now)
    {
        var total = 0L;
        while (socket.Readable > 0 && socket.TryRead(long.MaxValue, out var payload, out var count))
        {
            total += OnRead(now, payload, count);
        }

        return total;
    }

    /// <summary>Checks that the stream ends where its origin ended it.</summary>
    /// <param name="now">The time.</param>
    /// <param name="mayBeEmpty">The stream of this connection may have no bytes at all.</param>
    /// <exception cref="Probes.InvariantViolation">The origin wrote more than has arrived, or has not ended the stream.</exception>
    public void OnEnd(Instant now, bool mayBeEmpty)
    {
        if (_entry is not { } entry)
        {
            // A stream without bytes cannot be recognised; nothing can be compared.
            if (!mayBeEmpty)
            {
                throw new Probes.InvariantViolation(now, Name, "lost: the stream ended before its first byte");
            }

            return;
        }

        _hasEnded = true;
        if (!(entry.EndWritten && _position == entry.Written) && entry.Alterations?.ExplainsEnd(now, entry) == true)
        {
            entry.EndVerified = true;
            return;
        }

        if (!entry.EndWritten)
        {
            throw entry.Violation(now, $"altered: the end of the stream was read at {_position}, which the origin has not written");
        }

        if (_position != entry.Written)
        {
            throw entry.Violation(now, $"lost: the stream ended after {_position} of {entry.Written} bytes");
        }

        entry.EndVerified = true;
    }

    private StreamEntry Learn(Instant now, Payload payload)
    {
        var entry = ledger.FindOriginal(payload);
        if (entry is null)
        {
            throw new Probes.InvariantViolation(now, Name, $"altered: {payload} was read, but no origin has opened such a stream");
        }

        if (!ReferenceEquals(entry.Label, label) && entry.Label != label)
        {
            throw entry.Violation(now, $"altered: it was read by a receiver of {label}");
        }

        if (entry.Receivers > 0 && entry.OctetsInSyn == 0)
        {
            throw entry.Violation(now, "repeated: a second receiver reads it");
        }

        if (entry.Connection is { } origin && connection is not null && origin != connection)
        {
            throw entry.Violation(now, $"altered: it was written for {origin} and read by {connection}");
        }

        _number = ++entry.Receivers;
        return entry;
    }

    private readonly Probes.InvariantViolation Explain(Instant now, StreamEntry entry, Payload payload, long count)
    {
        var next = _position;
        var what = payload.Stream != entry.Number ? $"altered: expected byte {next}, read {payload}"
            : payload.Offset > next ? $"lost or reordered: expected byte {next}, read {count} bytes from {payload.Offset}; {payload.Offset - next} bytes were left out"
            : payload.Offset < next ? $"repeated or reordered: expected byte {next}, read {count} bytes from {payload.Offset} again"
            : count <= 0 ? $"a read at byte {next} returned {count} bytes"
            : _hasEnded ? $"{count} bytes were read after the end of the stream at {next}"
            : $"more than written: {count} bytes were read from {next}, but the origin has written only {entry.Written}";
        return entry.Violation(now, what);
    }
}
