using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Wire.Codec;

/// <summary>
/// TCP options as octets. Order and padding are Linux's (tcp_options_write): TCP-AO, MSS, timestamps with
/// SACK-permitted in the place of their padding, window scale, SACK, Fast Open, MPTCP. Options that only fit without
/// padding are written without.
/// </summary>
internal static class TcpOptionWriter
{
    /// <summary>Writes the options of a segment that has room for them (<see cref="OptionSpace.Fit"/>).</summary>
    /// <returns>Octets written, a multiple of four.</returns>
    public static int Write(in Segment segment, Span<byte> space)
    {
        var writer = new OptionWriter(space, segment.AlignedOptionsLength() <= Segment.MaximumOptionsLength);
        if (segment.Options is { } options)
        {
            WriteAuthentication(options, ref writer);
            WriteSynFirst(options, segment, ref writer);
            WriteTimestamps(segment, options.SackPermitted, ref writer);
            WriteWindowScale(options, ref writer);
        }
        else
        {
            WriteTimestamps(segment, false, ref writer);
        }

        WriteSack(segment, ref writer);
        if (segment.Options is { FastOpen: { } fastOpen })
        {
            writer.Begin(fastOpen.Experimental ? OptionKind.Experiment : OptionKind.FastOpen, fastOpen.Length);
            if (fastOpen.Experimental)
            {
                writer.Word(FastOpenCookie.ExperimentIdentifier);
            }

            writer.Octets(fastOpen.Cookie);
            writer.Align();
        }

        MptcpOptionWriter.Write(segment, ref writer);
        WriteUnknown(segment, ref writer);
        writer.Finish();
        return writer.Position;
    }

    private static void WriteAuthentication(SegmentOptions options, ref OptionWriter writer)
    {
        if (options.Authentication is { } authentication)
        {
            writer.Begin(OptionKind.Authentication, authentication.Length);
            writer.Octets(authentication.Octets);
            writer.Align();
        }
    }

    private static void WriteSynFirst(SegmentOptions options, in Segment segment, ref OptionWriter writer)
    {
        if (options.MaximumSegmentSize is { } size)
        {
            writer.Begin(OptionKind.MaximumSegmentSize, 4);
            writer.Word(size);
        }

        if (options.SackPermitted)
        {
            if (!segment.HasTimestamps)
            {
                writer.Lead(2);
            }

            writer.Begin(OptionKind.SackPermitted, 2);
        }
    }

    private static void WriteTimestamps(in Segment segment, bool followSackPermitted, ref OptionWriter writer)
    {
        if (segment.HasTimestamps)
        {
            if (!followSackPermitted)
            {
                writer.Lead(2);
            }

            writer.Begin(OptionKind.Timestamps, 10);
            writer.Double(segment.TsVal);
            writer.Double(segment.TsEcr);
        }
    }

    private static void WriteWindowScale(SegmentOptions options, ref OptionWriter writer)
    {
        if (options.WindowScale is { } shift)
        {
            writer.Lead(1);
            writer.Begin(OptionKind.WindowScale, 3);
            writer.Byte(shift);
        }
    }

    private static void WriteSack(in Segment segment, ref OptionWriter writer)
    {
        if (segment.SackCount == 0)
        {
            return;
        }

        writer.Lead(2);
        writer.Begin(OptionKind.Sack, 2 + (8 * segment.SackCount));
        for (var i = 0; i < segment.SackCount; i++)
        {
            writer.Double(segment.Sack[i].Left);
            writer.Double(segment.Sack[i].Right);
        }
    }

    private static void WriteUnknown(in Segment segment, ref OptionWriter writer)
    {
        if (segment.Options is not { Unknown: { Count: > 0 } unknown })
        {
            return;
        }

        for (var i = 0; i < unknown.Count; i++)
        {
            writer.Begin(unknown[i].Kind, unknown[i].Length);
            writer.Octets(unknown[i].Octets);
            writer.Align();
        }
    }
}
