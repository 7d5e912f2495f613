using Mpsim.Models.Tcp.Congestion;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tcp;

/// <summary>
/// Pacing of one connection (Linux: <c>sk_pacing_rate</c>, <c>tcp_pacing_check</c>): data leave in small bursts at a rate, not a window at
/// once. Exists only where a connection paces.
/// </summary>
/// <param name="makesUpForLateness">
/// A burst that leaves late goes on with up to half the distance to the next one, as the discipline fq has it (Linux: tcp_update_skb_after_send).
/// Deviation: a congestion control that sets the rate keeps the whole distance, so that what it measures is the rate that it has set.
/// </param>
internal sealed class Pacer(bool makesUpForLateness = false)
{
    /// <summary>Segments at the start that are not paced (Linux: tcp_update_skb_after_send).</summary>
    private const int SegmentsBeforePacing = 10;

    /// <summary>A burst is what the rate sends in about a millisecond (Linux: sk_pacing_shift), within these bounds (tcp_min_tso_segs, GSO).</summary>
    private const int BurstShift = 10;
    private const int LeastBurstSegments = 2;
    private const int MostBurst = 65_536;

    /// <summary>The rate that a window makes: twice the window in a round trip in slow start, 1.2 times after it (Linux: tcp_pacing_ss_ratio, tcp_pacing_ca_ratio).</summary>
    private const long SlowStartPercent = 200;
    private const long AvoidancePercent = 120;

    private long _next;
    private long _burstLeft;
    private long _credit;
    private int _unpaced;

    /// <summary>Octets of payload a second; 0 before pacing begins.</summary>
    public long Rate { get; private set; }

    /// <summary>The rate after an acknowledgement (Linux: tcp_update_pacing_rate), unless the congestion control has one of its own.</summary>
    /// <param name="congestion">Window, or rate.</param>
    /// <param name="outstanding">Segments that wait for an acknowledgement.</param>
    /// <param name="segment">Octets of a full segment.</param>
    /// <param name="rtt">Round-trip times.</param>
    public void UpdateRate(CongestionControl congestion, int outstanding, int segment, in RttEstimator rtt)
    {
        if (congestion.ControlsRate)
        {
            Rate = (long)(congestion.PacingRate * segment);
        }
        else if (rtt.HasSample)
        {
            var percent = congestion.Cwnd < congestion.Ssthresh / 2 ? SlowStartPercent : AvoidancePercent;
            var window = Math.Max(congestion.Cwnd, outstanding) * (double)segment;
            Rate = (long)(window * percent / 100 / rtt.SmoothedRtt.Seconds);
        }
    }

    /// <summary>Charges a segment of data that leaves.</summary>
    /// <param name="now">Now.</param>
    /// <param name="length">Its octets.</param>
    /// <param name="segment">Octets of a full segment.</param>
    /// <returns>Until when nothing more may leave, after a burst; else <see cref="long.MaxValue"/>.</returns>
    public long Charge(Instant now, int length, int segment)
    {
        if (_unpaced < SegmentsBeforePacing)
        {
            _unpaced++;
            return long.MaxValue;
        }

        if (Rate <= 0)
        {
            return long.MaxValue;
        }

        if (_burstLeft <= 0)
        {
            _burstLeft = Math.Clamp(Rate >> BurstShift, (long)LeastBurstSegments * segment, MostBurst);
            _credit = makesUpForLateness ? Math.Max(0, now.Nanoseconds - _next) : 0;
        }

        _burstLeft -= length;
        var distance = (long)(length * 1e9 / Rate);
        var earlier = Math.Min(distance / 2, _credit);
        _credit -= earlier;
        _next = Math.Max(_next, now.Nanoseconds) + distance - earlier;
        return _burstLeft <= 0 && _next > now.Nanoseconds ? _next : long.MaxValue;
    }
}
