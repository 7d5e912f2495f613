using Mpsim.Models.Units;

namespace Mpsim.Models.Tcp.Congestion;

// The model of the path and the modes in which it is probed (draft sections 4.1 and 4.3).
public sealed partial class Bbr
{
    private void UpdateModel(in DeliverySample sample)
    {
        UpdateRate(sample);
        AdvanceCycle(sample);
        CheckFullPipe(sample);
        CheckDrain(sample);
        UpdateRoundTrip(sample);
        _pacingGain = _mode switch
        {
            Mode.Startup => HighGain,
            Mode.Drain => DrainGain,
            Mode.ProbeBandwidth => CycleGains[_cycle],
            _ => 1,
        };
        _windowGain = _mode switch
        {
            Mode.Startup or Mode.Drain => HighGain,
            Mode.ProbeBandwidth => WindowGain,
            _ => 1,
        };
    }

    /// <summary>Sections 4.1.1.2 and 4.1.1.3: rounds, and the largest rate of the last ten. A rate that the application has limited counts only if it is larger.</summary>
    private void UpdateRate(in DeliverySample sample)
    {
        _roundStart = false;
        if (sample.Delivered <= 0)
        {
            return;
        }

        if (sample.PriorDelivered >= _nextRoundDelivered)
        {
            _nextRoundDelivered = sample.TotalDelivered;
            _round++;
            _roundStart = true;
            _conservesPackets = false;
        }

        if (!sample.IsApplicationLimited || sample.Rate >= _rate.Value)
        {
            _rate.Add(sample.Rate, _round, RateWindow);
        }
    }

    /// <summary>Section 4.3.4.3: each phase lasts a round trip; the one that probes until it has filled the pipe that far or met loss, the one that drains until the queue is gone.</summary>
    private void AdvanceCycle(in DeliverySample sample)
    {
        if (_mode != Mode.ProbeBandwidth)
        {
            return;
        }

        var gain = CycleGains[_cycle];
        var isFullLength = sample.Now.Nanoseconds - _cycleStamp > _roundTrip;
        var isOver = gain switch
        {
            > 1 => isFullLength && (sample.Lost > 0 || sample.PriorInFlight >= Inflight(gain)),
            < 1 => isFullLength || sample.PriorInFlight <= Inflight(1),
            _ => isFullLength,
        };
        if (isOver)
        {
            _cycle = (_cycle + 1) % CycleGains.Length;
            _cycleStamp = sample.Now.Nanoseconds;
        }
    }

    /// <summary>Section 4.3.2.2: three rounds without a quarter more.</summary>
    private void CheckFullPipe(in DeliverySample sample)
    {
        if (_pipeIsFull || !_roundStart || sample.IsApplicationLimited)
        {
            return;
        }

        if (_rate.Value >= _fullRate * 1.25)
        {
            _fullRate = _rate.Value;
            _fullRounds = 0;
            return;
        }

        _pipeIsFull = ++_fullRounds >= 3;
    }

    /// <summary>Section 4.3.3.</summary>
    private void CheckDrain(in DeliverySample sample)
    {
        if (_mode == Mode.Startup && _pipeIsFull)
        {
            _mode = Mode.Drain;
            Ssthresh = Inflight(1);
        }

        if (_mode == Mode.Drain && sample.InFlight <= Inflight(1))
        {
            EnterProbeBandwidth(sample.Now, sample.SndUna);
        }
    }

    /// <summary>Any phase but the one that drains (section 4.3.4.3).</summary>
    private void EnterProbeBandwidth(Instant now, uint chance)
    {
        _mode = Mode.ProbeBandwidth;
        _cycle = CycleGains.Length - 1 - (int)(chance * 2_654_435_761u >> 16) % (CycleGains.Length - 1);
        _cycle = (_cycle + 1) % CycleGains.Length;
        _cycleStamp = now.Nanoseconds;
    }

    /// <summary>Sections 4.1.2 and 4.3.5: the smallest round trip of ten seconds; when it is older, few segments in flight for 200 ms show a new one.</summary>
    private void UpdateRoundTrip(in DeliverySample sample)
    {
        var now = sample.Now.Nanoseconds;
        var isExpired = now > _roundTripStamp + RoundTripWindow;
        if (sample.Rtt.Nanoseconds >= 0 && (sample.Rtt.Nanoseconds <= _roundTrip || isExpired))
        {
            _roundTrip = Math.Max(sample.Rtt.Nanoseconds, 1);
            _roundTripStamp = now;
        }

        if (isExpired && !_restartsFromIdle && _mode != Mode.ProbeRoundTrip)
        {
            SaveWindow();
            _mode = Mode.ProbeRoundTrip;
            _probeRttDone = 0;
        }

        if (_mode == Mode.ProbeRoundTrip)
        {
            ProbeRoundTrip(sample);
        }

        if (sample.Delivered > 0)
        {
            _restartsFromIdle = false;
        }
    }

    private void ProbeRoundTrip(in DeliverySample sample)
    {
        if (_probeRttDone == 0)
        {
            if (sample.InFlight <= LeastWindow)
            {
                _probeRttDone = sample.Now.Nanoseconds + ProbeRttTime;
                _probeRttRoundDone = false;
                _nextRoundDelivered = sample.TotalDelivered;
            }

            return;
        }

        _probeRttRoundDone |= _roundStart;
        if (_probeRttRoundDone && sample.Now.Nanoseconds > _probeRttDone)
        {
            LeaveProbeRtt(sample.Now);
        }
    }

    private void LeaveProbeRtt(Instant now)
    {
        _roundTripStamp = now.Nanoseconds;
        Cwnd = Math.Max(Cwnd, _priorWindow);
        if (_pipeIsFull)
        {
            EnterProbeBandwidth(now, (uint)_nextRoundDelivered);
        }
        else
        {
            _mode = Mode.Startup;
        }
    }
}
