using Mpsim.Models.Units;

namespace Mpsim.Models.Tcp.Congestion;

/// <summary>
/// CUBIC (RFC 9438) with the integer arithmetic and the shortcuts of Linux 6.x (<c>tcp_cubic</c>), since that is what
/// runs in the field and what measurements show.
/// </summary>
/// <remarks>
/// Deviations from RFC 9438 that are Linux's. Section 4.3: the Reno-friendly estimate keeps the increase of
/// 3 (1 - beta) / (1 + beta) after it has passed the former window instead of going on with 1. Section 4.9.1: a
/// spurious reduction restores the window, not W_max and the epoch. Section 4.8: a timeout forgets W_max.
/// The curve is evaluated at most once a clock tick, and with an unchanged window 32 times a second. The tick is 1 ms,
/// a kernel's with HZ = 1000; one with HZ = 250 has steps of 4 ms, which the curve, seconds long, does not show.
/// </remarks>
/// <param name="hyStart">Leave the first slow start by <see cref="HyStart"/> rather than by loss.</param>
public sealed class Cubic(bool hyStart = true) : CongestionControl
{
    /// <summary>beta_cubic = 0.7, as 717 of 1024.</summary>
    private const long Beta = 717;

    private const long BetaScale = 1024;

    /// <summary>C = 0.4 segments per cubic second, as 410 of 1024 (Linux: <c>bic_scale * 10</c>).</summary>
    private const long C = 410;

    /// <summary>Time on the curve is in units of 2^-10 s, so that its cube fits 64 bits.</summary>
    private const int CurveBits = 10;

    /// <summary>Windows have 2^10 steps a segment in C, cubed time has 2^30 in a cubic second.</summary>
    private const int CubeShift = 10 + (3 * CurveBits);

    /// <summary>Beyond 256 s from the origin the cube would leave 64 bits; the window there is seven million segments.</summary>
    private const long MaxOffset = 256L << CurveBits;

    /// <summary>(1 + beta) / (3 (1 - beta)) in eighths: window shares for one segment of Reno-friendly growth.</summary>
    private const long FriendlyScale = 8 * (BetaScale + Beta) / 3 / (BetaScale - Beta);

    private const long Tick = 1_000_000;
    private const long TicksPerSecond = 1000;
    private const long NoEpoch = -1;

    private HyStart search;
    private long epochStart = NoEpoch;
    private long lastTime;
    private long delayMin;
    private long k;
    private int originPoint;
    private int lastMaxCwnd;
    private int lastCwnd;
    private int perIncrease;
    private int ackCount;
    private int friendlyCwnd;

    public override string Name => "cubic";

    public override void OnRttSample(in AckSample ack)
    {
        if (ack.Rtt.Nanoseconds < 0)
        {
            return;
        }

        // Linux: right after a recovery delays are those of a queue that still drains.
        if (epochStart != NoEpoch && Ticks(ack.Now) - epochStart < TicksPerSecond)
        {
            return;
        }

        var delay = Math.Max(1, ack.Rtt.Nanoseconds);
        if (delayMin == 0 || delay < delayMin)
        {
            delayMin = delay;
        }

        if (hyStart && !search.Found && InSlowStart && search.OnSample(ack, Cwnd, delayMin, IsPaced))
        {
            Ssthresh = Cwnd;
        }
    }

    public override void OnAck(in AckSample ack)
    {
        // RFC 9438 section 5.8: no growth while the application or the receiver is the limit.
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

        Update(Ticks(ack.Now), acked);
        AdditiveIncrease(perIncrease, acked);
    }

    public override int SsthreshAfterLoss(Instant now)
    {
        epochStart = NoEpoch;
        CwndCount = 0;

        // RFC 9438 section 4.7, fast convergence: a flow that did not reach its former window leaves room to others.
        lastMaxCwnd = Cwnd < lastMaxCwnd
            ? (int)(Cwnd * (BetaScale + Beta) / (2 * BetaScale))
            : Cwnd;

        // RFC 9438 section 4.6.
        return (int)Math.Max(Cwnd * Beta / BetaScale, 2);
    }

    public override void OnTimeout(Instant now)
    {
        epochStart = NoEpoch;
        lastTime = 0;
        delayMin = 0;
        k = 0;
        originPoint = lastMaxCwnd = lastCwnd = perIncrease = ackCount = friendlyCwnd = 0;
        search.OnTimeout(now.Nanoseconds);
    }

    public override void OnTransmitStart(Instant now, Instant lastSent)
    {
        // RFC 9438 section 5.8: time without data is not time on the curve, else the window would leap after a pause.
        var idle = Ticks(now) - Ticks(lastSent);
        if (epochStart != NoEpoch && idle > 0)
        {
            epochStart = Math.Min(epochStart + idle, Ticks(now));
        }
    }

    private static long Ticks(Instant instant) => instant.Nanoseconds / Tick;

    /// <summary>Decides after how many acknowledged segments the window grows by one (Linux: <c>bictcp_update</c>).</summary>
    private void Update(long now, int acked)
    {
        ackCount += acked;
        if (lastCwnd == Cwnd && now - lastTime <= TicksPerSecond / 32)
        {
            return;
        }

        if (epochStart == NoEpoch || now != lastTime)
        {
            lastCwnd = Cwnd;
            lastTime = now;
            if (epochStart == NoEpoch)
            {
                StartEpoch(now, acked);
            }

            FollowCurve(now);
        }

        KeepUpWithReno();

        // At most one segment for two acknowledged, 1.5 times the window in a round trip (RFC 9438 section 4.2).
        perIncrease = Math.Max(perIncrease, 2);
    }

    private void StartEpoch(long now, int acked)
    {
        epochStart = now;
        ackCount = acked;
        friendlyCwnd = Cwnd;
        if (lastMaxCwnd <= Cwnd)
        {
            k = 0;
            originPoint = Cwnd;
        }
        else
        {
            // RFC 9438 figure 2: K = cbrt((W_max - cwnd_epoch) / C), in curve time.
            k = IntegerCubeRoot.Floor((1UL << CubeShift) / (ulong)C * (ulong)(lastMaxCwnd - Cwnd));
            originPoint = lastMaxCwnd;
        }
    }

    private void FollowCurve(long now)
    {
        // RFC 9438 section 4.2: the target is the curve one round trip ahead.
        var ahead = ((now - epochStart) * Tick) + delayMin;
        var t = (ahead << CurveBits) / (TicksPerSecond * Tick);
        var offset = Math.Min(Math.Abs(t - k), MaxOffset);

        // RFC 9438 figure 1: W_cubic(t) = C (t - K)^3 + W_max.
        var delta = (int)((C * offset * offset * offset) >> CubeShift);
        var target = t < k ? originPoint - delta : originPoint + delta;
        perIncrease = target > Cwnd ? Cwnd / (target - Cwnd) : 100 * Cwnd;

        // Linux: the start of the curve is too slow while the bandwidth is unknown; grow by 5 % in a round trip.
        if (lastMaxCwnd == 0)
        {
            perIncrease = Math.Min(perIncrease, 20);
        }
    }

    /// <summary>RFC 9438 section 4.3: the Reno-friendly region.</summary>
    private void KeepUpWithReno()
    {
        var share = (int)((Cwnd * FriendlyScale) >> 3);
        if (ackCount > share)
        {
            var steps = (ackCount - 1) / share;
            ackCount -= steps * share;
            friendlyCwnd += steps;
        }

        if (friendlyCwnd > Cwnd)
        {
            perIncrease = Math.Min(perIncrease, Cwnd / (friendlyCwnd - Cwnd));
        }
    }
}
