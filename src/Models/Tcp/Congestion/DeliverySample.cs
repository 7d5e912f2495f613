using Mpsim.Models.Units;

namespace Mpsim.Models.Tcp.Congestion;

/// <summary>What an acknowledgement tells of the rate of the path (draft-cheng-iccrg-delivery-rate-estimation-00 section 3.1.3). Counts in segments.</summary>
public struct DeliverySample
{
    public Instant Now;

    /// <summary>Round-trip time of the newest segment covered; negative when there is none.</summary>
    public Duration Rtt;

    /// <summary>Smoothed round-trip time; zero before the first.</summary>
    public Duration SmoothedRtt;

    /// <summary>C.delivered: delivered on the connection, ever.</summary>
    public long TotalDelivered;

    /// <summary>rs.prior_delivered: delivered when the segment that the sample is made from was sent.</summary>
    public long PriorDelivered;

    /// <summary>rs.delivered: delivered over <see cref="Interval"/>; negative when the acknowledgement gives no sample.</summary>
    public long Delivered;

    /// <summary>rs.interval.</summary>
    public Duration Interval;

    /// <summary>rs.is_app_limited: the sender had nothing to send, so that the path may carry more.</summary>
    public bool IsApplicationLimited;

    /// <summary>Newly acknowledged or reported by SACK.</summary>
    public int Acked;

    /// <summary>Newly found lost.</summary>
    public int Lost;

    /// <summary>In flight after the acknowledgement, before anything is sent.</summary>
    public int InFlight;

    /// <summary>In flight before the acknowledgement.</summary>
    public int PriorInFlight;

    /// <summary>SND.UNA.</summary>
    public uint SndUna;

    /// <summary>In fast recovery.</summary>
    public bool IsRecovering;

    /// <summary>In recovery after a retransmission timeout.</summary>
    public bool IsLossPhase;

    /// <summary>Segments a second; zero without a sample.</summary>
    public readonly double Rate => Delivered > 0 ? Delivered / Interval.Seconds : 0;
}
