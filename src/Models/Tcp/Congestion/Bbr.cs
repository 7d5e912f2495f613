using Mpsim.Models.Units;

namespace Mpsim.Models.Tcp.Congestion;

/// <summary>
/// BBR version 1 (draft-cardwell-iccrg-bbr-congestion-control-00; Linux: <c>tcp_bbr</c>): paces at the rate at which the path has
/// lately delivered, and bounds what is in flight by that rate times the smallest round trip. Losses do not reduce it.
/// </summary>
/// <remarks>
/// Names are those of the draft; rates are in segments a second. As in Linux, the pacing rate is 1 % below the estimate and a window is rounded up.
/// Not taken from Linux, because not in the draft: the long-term rate of policed paths, and the allowance for aggregated
/// acknowledgements. The phase in which ProbeBW begins is drawn, in the draft at random; here it follows from SND.UNA, which counts
/// from an initial sequence number that is random.
/// </remarks>
public sealed partial class Bbr : CongestionControl
{
    /// <summary>2 / ln 2: doubles the rate in every round (section 4.3.2).</summary>
    private const double HighGain = 2.885;

    private const double DrainGain = 1 / HighGain;

    /// <summary>Twice the product of rate and round trip, for delayed and stretched acknowledgements (section 4.2.3).</summary>
    private const double WindowGain = 2;

    /// <summary>Linux paces a little below the estimate, lest a queue build up.</summary>
    private const double PacingMargin = 0.99;

    /// <summary>BtlBwFilterLen: rounds over which the largest rate counts (section 4.1.1.2).</summary>
    private const long RateWindow = 10;

    /// <summary>RTpropFilterLen.</summary>
    private const long RoundTripWindow = 10_000_000_000;

    /// <summary>ProbeRTTDuration.</summary>
    private const long ProbeRttTime = 200_000_000;

    /// <summary>BBRMinPipeCwnd.</summary>
    private const int LeastWindow = 4;

    /// <summary>pacing_gain in the eight phases of ProbeBW (section 4.3.4.3).</summary>
    private static readonly double[] CycleGains = [1.25, 0.75, 1, 1, 1, 1, 1, 1];

    private WindowedMaximum _rate;
    private Mode _mode = Mode.Startup;
    private double _pacingGain = HighGain;
    private double _windowGain = HighGain;
    private double _pacingRate;
    private long _roundTrip = long.MaxValue;
    private long _roundTripStamp;
    private bool _hasSeenRoundTrip;

    // Rounds are counted by deliveries (section 4.1.1.3).
    private long _nextRoundDelivered;
    private long _round;
    private bool _roundStart;

    // Whether the pipe is full (section 4.3.2.2).
    private double _fullRate;
    private int _fullRounds;
    private bool _pipeIsFull;

    private int _cycle;
    private long _cycleStamp;

    private long _probeRttDone;
    private bool _probeRttRoundDone;
    private bool _restartsFromIdle;

    private int _priorWindow;
    private bool _conservesPackets;
    private bool _wasRecovering;
    private bool _hasLost;

    private enum Mode : byte
    {
        Startup,
        Drain,
        ProbeBandwidth,
        ProbeRoundTrip,
    }

    public override string Name => "bbr";

    public override bool ControlsRate => true;

    public override double PacingRate => _pacingRate;

    /// <summary>In ProbeRTT few segments are in flight on purpose, which says nothing of the path.</summary>
    public override bool HoldsBack => _mode == Mode.ProbeRoundTrip;

    /// <summary>BtlBw: estimate of the bottleneck's rate, in segments a second.</summary>
    public double BottleneckRate => _rate.Value;

    /// <summary>RTprop: estimate of the round trip without queues; negative before the first sample.</summary>
    public Duration PropagationTime => new(_roundTrip == long.MaxValue ? -1 : _roundTrip);

    /// <summary>Segments that leave together: a millisecond's worth, two at least (Linux: bbr_tso_segs_goal).</summary>
    private int BurstSegments => Math.Clamp((int)(_pacingRate / 1024), 2, 44);

    /// <summary>All is done in <see cref="OnDelivery"/>.</summary>
    public override void OnAck(in AckSample ack)
    {
    }

    public override void OnDelivery(in DeliverySample sample)
    {
        UpdateModel(sample);
        SetPacingRate(sample);
        SetWindow(sample);
    }

