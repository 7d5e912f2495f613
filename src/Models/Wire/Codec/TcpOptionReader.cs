using System.Buffers.Binary;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Wire.Codec;

/// <summary>Reads the option space of a TCP header (RFC 9293 section 3.1) into a segment.</summary>
internal static class TcpOptionReader
{
    /// <returns>False when a length is impossible: where the next option begins is not known then.</returns>
    public static bool Read(ReadOnlySpan<byte> space, ref Segment segment)
    {
        List<UnknownOption>? unknown = null;
        while (space.Length > 0 && space[0] != OptionKind.EndOfList)
        {
            if (space[0] == OptionKind.NoOperation)
            {
                space = space[1..];
                continue;
            }

            if (space.Length < 2 || space[1] < 2 || space[1] > space.Length)
            {
                return false;
            }

            var body = space[2..space[1]];
            if (!ReadOption(space[0], body, ref segment))
            {
                (unknown ??= []).Add(new UnknownOption(space[0], body.ToArray()));
            }

            space = space[space[1]..];
        }

        if (unknown is not null)
        {
            segment.Options = (segment.Options ?? new SegmentOptions()) with { Unknown = unknown };
        }

        return true;
    }

    /// <returns>False when the option is to be kept as it is: unknown, of a length that the kind does not have, or there already.</returns>
    private static bool ReadOption(byte kind, ReadOnlySpan<byte> body, ref Segment segment)
    {
        switch (kind)
        {
            case OptionKind.Timestamps when body.Length == 8 && !segment.HasTimestamps:
                segment.HasTimestamps = true;
                segment.TsVal = BinaryPrimitives.ReadUInt32BigEndian(body);
                segment.TsEcr = BinaryPrimitives.ReadUInt32BigEndian(body[4..]);
                return true;
            case OptionKind.Sack when body.Length is >= 8 and <= 8 * SackBlocks.Capacity && body.Length % 8 == 0 && segment.SackCount == 0:
                segment.SackCount = (byte)(body.Length / 8);
                for (var i = 0; i < segment.SackCount; i++)
                {
                    segment.Sack[i] = new SackBlock(BinaryPrimitives.ReadUInt32BigEndian(body[(8 * i)..]), BinaryPrimitives.ReadUInt32BigEndian(body[((8 * i) + 4)..]));
                }

                return true;
            case OptionKind.Mptcp:
                return MptcpOptionReader.Read(body, ref segment);
            default:
                var options = segment.Options ?? new SegmentOptions();
                if (ReadRare(kind, body, options) is not { } read)
                {
                    return false;
                }

                segment.Options = read;
                return true;
        }
    }

    private static SegmentOptions? ReadRare(byte kind, ReadOnlySpan<byte> body, SegmentOptions options) => kind switch
    {
        OptionKind.MaximumSegmentSize when body.Length == 2 && options.MaximumSegmentSize is null =>
            options with { MaximumSegmentSize = BinaryPrimitives.ReadUInt16BigEndian(body) },
        OptionKind.WindowScale when body.Length == 1 && options.WindowScale is null => options with { WindowScale = body[0] },
        OptionKind.SackPermitted when body.Length == 0 && !options.SackPermitted => options with { SackPermitted = true },
        OptionKind.FastOpen when options.FastOpen is null => options with { FastOpen = new FastOpenCookie(body.ToArray()) },
        OptionKind.Experiment when body.Length >= 2 && BinaryPrimitives.ReadUInt16BigEndian(body) == FastOpenCookie.ExperimentIdentifier && options.FastOpen is null =>
            options with { FastOpen = new FastOpenCookie(body[2..].ToArray(), true) },
        OptionKind.Authentication when options.Authentication is null => options with { Authentication = new TcpAuthentication(body.ToArray()) },
        _ => null,
    };
}
