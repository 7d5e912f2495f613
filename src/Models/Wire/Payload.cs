namespace Mpsim.Models.Wire;

/// <summary>
/// Names bytes without storing them: the run of bytes that begins at <see cref="Offset"/> of the byte stream
/// <see cref="Stream"/>. Every writer of a run has a stream of its own, so a receiver that checks stream and offset
/// of everything it reads knows that each byte is the one the origin wrote, in its place.
/// </summary>
public readonly struct Payload(int stream, long offset) : IEquatable<Payload>
{
    /// <summary>Number of the byte stream; 0 means "no payload".</summary>
    public readonly int Stream = stream;

    /// <summary>Position of the first byte within the stream, from 0.</summary>
    public readonly long Offset = offset;

    /// <summary>The payload that begins <paramref name="count"/> bytes further on.</summary>
    public Payload Skip(long count) => new(Stream, Offset + count);

    public static bool operator ==(Payload a, Payload b) => a.Stream == b.Stream && a.Offset == b.Offset;

    public static bool operator !=(Payload a, Payload b) => !(a == b);

    public bool Equals(Payload other) => this == other;

    public override bool Equals(object? obj) => obj is Payload other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Stream, Offset);

    public override string ToString() => $"stream {Stream} @ {Offset}";
}
