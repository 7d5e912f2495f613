using Mpsim.Models.Tcp.Congestion;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Tcp.Congestion;

/// <summary>
/// A path that only loses: the model under the response functions. Every window of segments takes one round trip, its
/// ACKs come evenly spread over it, and one or more losses in a window are one reduction at its end.
/// </summary>
internal sealed class LossyPath(CongestionControl control, Duration rtt, Func<bool> isLost)
{
    private const uint Mss = 1448;

    private readonly Instant begin = Instant.Zero + rtt;
    private int window = control.Cwnd;
    private int position;
    private bool lostInRound;
    private Instant roundStart = Instant.Zero + rtt;
    private uint una = 1000;

    public CongestionControl Control => control;

    public Instant Now { get; private set; } = Instant.Zero + rtt;

    public long Delivered { get; private set; }

    public long Rounds { get; private set; }

    public double AverageWindow => (double)Delivered / Rounds;

    public double Rate => Delivered / (Now - begin).Seconds;

    public void Run(long segments)
    {
        for (var end = Delivered + segments; Delivered < end;)
        {
            Step();
        }
    }

    public void ForgetStatistics()
    {
        Delivered = 0;
        Rounds = 0;
    }

    /// <summary>One segment is acknowledged or found lost.</summary>
    public void Step()
    {
        Delivered++;
        una += Mss;
        if (isLost())
        {
            lostInRound = true;
        }
        else
        {
            Acknowledge();
        }

        position++;
        if (position >= window)
        {
            EndRound();
        }

        Now = roundStart + (rtt * position / window);
    }

    private void Acknowledge()
    {
        var ack = new AckSample
        {
            Now = Now,
            Rtt = rtt,
            SmoothedRtt = rtt,
            MinRtt = rtt,
            AckedSegments = 1,
            PriorInFlight = window,
            SndUna = una,
            SndNxt = una + ((uint)window * Mss),
            CwndLimited = true,
        };
        control.OnRttSample(ack);
        if (!lostInRound)
        {
            control.OnAck(ack);
        }
    }

    private void EndRound()
    {
        if (lostInRound)
        {
            control.Ssthresh = control.SsthreshAfterLoss(Now);
            control.Cwnd = control.Ssthresh;
        }

        Rounds++;
        roundStart += rtt;
        position = 0;
        lostInRound = false;
        window = control.Cwnd;
    }
}
