using System.Runtime.InteropServices;
using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tcp;

/// <summary>
/// Round-trip time and retransmission timeout of one connection or subflow: RFC 6298 as Linux computes it
/// (<c>tcp_rtt_estimator</c>), in integers. Linux counts microseconds and rounds the timeout up to its clock tick;
/// here all is in nanoseconds, because virtual time has no tick.
/// </summary>
/// <remarks>
/// Deviations from RFC 6298, all Linux's. Section 2.3: the variance term has the floor <see cref="MinimumRto"/>, so
/// that the timeout is at least a round trip plus 200 ms; the RFC wants one second for the whole (rule 2.4).
/// Rule 2.3: the deviation rises at once but falls at most once per round trip, and a sample below the mean counts an
/// eighth, since a path that became faster is no reason to wait longer. Rule 2.5: the upper bound is 120 s.
/// </remarks>
[StructLayout(LayoutKind.Auto)]
public struct RttEstimator
{
    /// <summary>RFC 6298 rule 2.1.</summary>
    public static readonly Duration InitialRto = new(1_000_000_000);

    /// <summary>Floor of the variance term (Linux: <c>TCP_RTO_MIN</c>); RFC 6298 rule 2.4 says one second.</summary>
    public static readonly Duration MinimumRto = new(200_000_000);

    /// <summary>Upper bound of the timeout (Linux: <c>TCP_RTO_MAX</c>; RFC 6298 rule 2.5 asks for at least 60 s).</summary>
    public static readonly Duration MaximumRto = new(120_000_000_000);

    /// <summary>Timeout after a handshake whose SYN was sent again (RFC 6298 rule 5.7).</summary>
    public static readonly Duration FallbackRto = new(3_000_000_000);

    /// <summary>How long a smallest round trip counts (Linux: <c>tcp_min_rtt_wlen</c>); paths change.</summary>
    public static readonly Duration MinRttWindow = new(300_000_000_000);

    private WindowedMinimum minimum;
    private long srtt8;
    private long deviation4;
    private long deviationMax;
    private long variance;
    private uint roundEnd;

    public RttEstimator() => Rto = InitialRto;

    /// <summary>Retransmission timeout, back-off included.</summary>
    public Duration Rto { get; private set; }

    /// <summary>How often the timeout was doubled since the last sample or reset.</summary>
    public int BackoffCount { get; private set; }

    public readonly bool HasSample => srtt8 != 0;

    /// <summary>SRTT of RFC 6298; zero before the first sample.</summary>
    public readonly Duration SmoothedRtt => new(srtt8 >> 3);

    /// <summary>The variance term of the timeout: four mean deviations, at least <see cref="MinimumRto"/>.</summary>
    public readonly Duration Variance => new(variance);

    /// <summary>Mean deviation of the samples (RTTVAR of RFC 6298, without the floor of the timeout).</summary>
    public readonly Duration Deviation => new(deviation4 >> 2);

    /// <summary>Smallest round-trip time of the last 300 s; zero before the first sample.</summary>
    public readonly Duration MinRtt => minimum.Value;

    /// <summary>Takes the round-trip time of a segment that was sent once (RFC 6298 section 3) and ends the back-off.</summary>
    /// <param name="rtt">The sample, at least zero.</param>
    /// <param name="now">Now.</param>
    /// <param name="sndUna">SND.UNA after the ACK.</param>
    /// <param name="sndNxt">SND.NXT; marks the end of the round trip that starts now.</param>
    public void OnSample(Duration rtt, Instant now, uint sndUna, uint sndNxt)
    {
        minimum.Add(rtt, now, MinRttWindow);
        if (srtt8 == 0)
        {
            First(rtt.Nanoseconds, sndNxt);
        }
        else
        {
            Next(rtt.Nanoseconds, sndUna, sndNxt);
        }

        srtt8 = Math.Max(1, srtt8);
        ResetBackoff();
    }

    /// <summary>RFC 6298 rule 5.5: the timer fired, double the timeout.</summary>
    public void Backoff()
    {
        BackoffCount++;
        Rto = Duration.Min(Rto * 2, MaximumRto);
    }

    /// <summary>The timeout as the samples give it: the peer was heard again, or a back-off proved needless.</summary>
    public void ResetBackoff()
    {
        BackoffCount = 0;
        Rto = HasSample ? Duration.Min(new Duration((srtt8 >> 3) + variance), MaximumRto) : InitialRto;
    }

    /// <summary>
    /// The handshake is complete. RFC 6298 rule 5.7: when its SYN was sent again and gave no sample, data start with a
    /// timeout of three seconds.
    /// </summary>
    public void OnEstablished()
    {
        if (!HasSample)
        {
            BackoffCount = 0;
            Rto = FallbackRto;
        }
    }

    private void First(long sample, uint sndNxt)
    {
        // RFC 6298 rule 2.2: SRTT = R, RTTVAR = R/2, so the timeout is three samples.
        srtt8 = sample << 3;
        deviation4 = sample << 1;
        variance = Math.Max(deviation4, MinimumRto.Nanoseconds);
        deviationMax = variance;
        roundEnd = sndNxt;
    }

    private void Next(long sample, uint sndUna, uint sndNxt)
    {
        // RFC 6298 rule 2.3 with alpha = 1/8 and beta = 1/4, kept times 8 and times 4.
        var error = sample - (srtt8 >> 3);
        srtt8 += error;
        var change = Math.Abs(error) - (deviation4 >> 2);
        if (error < 0 && change > 0)
        {
            change >>= 3;
        }

        deviation4 += change;
        if (deviation4 > deviationMax)
        {
            deviationMax = deviation4;
            variance = Math.Max(variance, deviationMax);
        }

        if (SequenceNumber.After(sndUna, roundEnd))
        {
            EndRound(sndNxt);
        }
    }

    /// <summary>A round trip is over: the variance may fall, by a quarter of the way to the largest deviation of the round.</summary>
    private void EndRound(uint sndNxt)
    {
        if (deviationMax < variance)
        {
            variance -= (variance - deviationMax) >> 2;
        }

        roundEnd = sndNxt;
        deviationMax = MinimumRto.Nanoseconds;
    }
}
