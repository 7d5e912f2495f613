using Mpsim.Models.Tcp.Congestion;
using Mpsim.Models.Units;

namespace Mpsim.Models.Mptcp.Coupling;

/// <summary>
/// One subflow under a coupled algorithm: slow start as <see cref="NewReno"/>, and in congestion avoidance an increase per
/// acknowledged segment that depends on the other subflows. The windows and round trips are the w_r and rtt_r of the papers.
/// </summary>
public abstract class CoupledControl : CongestionControl
{
    private double _growth;

    private protected CoupledControl(CoupledGroup group) => Group = group;

    /// <summary>Smoothed round-trip time in seconds; zero before the first.</summary>
    internal double RoundTrip { get; private set; }

    /// <summary>x_r = w_r / rtt_r in segments per second; zero without a round trip.</summary>
    internal double Rate => RoundTrip > 0 ? Cwnd / RoundTrip : 0;

    private protected CoupledGroup Group { get; }

    /// <summary>Least window in segments.</summary>
    private protected virtual int Least => 2;

    public override void OnAck(in AckSample ack)
    {
        if (ack.SmoothedRtt.Nanoseconds > 0)
        {
            RoundTrip = ack.SmoothedRtt.Seconds;
        }

        // RFC 7661 section 4.3: a window that was not used up has not been validated and must not grow.
        if (!ack.CwndLimited)
        {
            return;
        }

        var acked = ack.AckedSegments;
        if (InSlowStart)
        {
            acked = SlowStart(acked);
        }

        if (acked > 0 && RoundTrip > 0)
        {
            Grow(acked * IncreasePerSegment());
        }
    }

    public override int SsthreshAfterLoss(Instant now)
    {
        _growth = 0;
        return Math.Max(WindowAfterLoss(), Least);
    }

    public override void OnClosed() => Group.Leave(this);

    /// <summary>Segments by which the window grows in congestion avoidance for each segment acknowledged; may be negative.</summary>
    private protected abstract double IncreasePerSegment();

    /// <summary>The window in segments after a loss.</summary>
    private protected virtual int WindowAfterLoss() => Cwnd / 2;

    /// <summary>Gathers parts of segments until there is a whole one.</summary>
    private void Grow(double segments)
    {
        _growth += segments;
        var whole = (int)_growth;
        if (whole != 0)
        {
            _growth -= whole;
            Cwnd = Math.Max(Cwnd + whole, Math.Min(Cwnd, Least));

            // A window that shrinks is not to come back by slow start.
            Ssthresh = Math.Min(Ssthresh, Cwnd);
        }
    }
}
