using Mpsim.Models.Units;

namespace Mpsim.Models.Tcp.Congestion;

/// <summary>
/// The window of one TCP connection or subflow, in segments as in Linux and in RFC 9438, and the rule by which it
/// grows and shrinks. Loss recovery (which segments are lost, when a recovery begins and ends, how the window is
/// brought down during it) is not congestion control: it asks this class for a threshold and sets the window.
/// One instance per connection.
/// </summary>
public abstract class CongestionControl
{
    /// <summary>Initial window of ten segments (RFC 6928).</summary>
    public const int InitialWindow = 10;

    /// <summary>Congestion window in segments, at least 1.</summary>
    public int Cwnd = InitialWindow;

    /// <summary>Slow-start threshold in segments; <see cref="int.MaxValue"/> until the first loss.</summary>
    public int Ssthresh = int.MaxValue;

    /// <summary>Acknowledged segments not yet turned into window growth (Linux: <c>snd_cwnd_cnt</c>).</summary>
    protected int CwndCount;

    /// <summary>Name as in a scenario.</summary>
    public abstract string Name { get; }

    public bool InSlowStart => Cwnd < Ssthresh;

    /// <summary>Data leave at a rate and not a window at once; set by the connection.</summary>
    public bool IsPaced { get; internal set; }

    /// <summary>
    /// The algorithm sets window and pacing rate by itself at every acknowledgement, in recovery too, from samples of the delivery
    /// rate (Linux: <c>cong_control</c>): <see cref="OnDelivery"/>. The connection then paces by <see cref="PacingRate"/>.
    /// </summary>
    public virtual bool ControlsRate => false;

    /// <summary>Segments a second, with <see cref="ControlsRate"/>; zero before anything is known.</summary>
    public virtual double PacingRate => 0;

    /// <summary>With <see cref="ControlsRate"/>: the algorithm keeps the window small on purpose, so that samples say little of the path.</summary>
    public virtual bool HoldsBack => false;

    /// <summary>An ACK will arrive soon: fetches what it will touch beside this object into the cache.</summary>
    internal virtual void Anticipate()
    {
    }

    /// <summary>An ACK arrived outside loss recovery: let the window grow (RFC 5681 section 3.1).</summary>
    public abstract void OnAck(in AckSample ack);

    /// <summary>The threshold to which a loss brings the window, in segments, at least 2 (RFC 5681 equation 4 or the algorithm's own).</summary>
    public abstract int SsthreshAfterLoss(Instant now);

    /// <summary>Every ACK that carries a round-trip sample, in recovery or not, before <see cref="OnAck"/> (Linux: <c>pkts_acked</c>).</summary>
    public virtual void OnRttSample(in AckSample ack)
    {
    }

    /// <summary>Every acknowledgement, with <see cref="ControlsRate"/>, after all else.</summary>
    public virtual void OnDelivery(in DeliverySample sample)
    {
    }

    /// <summary>A retransmission timeout fired (RFC 5681 section 3.1); called after the threshold was asked for.</summary>
    public virtual void OnTimeout(Instant now)
    {
    }

    /// <summary>Data are sent while nothing is in flight (Linux: <c>CA_EVENT_TX_START</c>).</summary>
    /// <param name="now">Now.</param>
    /// <param name="lastSent">When data were last sent before.</param>
    public virtual void OnTransmitStart(Instant now, Instant lastSent)
    {
    }

    /// <summary>The window to return to when a recovery proves spurious (Linux: <c>undo_cwnd</c>).</summary>
    public virtual int UndoCwnd(int priorCwnd) => Math.Max(Cwnd, priorCwnd);

    /// <summary>The connection is closed; coupled algorithms leave their group.</summary>
    public virtual void OnClosed()
    {
    }

    /// <summary>Slow start: one segment per segment acknowledged, up to the threshold (RFC 5681 equation 2 with L unlimited, as Linux).</summary>
    /// <returns>Acknowledged segments left over for congestion avoidance.</returns>
    protected int SlowStart(int acked)
    {
        var cwnd = (int)Math.Min((long)Cwnd + acked, Ssthresh);
        acked -= cwnd - Cwnd;
        Cwnd = cwnd;
        return acked;
    }

    /// <summary>Grows by one segment for every <paramref name="perIncrease"/> segments acknowledged (Linux: <c>tcp_cong_avoid_ai</c>).</summary>
    protected void AdditiveIncrease(int perIncrease, int acked)
    {
        if (CwndCount >= perIncrease)
        {
            CwndCount = 0;
            Cwnd++;
        }

        CwndCount += acked;
        if (CwndCount >= perIncrease)
        {
            var steps = CwndCount / perIncrease;
            CwndCount -= steps * perIncrease;
            Cwnd += steps;
        }
    }
}
