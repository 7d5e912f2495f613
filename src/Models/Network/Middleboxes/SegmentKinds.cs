using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Network.Middleboxes;

/// <summary>The segments that a firewall looks at.</summary>
public enum SegmentKinds : byte
{
    All,

    /// <summary>SYN and SYN/ACK.</summary>
    Syn,

    /// <summary>Everything but SYN and SYN/ACK.</summary>
    NotSyn,

    /// <summary>Segments with payload, those in a SYN excepted.</summary>
    Data,
}

internal static class SegmentKindsExtensions
{
    public static bool Include(this SegmentKinds kinds, in Segment segment) => kinds switch
    {
        SegmentKinds.Syn => segment.Has(TcpFlags.Syn),
        SegmentKinds.NotSyn => !segment.Has(TcpFlags.Syn),
        SegmentKinds.Data => segment.PayloadLength > 0 && !segment.Has(TcpFlags.Syn),
        _ => true,
    };
}
