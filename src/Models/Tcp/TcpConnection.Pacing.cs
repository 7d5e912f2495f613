using Mpsim.Models.Tcp.Congestion;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tcp;

// Pacing (Linux: sk_pacing_rate, tcp_pacing_check): data leave in small bursts at a rate, not a window at once.
public sealed partial class TcpConnection
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

    private readonly bool _isPaced;

    /// <summary>Until when nothing may leave; <see cref="long.MaxValue"/> while something may.</summary>
    private long _paceUntil = long.MaxValue;

    private long _paceNext;
    private long _burstLeft;
    private int _segmentsUnpaced;

    /// <summary>Octets of payload a second at which data leave; 0 without pacing or before it begins.</summary>
    public long PacingRate { get; private set; }

    /// <summary>The pacing rate after an acknowledgement (Linux: tcp_update_pacing_rate), unless the congestion control has one of its own.</summary>
    private void UpdatePacingRate()
    {
        if (Congestion.ControlsRate)
        {
            PacingRate = (long)(Congestion.PacingRate * _maximumSegment);
        }
        else if (_rtt.HasSample)
        {
            var percent = Congestion.Cwnd < Congestion.Ssthresh / 2 ? SlowStartPercent : AvoidancePercent;
            var window = Math.Max(Congestion.Cwnd, _sent.Count) * (double)_maximumSegment;
            PacingRate = (long)(window * percent / 100 / _rtt.SmoothedRtt.Seconds);
        }
    }

    /// <summary>Charges a segment of data that leaves; after a burst there is a pause.</summary>
    private void Pace(Instant now, int length)
    {
        if (_segmentsUnpaced < SegmentsBeforePacing)
        {
            _segmentsUnpaced++;
            return;
        }

        if (PacingRate <= 0)
        {
            return;
        }

        if (_burstLeft <= 0)
        {
            _burstLeft = Math.Clamp(PacingRate >> BurstShift, (long)LeastBurstSegments * _maximumSegment, MostBurst);
        }

        _burstLeft -= length;
        _paceNext = Math.Max(_paceNext, now.Nanoseconds) + (long)(length * 1e9 / PacingRate);
        if (_burstLeft <= 0 && _paceNext > now.Nanoseconds)
        {
            _paceUntil = _paceNext;
        }
    }
}
