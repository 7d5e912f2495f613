using Mpsim.Models.Tcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Mptcp;

/// <summary>Data of a subflow whose DSS checksum is not known to be right (RFC 8684 sections 3.3.1 and 3.7), and what is said to the peer about it.</summary>
internal sealed class DoubtfulData
{
    /// <summary>Mappings whose data come in pieces, because something on the path has split a segment: judged when they are whole.</summary>
    public readonly List<SplitMapping> Splits = [];

    /// <summary>Data in order on the subflow that wait for the rest of their mapping, or, after a wrong checksum, for the peer's word.</summary>
    public readonly List<ReceivedRun> Held = [];

    /// <summary>Octets in <see cref="Held"/>.</summary>
    public long HeldOctets;

    /// <summary>Where on the subflow the mapping begins whose checksum was wrong, and the option that says so; negative and null before.</summary>
    public long FailedAt = -1;
    public SegmentOptions? Failure;

    /// <summary>After fallback on a wrong checksum, the next acknowledgement may answer by MP_FAIL.</summary>
    public SegmentOptions? Answer;

    /// <summary>Data that arrive now are good as soon as they are in order.</summary>
    public bool IsEmpty => FailedAt < 0 && Splits.Count == 0;
}
