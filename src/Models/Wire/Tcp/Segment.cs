using System.Runtime.InteropServices;
using Mpsim.Models.Wire.Mptcp;

namespace Mpsim.Models.Wire.Tcp;

/// <summary>
/// A TCP segment as typed fields, flat so that filling and reading one touches two or three cache lines.
/// Fields are meaningful only where their presence bit says so; a recycled segment keeps stale values elsewhere.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public struct Segment
{
    /// <summary>Octets of a TCP header without options.</summary>
    public const int TcpHeaderLength = 20;

    /// <summary>Octets of an IPv4 and a TCP header without options.</summary>
    public const int HeaderLength = 20 + TcpHeaderLength;

    /// <summary>Octets that TCP options may take in all (RFC 9293 section 3.1: the data offset has four bits).</summary>
    public const int MaximumOptionsLength = 40;

    /// <summary>SEG.SEQ.</summary>
    public uint Seq;

    /// <summary>SEG.ACK, valid with <see cref="TcpFlags.Ack"/>.</summary>
    public uint Ack;

    /// <summary>SEG.WND as on the wire, not yet scaled.</summary>
    public ushort Window;

    /// <summary>Octets of payload.</summary>
    public ushort PayloadLength;

    public TcpFlags Flags;

    /// <summary>DSS flags; <see cref="DssFlags.None"/> and no <see cref="HasDss"/> means that there is no DSS option.</summary>
    public DssFlags Dss;

    public bool HasDss;

    /// <summary>A timestamps option (RFC 7323 section 3) is present.</summary>
    public bool HasTimestamps;

    /// <summary>Number of SACK blocks, 0 to 4.</summary>
    public byte SackCount;

    /// <summary>TSval.</summary>
    public uint TsVal;

    /// <summary>TSecr, valid with ACK.</summary>
    public uint TsEcr;

    /// <summary>Which bytes the payload is.</summary>
    public Payload Payload;

    /// <summary>Data ACK, 64-bit; the 32-bit form carries the low half.</summary>
    public ulong DataAck;

    /// <summary>Data sequence number of the first octet mapped, 64-bit; the 32-bit form carries the low half.</summary>
    public ulong Dsn;

    /// <summary>Subflow sequence number of the mapping, relative to the initial sequence number.</summary>
    public uint SubflowSeq;

    /// <summary>Data-level length of the mapping, DATA_FIN included.</summary>
    public ushort DataLength;

    /// <summary>Checksum of the DSS option (RFC 8684 section 3.3.1), with <see cref="DssFlags.Checksum"/>.</summary>
    public ushort DssChecksum;

    /// <summary>Options of handshakes and path management, or null.</summary>
    public SegmentOptions? Options;

    public SackBlocks Sack;

    /// <summary>SEG.LEN: octets of payload, plus one each for SYN and FIN.</summary>
    public readonly uint SequenceLength => (uint)PayloadLength + ((Flags & TcpFlags.Syn) != 0 ? 1u : 0u) + ((Flags & TcpFlags.Fin) != 0 ? 1u : 0u);

    /// <summary>A SYN that opens a connection, whatever it says of ECN: neither an answer nor a reset.</summary>
    public readonly bool IsOpeningSyn => (Flags & (TcpFlags.Syn | TcpFlags.Ack | TcpFlags.Rst | TcpFlags.Fin)) == TcpFlags.Syn;

    public readonly bool Has(TcpFlags flag) => (Flags & flag) != 0;

    /// <summary>Octets of the IP and the TCP header without options, of segments to a remote endpoint.</summary>
    public static int HeaderLengthTo(Endpoint remote) => remote.Address.HeaderLength + TcpHeaderLength;

    /// <summary>Octets that the DSS option takes on the wire, padded to a multiple of four.</summary>
    public static int DssLength(DssFlags dss) => (UnpaddedDssLength(dss) + 3) & ~3;

    /// <summary>What the length field of the DSS option says.</summary>
    internal static int UnpaddedDssLength(DssFlags dss)
    {
        var length = 4;
        if ((dss & DssFlags.DataAck) != 0)
        {
            length += (dss & DssFlags.DataAck8) != 0 ? 8 : 4;
        }

        if ((dss & DssFlags.Mapping) != 0)
        {
            length += ((dss & DssFlags.Dsn8) != 0 ? 14 : 10) + ((dss & DssFlags.Checksum) != 0 ? 2 : 0);
        }

        return length;
    }

    /// <summary>
    /// Octets of all options; at most <see cref="MaximumOptionsLength"/> in a segment that was made to fit
    /// (<see cref="Packet.Measure"/>). Each option is padded to words as long as they have room for that.
    /// </summary>
    public readonly int OptionsLength()
    {
        var length = AlignedOptionsLength();
        return length <= MaximumOptionsLength ? length : CompactOptionsLength();
    }

    /// <summary>Octets of all options, each padded to a multiple of four.</summary>
    internal readonly int AlignedOptionsLength()
    {
        var length = HasTimestamps ? 12 : 0;
        if (HasDss)
        {
            length += DssLength(Dss);
        }

        if (SackCount > 0)
        {
            length += 4 + (8 * SackCount);
        }

        if (Options is { } options)
        {
            length += options.Length(HasTimestamps);
        }

        return length;
    }

    /// <summary>Octets of all options one after the other, and padding only at the end.</summary>
    private readonly int CompactOptionsLength()
    {
        var length = HasTimestamps ? 10 : 0;
        if (HasDss)
        {
            length += UnpaddedDssLength(Dss);
        }

        if (SackCount > 0)
        {
            length += 2 + (8 * SackCount);
        }

        return (length + (Options?.CompactLength() ?? 0) + 3) & ~3;
    }

    /// <summary>Octets of TCP header, options and payload.</summary>
    public readonly int Length() => TcpHeaderLength + OptionsLength() + PayloadLength;

    /// <summary>Octets of the IPv4 packet that carries this segment.</summary>
    public readonly int WireLength() => HeaderLength + OptionsLength() + PayloadLength;

    /// <summary>Makes a recycled segment empty.</summary>
    public void Clear()
    {
        Flags = TcpFlags.None;
        PayloadLength = 0;
        HasDss = false;
        Dss = DssFlags.None;
        HasTimestamps = false;
        SackCount = 0;
        Payload = default;
        Options = null;
    }
}
