using Mpsim.Models.Units;

namespace Mpsim.Models.Tcp.Congestion;

/// <summary>
/// Slow start and congestion avoidance of RFC 5681 section 3.1, counted in segments as Linux counts them
/// (<c>tcp_reno_cong_avoid</c>). The recovery that gives NewReno its name (RFC 6582) is loss recovery's business.
/// </summary>
public sealed class NewReno : CongestionControl
{
    public override string Name => "newreno";

    public override void OnAck(in AckSample ack)
    {
        // RFC 7661 section 4.3: a window that was not used up has not been validated and must not grow.
        if (!ack.CwndLimited)
        {
            return;
        }

        var acked = ack.AckedSegments;
        if (InSlowStart)
        {
            acked = SlowStart(acked);
            if (acked == 0)
            {
                return;
            }
        }

        // RFC 5681 section 3.1, appropriate byte counting of RFC 3465: one segment for each window acknowledged.
        AdditiveIncrease(Cwnd, acked);
    }

    public override int SsthreshAfterLoss(Instant now)
    {
        // Linux restarts the count of the additive increase with every reduction.
        CwndCount = 0;

        // RFC 5681 equation 4. Linux halves the window, not the flight; both agree for a sender that uses its window.
        return Math.Max(Cwnd / 2, 2);
    }
}
