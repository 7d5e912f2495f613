using System.Buffers.Binary;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Wire.Codec;

/// <summary>Reads MPTCP options (RFC 8684 section 3). Where one option has several forms, its length says which; reserved bits are ignored.</summary>
internal static class MptcpOptionReader
{
    /// <param name="body">What follows kind and length.</param>
    /// <param name="segment">Gets the option.</param>
    /// <returns>False when the option is to be kept as it is.</returns>
    public static bool Read(ReadOnlySpan<byte> body, ref Segment segment)
    {
        if (body.Length == 0)
        {
            return false;
        }

        var subtype = body[0] >> 4;
        if (subtype == MptcpSubtype.Dss)
        {
            return !segment.HasDss && ReadDss(body, ref segment);
        }

        if (ReadRare(subtype, body, segment.Options ?? new SegmentOptions()) is not { } read)
        {
            return false;
        }

        segment.Options = read;
        return true;
    }

    private static SegmentOptions? ReadRare(int subtype, ReadOnlySpan<byte> body, SegmentOptions options) => subtype switch
    {
        MptcpSubtype.MpCapable when options.MpCapable is null && ReadCapable(body) is { } capable => options with { MpCapable = capable },
        MptcpSubtype.MpJoin when options.MpJoin is null && ReadJoin(body) is { } join => options with { MpJoin = join },
        MptcpSubtype.AddAddress when options.AddAddress is null && ReadAddAddress(body) is { } added => options with { AddAddress = added },
        MptcpSubtype.RemoveAddress when options.RemoveAddress is null && body.Length > 1 => options with { RemoveAddress = new RemoveAddress(body[1..].ToArray()) },
        MptcpSubtype.MpPrio when options.MpPrio is null && body.Length == MpPrio.Length - 2 => options with { MpPrio = new MpPrio((body[0] & 1) != 0) },
        MptcpSubtype.MpFail when options.MpFail is null && body.Length == MpFail.Length - 2 => options with { MpFail = new MpFail(Quad(body[2..])) },
        MptcpSubtype.MpFastclose when options.MpFastclose is null && body.Length == MpFastclose.Length - 2 => options with { MpFastclose = new MpFastclose(Quad(body[2..])) },
        MptcpSubtype.MpTcpRst when options.MpTcpRst is null && body.Length == MpTcpRst.Length - 2 => options with { MpTcpRst = new MpTcpRst((body[0] & 1) != 0, body[1]) },
        _ => null,
    };

    private static bool ReadDss(ReadOnlySpan<byte> body, ref Segment segment)
    {
        if (body.Length < 2)
        {
            return false;
        }

        const DssFlags OnWire = DssFlags.DataAck | DssFlags.DataAck8 | DssFlags.Mapping | DssFlags.Dsn8 | DssFlags.DataFin;
        var dss = (DssFlags)body[1] & OnWire;
        if ((dss & DssFlags.Mapping) != 0 && body.Length + 2 == Segment.UnpaddedDssLength(dss | DssFlags.Checksum))
        {
            dss |= DssFlags.Checksum;
        }

        if (body.Length + 2 != Segment.UnpaddedDssLength(dss))
        {
            return false;
        }

        segment.HasDss = true;
        segment.Dss = dss;
        var rest = body[2..];
        if ((dss & DssFlags.DataAck) != 0)
        {
            segment.DataAck = ReadNumber(ref rest, (dss & DssFlags.DataAck8) != 0);
        }

        if ((dss & DssFlags.Mapping) != 0)
        {
            segment.Dsn = ReadNumber(ref rest, (dss & DssFlags.Dsn8) != 0);
            segment.SubflowSeq = BinaryPrimitives.ReadUInt32BigEndian(rest);
            segment.DataLength = BinaryPrimitives.ReadUInt16BigEndian(rest[4..]);
            segment.DssChecksum = (dss & DssFlags.Checksum) != 0 ? BinaryPrimitives.ReadUInt16BigEndian(rest[6..]) : (ushort)0;
        }

        return true;
    }

    private static ulong ReadNumber(ref ReadOnlySpan<byte> octets, bool isLong)
    {
        var number = isLong ? Quad(octets) : BinaryPrimitives.ReadUInt32BigEndian(octets);
        octets = octets[(isLong ? 8 : 4)..];
        return number;
    }

    private static MpCapable? ReadCapable(ReadOnlySpan<byte> body)
    {
        if (body.Length + 2 is not (4 or 12 or 20 or 22 or 24))
        {
            return null;
        }

        return new MpCapable(
            (byte)(body[0] & 15),
            body[1],
            body.Length >= 10 ? Quad(body[2..]) : null,
            body.Length >= 18 ? Quad(body[10..]) : null,
            body.Length >= 20 ? BinaryPrimitives.ReadUInt16BigEndian(body[18..]) : null)
        {
            Checksum = body.Length >= 22 ? BinaryPrimitives.ReadUInt16BigEndian(body[20..]) : null,
        };
    }

    private static MpJoin? ReadJoin(ReadOnlySpan<byte> body)
    {
        var backup = (body[0] & 1) != 0;
        return (body.Length + 2) switch
        {
            12 => new MpJoin(MpJoinKind.Syn, backup, body[1], BinaryPrimitives.ReadUInt32BigEndian(body[2..]), BinaryPrimitives.ReadUInt32BigEndian(body[6..]), []),
            16 => new MpJoin(MpJoinKind.SynAck, backup, body[1], 0, BinaryPrimitives.ReadUInt32BigEndian(body[10..]), body.Slice(2, 8).ToArray()),
            24 => new MpJoin(MpJoinKind.Ack, false, 0, 0, 0, body.Slice(2, 20).ToArray()),
            _ => null,
        };
    }

    private static AddAddress? ReadAddAddress(ReadOnlySpan<byte> body)
    {
        var echo = (body[0] & 1) != 0;
        var rest = body.Length + 2 - (echo ? 0 : 8);
        if (rest is not (8 or 10 or 20 or 22))
        {
            return null;
        }

        var width = rest < 20 ? 4 : 16;
        var address = IpAddress.FromOctets(body.Slice(2, width));
        if (address.IsIPv4 != (width == 4))
        {
            return null;
        }

        return new AddAddress(
            echo,
            body[1],
            address,
            rest is 10 or 22 ? BinaryPrimitives.ReadUInt16BigEndian(body[(2 + width)..]) : null,
            echo ? 0 : Quad(body[^8..]));
    }

    private static ulong Quad(ReadOnlySpan<byte> octets) => BinaryPrimitives.ReadUInt64BigEndian(octets);
}
