using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tcp;

/// <summary>What the sender knows of one segment in flight.</summary>
[Flags]
internal enum SegmentMarks : byte
{
    None = 0,

    /// <summary>Reported by SACK.</summary>
    Sacked = 0x01,

    /// <summary>Taken for lost; no longer counted as in flight.</summary>
    Lost = 0x02,

    /// <summary>Lost, sent again, and that copy is in flight.</summary>
    Retransmitted = 0x04,

    /// <summary>Sent more than once at some time: no round-trip sample (Karn, RFC 6298 section 3).</summary>
    EverRetransmitted = 0x08,

    Syn = 0x10,
    Fin = 0x20,

    /// <summary>Sent when the sender had nothing more to send.</summary>
    Tail = 0x40,
}

/// <summary>A segment that was sent and is not yet acknowledged: 24 octets, kept in sequence order.</summary>
internal struct SentSegment
{
    /// <summary>Position in the byte stream of its first octet (of the MPTCP connection, on a subflow).</summary>
    public long Position;

    /// <summary>When it was last sent, in nanoseconds.</summary>
    public long SentAt;

    public uint Seq;

    /// <summary>Octets of payload.</summary>
    public ushort Length;

    public SegmentMarks Marks;

    /// <summary>Times sent, saturating.</summary>
    public byte Transmissions;

    /// <summary>Sequence number after it.</summary>
    public readonly uint EndSeq => Seq + Length + ((Marks & (SegmentMarks.Syn | SegmentMarks.Fin)) != 0 ? 1u : 0u);

    public readonly bool Is(SegmentMarks marks) => (Marks & marks) != 0;

    /// <summary>What a repetition carries beside ACK: the last data are pushed each time (RFC 9293 section 3.9.1.2).</summary>
    public readonly TcpFlags ControlBits =>
        (Is(SegmentMarks.Syn) ? TcpFlags.Syn : TcpFlags.None) | (Is(SegmentMarks.Fin) ? TcpFlags.Fin : TcpFlags.None)
        | (Is(SegmentMarks.Tail) && Length > 0 ? TcpFlags.Psh : TcpFlags.None);
}
