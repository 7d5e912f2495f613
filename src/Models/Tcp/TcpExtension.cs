using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tcp;

/// <summary>
/// What a layer above TCP that travels in TCP options adds to a connection; MPTCP's subflow is one. The connection
/// calls it at fixed points and otherwise behaves as without it.
/// </summary>
public abstract class TcpExtension
{
    /// <summary>Octets of options that every data segment must leave room for, beside timestamps.</summary>
    public abstract int DataOptionsLength { get; }

    /// <summary>The window is kept by the layer above (RFC 8684 section 3.3.1: relative to the Data ACK), not by the connection.</summary>
    public abstract bool OwnsWindow { get; }

    /// <summary>
    /// The connection holds a small segment while another is unacknowledged (Nagle's algorithm), since it is handed data beyond its window;
    /// otherwise the layer above sees to that. Asked when <see cref="OwnsWindow"/>.
    /// </summary>
    public abstract bool HoldsSmallSegments { get; }

    /// <summary>Octets that the layer above is ready to receive; asked when <see cref="OwnsWindow"/>.</summary>
    public abstract long ReceiveWindow { get; }

    /// <summary>The layer above has data that it may hand over as soon as there is room; without it the connection is as fast as its user.</summary>
    public virtual bool HasMoreData => false;

    /// <summary>The user waits for room in the send buffer of the layer above.</summary>
    public virtual bool WriterWaits => false;

    /// <summary>Adds options to a segment that is about to leave. SACK blocks are added after it, where they fit.</summary>
    /// <param name="segment">The segment, complete but for its options.</param>
    /// <param name="position">Position in the layer above of the first octet of payload.</param>
    /// <param name="now">Now.</param>
    public abstract void Decorate(ref Segment segment, long position, Instant now);

    /// <summary>Reads the options of a segment that the connection has found acceptable, before its data.</summary>
    /// <returns>False to drop the segment without acknowledging it.</returns>
    public abstract bool OnSegment(in Segment segment, Instant now);

    /// <summary>An RST within the window proves by its options that the peer sent it, whatever its sequence number.</summary>
    public abstract bool ProvesReset(in Segment segment);

    /// <summary>Where the payload of a segment belongs in the layer above.</summary>
    /// <param name="segment">A segment with payload.</param>
    /// <param name="subflowPosition">Octets of the connection's own stream before the payload.</param>
    /// <returns>The position, or a negative number when the data have no place: the segment is dropped.</returns>
    public abstract long DataPosition(in Segment segment, long subflowPosition);

    /// <summary>Takes data that are in order on the connection.</summary>
    public abstract void OnData(Payload payload, long dataPosition, int count, Instant now);

    /// <summary>The SYN/ACK of a fast open has come.</summary>
    /// <param name="count">Octets of the SYN's data that it acknowledges; the others are sent again, as data like any.</param>
    /// <param name="now">Now.</param>
    public abstract void OnSynDataAcknowledged(int count, Instant now);

    /// <summary>Takes data of a SYN or SYN/ACK, which have no options that could say where they belong.</summary>
    public abstract void OnSynData(Payload payload, int count);

    /// <summary>The connection was accepted from its SYN and may send before the third ACK.</summary>
    public abstract void OnOpenedEarly();

    /// <summary>The peer's FIN arrived in order.</summary>
    public abstract void OnFin(Instant now);

    /// <summary>The connection is over and about to forget what it was handed and has not delivered.</summary>
    public abstract void OnReleased();

    /// <summary>A retransmission timeout fired on the connection.</summary>
    public abstract void OnTimeout(Instant now);
}
