using Mpsim.Models.Units;

namespace Mpsim.Models.Mptcp;

// Whether anything comes back, as Linux's stale detection counts it, and penalization for holding up the others.
public sealed partial class Subflow
{
    private long _lastHeard;
    private long _heardAtCheck;
    private long _penalizedAt = long.MinValue;

    /// <summary>When a segment has last come on it.</summary>
    public Instant LastHeard => new(_lastHeard);

    /// <summary>Checks in a row at which nothing had come back since the one before (Linux: stale_count).</summary>
    internal byte SilentChecks { get; private set; }

    internal bool WasHeardSinceCheck => _lastHeard != _heardAtCheck;

    /// <summary>Nothing has come for the time of a retransmission timeout.</summary>
    internal bool IsSilent(Instant now) => now.Nanoseconds - _lastHeard >= Tcp.Rto.Nanoseconds;

    /// <summary>Takes note of a check while something is outstanding (Linux: mptcp_pm_subflow_chk_stale).</summary>
    /// <returns>True when nothing has come back since the last check.</returns>
    internal bool CountSilence(Instant now)
    {
        if (SilentChecks == 0)
        {
            _heardAtCheck = _lastHeard;
            SilentChecks = 1;
            return false;
        }

        if (WasHeardSinceCheck)
        {
            SilentChecks = 0;
            OnProgress(now);
            return false;
        }

        SilentChecks = (byte)Math.Min(SilentChecks + 1, byte.MaxValue);
        return true;
    }

    /// <summary>Others are preferred until something comes back.</summary>
    internal void MarkStale()
    {
        IsStale = true;
        _connection.OnSubflowUsabilityChanged();
    }

    /// <summary>Halves the window and the threshold, at most once per round trip (Raiciu et al., NSDI 2012, section 4.2).</summary>
    internal void Penalize(Instant now)
    {
        if (_penalizedAt != long.MinValue && now.Nanoseconds - _penalizedAt < Tcp.Rtt.SmoothedRtt.Nanoseconds)
        {
            return;
        }

        _penalizedAt = now.Nanoseconds;
        var congestion = Tcp.Congestion;
        congestion.Cwnd = Math.Max(1, congestion.Cwnd / 2);
        congestion.Ssthresh = Math.Max(2, congestion.Cwnd);
    }
}
