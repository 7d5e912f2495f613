namespace Mpsim.Models.Wire.Tcp;

/// <summary>What devices on the way do to the segment size that SYNs announce.</summary>
public static class SegmentSize
{
    /// <summary>A segment size above what passes the network behind is lowered (RFC 4459 section 3.2; RFC 2923 section 2.1); TCP-AO would not bear it.</summary>
    /// <returns>True when that was so.</returns>
    public static bool Clamp(ref Segment syn, int largest)
    {
        if (syn.Options is not { Authentication: null, MaximumSegmentSize: { } announced } options || announced <= largest)
        {
            return false;
        }

        syn.Options = options with { MaximumSegmentSize = (ushort)largest };
        return true;
    }
}
