using Mpsim.Models.Tcp.Congestion;
using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Mptcp.Coupling;

/// <summary>
/// Weighted Vegas (Y. Cao, M. Xu and X. Fu, "Delay-based congestion control for multipath TCP", ICNP 2012;
/// draft-xu-mptcp-congestion-control-05): every subflow keeps alpha_r segments of its own in the queues of its path, and a
/// connection ten in all, split by the rates that the subflows have.
/// </summary>
/// <remarks>
/// The window moves by one segment a round trip (draft section 4). A round with fewer than three samples, such as one in which all was
/// lost, says nothing of the delay and changes nothing. Losses halve the window. Deviation: the delays that the draft's section on draining
/// compares are those of rounds in which the subflow's share of the queue is filled; the shortest of all, which in a network without
/// noise is next to none, would let every queue be drained.
/// </remarks>
public sealed class WeightedVegas : CoupledControl
{
    /// <summary>total_alpha of the draft: segments that a connection keeps in queues.</summary>
    private const double TotalAlpha = 10;

    /// <summary>gamma: segments in the queue at which slow start ends.</summary>
    private const double Gamma = 1;

    private const double LeastAlpha = 2;

    private const int LeastSamples = 3;

    private double _alpha = LeastAlpha;
    private double _baseRtt = double.MaxValue;
    private double _queueDelay = double.MaxValue;
    private double _sampleSum;
    private int _samples;
    private uint _roundEnd;
    private bool _hasRound;

    internal WeightedVegas(CoupledGroup group)
        : base(group)
    {
    }

    public override string Name => "wvegas";

    public override void OnRttSample(in AckSample ack)
    {
        if (ack.Rtt.Nanoseconds <= 0)
        {
            return;
        }

        _baseRtt = Math.Min(_baseRtt, ack.Rtt.Seconds);
        _sampleSum += ack.Rtt.Seconds;
        _samples++;
    }

    public override void OnAck(in AckSample ack)
    {
        base.OnAck(ack);
        if (_hasRound && !SequenceNumber.After(ack.SndUna, _roundEnd))
        {
            return;
        }

        if (_hasRound && _samples >= LeastSamples)
        {
            EndRound(_sampleSum / _samples, ack.CwndLimited);
        }

        _roundEnd = ack.SndNxt;
        _hasRound = true;
        _sampleSum = 0;
        _samples = 0;
    }

    public override void OnTimeout(Instant now)
    {
        _hasRound = false;
        _queueDelay = double.MaxValue;
    }

    /// <summary>The window moves by the round, not by the segment.</summary>
    private protected override double IncreasePerSegment() => 0;

    private void EndRound(double rtt, bool windowIsUsed)
    {
        // diff_r: segments of this subflow in queues.
        var queued = Cwnd * (rtt - _baseRtt) / rtt;
        if (InSlowStart)
        {
            if (queued > Gamma)
            {
                Ssthresh = Math.Max(2, Cwnd - (int)queued);
                Cwnd = Ssthresh;
            }

            return;
        }

        var isFilled = queued >= _alpha;
        if (isFilled)
        {
            // alpha follows the subflow's share of the rate once the old one is filled (draft section 4, weight adjustment).
            var total = Group.TotalRate();
            _alpha = Math.Max(LeastAlpha, total > 0 ? TotalAlpha * Rate / total : TotalAlpha);
        }

        if (queued > _alpha)
        {
            Cwnd = Math.Max(Cwnd - 1, Least);
        }
        else if (queued < _alpha && windowIsUsed)
        {
            Cwnd++;
        }

        if (isFilled)
        {
            DrainQueue(rtt);
        }

        // What was taken from the window is not to come back by slow start.
        Ssthresh = Math.Min(Ssthresh, Cwnd);
    }

    /// <summary>A delay of twice the smallest seen on the queue lets it drain, so that the base round trip can be measured (draft section 4).</summary>
    private void DrainQueue(double rtt)
    {
        var delay = rtt - _baseRtt;
        if (delay <= 0)
        {
            return;
        }

        _queueDelay = Math.Min(_queueDelay, delay);
        if (delay >= 2 * _queueDelay)
        {
            Cwnd = Math.Max((int)(Cwnd * 0.5 * _baseRtt / rtt), Least);
            _queueDelay = double.MaxValue;
        }
    }
}