    /// <summary>Losses leave the threshold alone; the window is kept for the end of the recovery (section 4.2.3.4).</summary>
    public override int SsthreshAfterLoss(Instant now)
    {
        SaveWindow();
        return Ssthresh;
    }

    /// <summary>After a timeout the pipe is measured anew, as Linux.</summary>
    public override void OnTimeout(Instant now)
    {
        _fullRate = 0;
        _roundStart = true;
        _hasLost = true;
    }

    /// <summary>A spurious recovery: what it has made of the estimates is forgotten.</summary>
    public override int UndoCwnd(int priorCwnd)
    {
        _fullRate = 0;
        _fullRounds = 0;
        return Math.Max(Cwnd, priorCwnd);
    }

    /// <summary>Section 4.3.4.4: after an idle time ProbeBW goes on at the estimated rate, without a probe.</summary>
    public override void OnTransmitStart(Instant now, Instant lastSent)
    {
        _restartsFromIdle = true;
        if (_mode == Mode.ProbeBandwidth)
        {
            _pacingRate = _rate.Value * PacingMargin;
        }
        else if (_mode == Mode.ProbeRoundTrip && _probeRttDone != 0 && now.Nanoseconds > _probeRttDone)
        {
            LeaveProbeRtt(now);
        }
    }

    /// <summary>Section 4.2.1; 1 ms stands for the round trip before there is one.</summary>
    private void SetPacingRate(in DeliverySample sample)
    {
        var rate = _pacingGain * _rate.Value * PacingMargin;
        if (!_hasSeenRoundTrip && sample.SmoothedRtt.Nanoseconds > 0)
        {
            _hasSeenRoundTrip = true;
            _pacingRate = HighGain * Cwnd / sample.SmoothedRtt.Seconds * PacingMargin;
        }

        if (_pipeIsFull || rate > _pacingRate)
        {
            _pacingRate = rate;
        }
    }

    /// <summary>Section 4.2.3.</summary>
    private void SetWindow(in DeliverySample sample)
    {
        if (sample.Acked > 0 && !ModulateForRecovery(sample))
        {
            var target = Inflight(_windowGain);
            if (_pipeIsFull)
            {
                Cwnd = Math.Min(Cwnd + sample.Acked, target);
            }
            else if (Cwnd < target || sample.TotalDelivered < InitialWindow)
            {
                Cwnd += sample.Acked;
            }

            Cwnd = Math.Max(Cwnd, LeastWindow);
        }

        if (_mode == Mode.ProbeRoundTrip)
        {
            Cwnd = Math.Min(Cwnd, LeastWindow);
        }
    }

    /// <summary>Section 4.2.3.4: a round of packet conservation when a recovery begins, and the former window when it ends.</summary>
    /// <returns>True while packets are conserved, so that nothing else sets the window.</returns>
    private bool ModulateForRecovery(in DeliverySample sample)
    {
        if (sample.Lost > 0)
        {
            Cwnd = Math.Max(Cwnd - sample.Lost, 1);
        }

        var recovering = sample.IsRecovering || (_hasLost && sample.IsLossPhase);
        if (sample.IsRecovering && !_wasRecovering)
        {
            _conservesPackets = true;
            _nextRoundDelivered = sample.TotalDelivered;
            Cwnd = sample.InFlight + sample.Acked;
        }
        else if (_wasRecovering && !recovering)
        {
            Cwnd = Math.Max(Cwnd, _priorWindow);
            _conservesPackets = false;
            _hasLost = false;
        }

        _wasRecovering = recovering;
        if (_conservesPackets)
        {
            Cwnd = Math.Max(Cwnd, sample.InFlight + sample.Acked);
        }

        return _conservesPackets;
    }

    /// <summary>BBRInflight: rate times round trip times a gain, with room for three bursts, rounded up to an even number (section 4.2.3.2; Linux: bbr_inflight).</summary>
    private int Inflight(double gain)
    {
        if (_roundTrip == long.MaxValue)
        {
            return InitialWindow;
        }

        var product = gain * _rate.Value * (_roundTrip / 1e9);
        var window = (int)Math.Min(product, int.MaxValue / 2) + 1 + (3 * BurstSegments);
        window = (window + 1) & ~1;
        return _mode == Mode.ProbeBandwidth && _cycle == 0 ? window + 2 : window;
    }

    private void SaveWindow() => _priorWindow = !_wasRecovering && _mode != Mode.ProbeRoundTrip ? Cwnd : Math.Max(_priorWindow, Cwnd);
}
