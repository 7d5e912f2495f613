using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tcp.Congestion;

/// <summary>
/// Hybrid slow start as Linux has it inside CUBIC (<c>hystart_update</c>, after S. Ha and I. Rhee, 2011): leave slow
/// start before the queue overflows, either because the ACKs of one round trip came as a train that is half a round
/// trip long, or because the round-trip time has risen. It is not HyStart++ (RFC 9406).
/// </summary>
public struct HyStart
{
    /// <summary>Below this window nothing is decided (Linux: <c>hystart_low_window</c>).</summary>
    private const int LowWindow = 16;

    /// <summary>ACKs further apart than 2 ms are no train.</summary>
    private const long TrainSpacing = 2_000_000;

    /// <summary>Samples of a round before its smallest delay counts.</summary>
    private const int MinSamples = 8;

    private const long MinDelayRise = 4_000_000;
    private const long MaxDelayRise = 16_000_000;

    /// <summary>Payload that the cushion for sender bursts assumes in a segment; it matters from about 1 Gbit/s on.</summary>
    private const long SegmentBytes = 1448;

    private long roundStart;
    private long lastAck;
    private long roundRtt;
    private uint roundEnd;
    private byte samples;
    private RoundEnd end;

    private enum RoundEnd : byte
    {
        NoRound,
        AtNextSample,
        Known,
    }

    /// <summary>The exit point was found; nothing more is done until a timeout.</summary>
    public bool Found { get; private set; }

    /// <summary>
    /// A retransmission timeout starts the search anew. The round that begins now ends at the SND.NXT of now, which
    /// the next sample still has, because after a timeout the old data are sent first.
    /// </summary>
    public void OnTimeout(long now)
    {
        Found = false;
        StartRound(now);
        end = RoundEnd.AtNextSample;
    }

    /// <summary>Looks at one round-trip sample of a connection in slow start.</summary>
    /// <param name="ack">The ACK with its sample.</param>
    /// <param name="cwnd">Congestion window in segments.</param>
    /// <param name="delayMin">Smallest delay in nanoseconds as CUBIC knows it, this sample included.</param>
    /// <param name="isPaced">The sender paces, so that a train of ACKs shows the rate of the path and not a burst.</param>
    /// <returns>True when slow start should end here.</returns>
    public bool OnSample(in AckSample ack, int cwnd, long delayMin, bool isPaced = false)
    {
        var now = ack.Now.Nanoseconds;
        if (end == RoundEnd.AtNextSample)
        {
            roundEnd = ack.SndNxt;
            end = RoundEnd.Known;
        }

        if (end == RoundEnd.NoRound || SequenceNumber.After(ack.SndUna, roundEnd))
        {
            StartRound(now);
            roundEnd = ack.SndNxt;
            end = RoundEnd.Known;
        }

        if (cwnd < LowWindow)
        {
            return false;
        }

        var train = TrainIsLong(ack, cwnd, isPaced ? 2 * delayMin : delayMin, now);
        var delay = DelayHasRisen(Math.Max(1, ack.Rtt.Nanoseconds), delayMin);
        Found |= train || delay;
        return Found;
    }

    private void StartRound(long now)
    {
        roundStart = now;
        lastAck = now;
        roundRtt = long.MaxValue;
        samples = 0;
    }

    private bool TrainIsLong(in AckSample ack, int cwnd, long delayMin, long now)
    {
        if (now - lastAck > TrainSpacing)
        {
            return false;
        }

        // Without pacing the window leaves as one burst, so its length is the queue: half a round trip is enough.
        lastAck = now;
        return now - roundStart > (delayMin + BurstCushion(ack, cwnd)) / 2;
    }

    private bool DelayHasRisen(long rtt, long delayMin)
    {
        roundRtt = Math.Min(roundRtt, rtt);
        if (samples < MinSamples)
        {
            samples++;
            return false;
        }

        return roundRtt > delayMin + Math.Clamp(delayMin / 8, MinDelayRise, MaxDelayRise);
    }

    /// <summary>
    /// Time of four bursts of 64 KiB at twice the current rate, at most 1 ms: what the sender's and receiver's
    /// offload may add to a delay (Linux: <c>hystart_ack_delay</c>).
    /// </summary>
    private static long BurstCushion(in AckSample ack, int cwnd)
    {
        const long Most = 1_000_000;
        var bytesTimesRtt = 4 * 65_536 * ack.SmoothedRtt.Nanoseconds;
        var twiceWindow = 2 * SegmentBytes * Math.Max(cwnd, ack.PriorInFlight);
        return bytesTimesRtt >= Most * twiceWindow ? Most : bytesTimesRtt / twiceWindow;
    }
}
