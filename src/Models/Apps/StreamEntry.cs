using Mpsim.Models.Units;

namespace Mpsim.Models.Apps;

/// <summary>
/// What is known of one byte stream from its origin to its final receiver, whatever lies between. The origin writes the first
/// half, the receiver's <see cref="StreamVerifier"/> the second; both are looked at for every run of bytes that is read.
/// </summary>
public sealed class StreamEntry
{
    /// <summary>Length of a stream that ends when its origin says so.</summary>
    public const long Unbounded = long.MaxValue;

    internal StreamEntry(int number, string label, long length, ConnectionRecord? connection)
    {
        Number = number;
        Label = label;
        Length = length;
        Connection = connection;
    }

    /// <summary>Bytes that the origin's socket has accepted.</summary>
    public long Written { get; private set; }

    /// <summary>Bytes that the final receiver has read and found right.</summary>
    public long Verified { get; internal set; }

    /// <summary>Number of the stream, from 1; the <see cref="Wire.Payload.Stream"/> of all its bytes.</summary>
    public int Number { get; }

    /// <summary>The origin writes nothing more.</summary>
    public bool EndWritten { get; private set; }

    /// <summary>The receiver has read the end of the stream, after all its bytes.</summary>
    public bool EndVerified { get; internal set; }

    /// <summary>Receivers that read this stream: one, unless data in a SYN have reached the application more than once.</summary>
    public int Receivers { get; internal set; }

    /// <summary>
    /// Bytes from the beginning that a SYN may carry. A SYN that comes again, by repetition or because somebody replays it, brings them to the application once more where
    /// its server no longer, or not yet, knows the connection (RFC 7413 sections 2.1 and 6.1). The connection that it opens there dies, for nobody answers its SYN/ACK.
    /// </summary>
    public long OctetsInSyn { get; private set; }

    /// <summary>The receiver, counted from 1, that has read what no SYN carries; 0 while none has.</summary>
    internal int Continuing { get; set; }

    /// <summary>The origin's connection was closed by both ends in order.</summary>
    public bool ClosedByOrigin { get; set; }

    /// <summary>The receiver's connection was closed by both ends in order.</summary>
    public bool ClosedByReceiver { get; set; }

    /// <summary>What the stream carries; the streams of one flow and direction share one label.</summary>
    public string Label { get; }

    /// <summary>Bytes that the origin announces to the receiver, as a request or a Content-Length would; or <see cref="Unbounded"/>.</summary>
    public long Length { get; }

    /// <summary>Bytes of the response that a request asks for; 0 otherwise.</summary>
    public long ResponseLength { get; init; }

    /// <summary>The stream that answers this one, once there is one.</summary>
    public StreamEntry? Response { get; set; }

    /// <summary>The connection that the stream belongs to, where its origin knows it; null for a server that writes before it was asked.</summary>
    public ConnectionRecord? Connection { get; }

    /// <summary>What devices on the way did to the stream; null as long as none did anything.</summary>
    public StreamAlterations? Alterations { get; internal set; }

    /// <summary>All that was written was read, and no more will be written.</summary>
    public bool IsComplete => EndWritten && (Verified == Written || (EndVerified && Alterations is { IsSpoiled: true }));

    /// <summary>The origin's socket has taken <paramref name="count"/> bytes more.</summary>
    public void OnWritten(Instant now, long count)
    {
        if (count < 0 || EndWritten && count > 0)
        {
            throw Violation(now, $"the origin writes {count} bytes after the end of the stream at {Written}");
        }

        Written += count;
    }

    /// <summary>What has been written so far was written before the connection was established, so that its SYN may have carried it.</summary>
    public void OnWrittenForSyn() => OctetsInSyn = Written;

    /// <summary>The origin writes nothing more; to be called before the socket is told.</summary>
    public void OnEndWritten() => EndWritten = true;

    public override string ToString() => $"stream {Number} ({Label})";

    internal Probes.InvariantViolation Violation(Instant now, string what) => new(now, ToString(), what);
}
