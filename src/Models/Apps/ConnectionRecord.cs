using Mpsim.Models.Hosts;
using Mpsim.Models.Units;

namespace Mpsim.Models.Apps;

/// <summary>What became of one connection of a flow, from the call of connect() to the last byte that the final receiver read.</summary>
public sealed class ConnectionRecord
{
    private readonly ConnectionRecord? _replaced;
    private DeliveryGap _longestGap;
    private DeliveryGap _wait;

    /// <param name="flow">The flow that the connection is one of.</param>
    /// <param name="index">Number within the flow.</param>
    /// <param name="openedAt">When connect() was called.</param>
    /// <param name="replaced">The connection that has failed and in whose place this one is; null where it is the first.</param>
    internal ConnectionRecord(FlowRecord flow, int index, Instant openedAt, ConnectionRecord? replaced = null)
    {
        Flow = flow;
        Index = index;
        OpenedAt = openedAt;
        _replaced = replaced;
        Attempt = replaced is null ? 0 : replaced.Attempt + 1;
    }

    /// <summary>The flow that the connection is one of.</summary>
    public FlowRecord Flow { get; }

    /// <summary>Number within the flow, from 1, in the order of opening.</summary>
    public int Index { get; }

    /// <summary>How many connections before it have failed, in whose place it is.</summary>
    public int Attempt { get; }

    /// <summary>When connect() was called.</summary>
    public Instant OpenedAt { get; }

    /// <summary>When the opening end had established the connection, or <see cref="Instant.Never"/>.</summary>
    public Instant EstablishedAt { get; private set; } = Instant.Never;

    /// <summary>When the first bytes were read, or <see cref="Instant.Never"/>.</summary>
    public Instant FirstByteAt { get; private set; } = Instant.Never;

    /// <summary>When the accepting end had read the first bytes of the opening end, or <see cref="Instant.Never"/>.</summary>
    public Instant HeardAt { get; private set; } = Instant.Never;

    /// <summary>When the last bytes so far were read, or <see cref="Instant.Never"/>.</summary>
    public Instant LastByteAt { get; private set; } = Instant.Never;

    /// <summary>When the connection was aborted, or <see cref="Instant.Never"/>.</summary>
    public Instant AbortedAt { get; private set; } = Instant.Never;

    /// <summary>Payload bytes that the final receiver read and verified; of a request and its response, those of the response.</summary>
    public long Bytes { get; private set; }

    /// <summary>Why the connection was aborted; null when it was not.</summary>
    public AbortReason? Abortion { get; private set; }

    /// <summary>Every byte that was to be transferred was read.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>What devices on the way did to the data that were read; null where they did nothing.</summary>
    public StreamAlterations? Alterations { get; private set; }

    /// <summary>Nothing more will be transferred.</summary>
    public bool HasEnded => IsComplete || Abortion is not null;

    /// <summary>From connect() to established; null when it was not.</summary>
    public Duration? HandshakeTime => EstablishedAt == Instant.Never ? null : EstablishedAt - OpenedAt;

    /// <summary>From connect() until the accepting end had the first bytes of the opening end; null when it got none.</summary>
    public Duration? FirstByteTime => HeardAt == Instant.Never ? null : HeardAt - OpenedAt;

    /// <summary>From connect() to the last byte, that of the first connection where others have failed before this one; null when the transfer is not complete.</summary>
    public Duration? CompletionTime => IsComplete && LastByteAt != Instant.Never ? LastByteAt - WantedAt : null;

    /// <summary>
    /// The longest time between two reads that returned data; where an answer is awaited, also that from connect() to its first byte.
    /// While the transfer is not complete the receiver still waits, so the time since the last read, or since connect() when there was
    /// none, counts too, up to the abort or <paramref name="end"/>.
    /// A connection in the place of another that has failed goes on with that one's wait.
    /// </summary>
    public Duration LongestGap(Instant end) => LongestPause(end).Length;

    /// <summary>The gap of <see cref="LongestGap"/>, with its place in time.</summary>
    public DeliveryGap LongestPause(Instant end)
    {
        if (IsComplete)
        {
            return _wait.Length > _longestGap.Length ? _wait : _longestGap;
        }

        var open = new DeliveryGap(LastByteAt == Instant.Never ? WaitsSince : LastByteAt, Instant.Min(end, AbortedAt));
        var longest = open.Length > _longestGap.Length ? open : _longestGap;
        return _wait.Length > longest.Length ? _wait : longest;
    }

    /// <summary>The same without the wait for the first byte, in which handshake and request may be lost as well: what the transfer itself has stood still.</summary>
    public Duration LongestStall => _longestGap.Length;

    /// <summary>When the application first asked for the transfer, by this connection or by one that has failed.</summary>
    private Instant WantedAt => _replaced?.WantedAt ?? OpenedAt;

    /// <summary>Since when the application waits for the first byte of this connection.</summary>
    private Instant WaitsSince => _replaced is null ? OpenedAt : _replaced.LastByteAt == Instant.Never ? _replaced.WaitsSince : _replaced.LastByteAt;

    public override string ToString() => $"{Flow.Name}#{Index}";

    internal void OnEstablished(Instant now)
    {
        if (EstablishedAt == Instant.Never)
        {
            EstablishedAt = now;
        }
    }

    /// <summary>The accepting end has read bytes of the opening end.</summary>
    internal void OnHeard(Instant now) => HeardAt = HeardAt == Instant.Never ? now : HeardAt;

    /// <param name="now">The time.</param>
    /// <param name="count">Bytes read.</param>
    /// <param name="alterations">What devices on the way did to them, as far as is known.</param>
    internal void OnRead(Instant now, long count, StreamAlterations? alterations = null)
    {
        Alterations ??= alterations;
        if (Bytes == 0)
        {
            FirstByteAt = now;
            _wait = _replaced is null && !Flow.AwaitsAnswers ? default : new DeliveryGap(WaitsSince, now);
        }
        else if (now - LastByteAt > _longestGap.Length)
        {
            _longestGap = new DeliveryGap(LastByteAt, now);
        }

        LastByteAt = now;
        Bytes += count;
        Flow.OnRead(count);
    }

    internal void OnComplete()
    {
        if (!HasEnded)
        {
            IsComplete = true;
            Flow.OnCompleted();
        }
    }

    /// <summary>Either end was aborted; the first one tells why. A transfer that was complete before stays so.</summary>
    internal void OnAborted(Instant now, AbortReason reason)
    {
        if (!HasEnded)
        {
            AbortedAt = now;
            Abortion = reason;
            Flow.OnAborted();
        }
    }
}
