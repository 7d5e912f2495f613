using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Wire.Codec;

/// <summary>MPTCP options as octets (RFC 8684 section 3), in Linux's order (mptcp_write_options).</summary>
internal static class MptcpOptionWriter
{
    public static void Write(in Segment segment, ref OptionWriter writer)
    {
        if (segment.Options is { MpFail: { } fail })
        {
            Begin(MptcpSubtype.MpFail, MpFail.Length, 0, ref writer);
            writer.Byte(0);
            writer.Quad(fail.Dsn);
        }

        if (segment.HasDss)
        {
            WriteDss(segment, ref writer);
        }

        if (segment.Options is not { } options)
        {
            return;
        }

        WriteHandshake(options, ref writer);
        WriteAddresses(options, ref writer);
        if (options.MpPrio is { } prio)
        {
            Begin(MptcpSubtype.MpPrio, MpPrio.Length, prio.Backup ? 1 : 0, ref writer);
            writer.Align();
        }

        if (options.MpFastclose is { } fastclose)
        {
            Begin(MptcpSubtype.MpFastclose, MpFastclose.Length, 0, ref writer);
            writer.Byte(0);
            writer.Quad(fastclose.ReceiverKey);
        }

        if (options.MpTcpRst is { } reset)
        {
            Begin(MptcpSubtype.MpTcpRst, MpTcpRst.Length, reset.Transient ? 1 : 0, ref writer);
            writer.Byte(reset.Reason);
        }
    }

    /// <summary>Kind, length, subtype, and the four bits that follow it.</summary>
    private static void Begin(int subtype, int length, int bits, ref OptionWriter writer)
    {
        writer.Begin(OptionKind.Mptcp, length);
        writer.Byte((subtype << 4) | bits);
    }

    private static void WriteDss(in Segment segment, ref OptionWriter writer)
    {
        var dss = segment.Dss;
        Begin(MptcpSubtype.Dss, Segment.UnpaddedDssLength(dss), 0, ref writer);
        writer.Byte((byte)(dss & ~DssFlags.Checksum));
        if ((dss & DssFlags.DataAck) != 0)
        {
            WriteNumber(segment.DataAck, (dss & DssFlags.DataAck8) != 0, ref writer);
        }

        if ((dss & DssFlags.Mapping) != 0)
        {
            WriteNumber(segment.Dsn, (dss & DssFlags.Dsn8) != 0, ref writer);
            writer.Double(segment.SubflowSeq);
            writer.Word(segment.DataLength);
            if ((dss & DssFlags.Checksum) != 0)
            {
                writer.Word(segment.DssChecksum);
            }
        }

        writer.Align();
    }

    private static void WriteNumber(ulong number, bool isLong, ref OptionWriter writer)
    {
        if (isLong)
        {
            writer.Quad(number);
        }
        else
        {
            writer.Double((uint)number);
        }
    }

    private static void WriteHandshake(SegmentOptions options, ref OptionWriter writer)
    {
        if (options.MpCapable is { } capable)
        {
            WriteCapable(capable, ref writer);
        }

        if (options.MpJoin is { } join)
        {
            WriteJoin(join, ref writer);
        }
    }

    private static void WriteCapable(MpCapable capable, ref OptionWriter writer)
    {
        Begin(MptcpSubtype.MpCapable, capable.Length, capable.Version, ref writer);
        writer.Byte(capable.Flags);
        if (capable.SenderKey is { } sender)
        {
            writer.Quad(sender);
        }

        if (capable.ReceiverKey is { } receiver)
        {
            writer.Quad(receiver);
        }

        if (capable.DataLength is { } length)
        {
            writer.Word(length);
            if (capable.Checksum is { } checksum)
            {
                writer.Word(checksum);
            }
        }

        writer.Align();
    }

    private static void WriteJoin(MpJoin join, ref OptionWriter writer)
    {
        var isAck = join.Kind == MpJoinKind.Ack;
        Begin(MptcpSubtype.MpJoin, join.Length, !isAck && join.Backup ? 1 : 0, ref writer);
        writer.Byte(isAck ? 0 : join.AddressId);
        switch (join.Kind)
        {
            case MpJoinKind.Syn:
                writer.Double(join.Token);
                writer.Double(join.Nonce);
                break;
            case MpJoinKind.SynAck:
                writer.Octets(join.Hmac.AsSpan(0, 8));
                writer.Double(join.Nonce);
                break;
            default:
                writer.Octets(join.Hmac.AsSpan(0, 20));
                break;
        }
    }

    private static void WriteAddresses(SegmentOptions options, ref OptionWriter writer)
    {
        if (options.AddAddress is { } added)
        {
            Begin(MptcpSubtype.AddAddress, added.Length, added.Echo ? 1 : 0, ref writer);
            writer.Byte(added.AddressId);
            writer.Address(added.Address);
            if (added.Port is { } port)
            {
                writer.Word(port);
            }

            if (!added.Echo)
            {
                writer.Quad(added.TruncatedHmac);
            }

            writer.Align();
        }

        if (options.RemoveAddress is { } removed)
        {
            Begin(MptcpSubtype.RemoveAddress, removed.Length, 0, ref writer);
            writer.Octets(removed.AddressIds);
            writer.Align();
        }
    }
}
