using Mpsim.Models.Units;

namespace Mpsim.Models.Tcp.Congestion;

/// <summary>What one acknowledgement tells a congestion control.</summary>
public struct AckSample
{
    public Instant Now;

    /// <summary>Round-trip time of the newest segment that this ACK covers and that was sent once; negative when there is none.</summary>
    public Duration Rtt;

    /// <summary>Round-trip time of the oldest such segment, delayed acknowledgement included: what the timeout is made from (RFC 6298); negative when there is none.</summary>
    public Duration LongestRtt;

    /// <summary>Smoothed round-trip time after this sample (RFC 6298).</summary>
    public Duration SmoothedRtt;

    /// <summary>Smallest round-trip time seen on the connection.</summary>
    public Duration MinRtt;

    /// <summary>Segments newly acknowledged cumulatively or by SACK.</summary>
    public int AckedSegments;

    /// <summary>Segments in flight before the ACK was processed.</summary>
    public int PriorInFlight;

    /// <summary>SND.UNA after the ACK.</summary>
    public uint SndUna;

    /// <summary>SND.NXT.</summary>
    public uint SndNxt;

    /// <summary>The window was what held the sender back (RFC 7661's "cwnd-limited", as Linux decides it); else the window must not grow.</summary>
    public bool CwndLimited;
}
