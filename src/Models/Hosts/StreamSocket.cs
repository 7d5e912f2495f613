using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Hosts;

/// <summary>
/// What an application or a relay sees of a connection, TCP or MPTCP alike: a byte stream in each direction.
/// Nothing blocks: a call takes or gives what it can now, and the owner is told when more is possible.
/// Segments that a call gives rise to leave before the call returns.
/// </summary>
public abstract class StreamSocket
{
    /// <summary>Who is told of what happens; set before the socket is used.</summary>
    public SocketOwner? Owner { get; set; }

    /// <summary>Address and port of this end (of the initial subflow).</summary>
    public abstract Endpoint Local { get; }

    /// <summary>Address and port of the other end (of the initial subflow).</summary>
    public abstract Endpoint Remote { get; }

    /// <summary>
    /// Bytes that <see cref="Write"/> would accept now; 0 after <see cref="CloseWrite"/>, and before the connection is established unless
    /// its SYN waits for data (<see cref="Host.ConnectToWrite"/>).
    /// </summary>
    public abstract long WriteSpace { get; }

    /// <summary>Bytes that wait to be read.</summary>
    public abstract long Readable { get; }

    /// <summary>The other end has closed its direction and everything was read.</summary>
    public abstract bool AtEnd { get; }

    /// <summary>The handshake is done (for MPTCP: that of the initial subflow), or Fast Open lets the accepting end go on before it is.</summary>
    public abstract bool IsEstablished { get; }

    /// <summary>Writes the <paramref name="count"/> bytes that begin at <paramref name="payload"/>.</summary>
    /// <returns>How many were accepted: 0 to count. Less than count when the send buffer is full; <see cref="SocketOwner.OnWritable"/> follows.</returns>
    public abstract long Write(Payload payload, long count);

    /// <summary>Takes the next run of bytes, contiguous within one stream.</summary>
    /// <param name="maximum">Most bytes to take.</param>
    /// <param name="payload">Which bytes they are.</param>
    /// <param name="count">How many, 1 to maximum, or 0 with a false result.</param>
    /// <returns>False when nothing is there.</returns>
    public abstract bool TryRead(long maximum, out Payload payload, out long count);

    /// <summary>No more will be written; the other end reads to the end of the stream (FIN, DATA_FIN).</summary>
    public abstract void CloseWrite();

    /// <summary>Ends the connection at once and tells the other end (RST).</summary>
    public abstract void Abort();
}

/// <summary>The application's or the relay's side of a <see cref="StreamSocket"/>. Calls may come from within calls on the socket's other methods' events, never from within <see cref="StreamSocket.TryRead"/> or <see cref="StreamSocket.Write"/>.</summary>
public abstract class SocketOwner
{
    /// <summary>A segment of the socket will arrive soon: a chance to fetch what it will touch into the cache. Must not change anything.</summary>
    protected internal virtual void Anticipate()
    {
    }

    /// <summary>The connection is established.</summary>
    public virtual void OnConnected(StreamSocket socket, Instant now)
    {
    }

    /// <summary>Bytes may be read, or the end of the stream was reached (<see cref="StreamSocket.AtEnd"/>).</summary>
    public virtual void OnReadable(StreamSocket socket, Instant now)
    {
    }

    /// <summary>A send buffer that was full has room again.</summary>
    public virtual void OnWritable(StreamSocket socket, Instant now)
    {
    }

    /// <summary>The connection ended otherwise than by both ends closing: refused, reset by the other end, or timed out.</summary>
    public virtual void OnAborted(StreamSocket socket, Instant now, AbortReason reason)
    {
    }

    /// <summary>Both directions are closed and acknowledged; nothing follows.</summary>
    public virtual void OnClosed(StreamSocket socket, Instant now)
    {
    }
}

/// <summary>Why a connection ended otherwise than by both ends closing.</summary>
public enum AbortReason
{
    /// <summary>RST in answer to the SYN.</summary>
    Refused,

    /// <summary>RST on an established connection.</summary>
    Reset,

    /// <summary>Too many retransmissions without an answer.</summary>
    TimedOut,

    /// <summary>Its own application has lost patience.</summary>
    GivenUp,

    /// <summary>It was not opened: every port toward the other end was in use (EADDRNOTAVAIL).</summary>
    NoFreePort,
}
