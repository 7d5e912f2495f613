using Mpsim.Models.Tcp.Congestion;
using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Mptcp.Coupling;

/// <summary>
/// Linked Increases of one subflow (RFC 6356 section 3): in congestion avoidance an acknowledged segment adds
/// min(alpha / cwnd_total, 1 / cwnd_i). Slow start and decrease are those of <see cref="NewReno"/>.
/// </summary>
/// <remarks>
/// Alpha is computed anew once in a round trip of any subflow and, outside slow start, when a window has changed
/// by a segment or more (RFC 6356 section 4.1 suggests as much), so that an ACK costs a few comparisons.
/// </remarks>
public sealed class Lia : CongestionControl
{
    private readonly LiaGroup group;
    private int countedCwnd;
    private uint roundEnd;

    internal Lia(LiaGroup group) => this.group = group;

    public override string Name => "lia";

    /// <summary>Smoothed round-trip time in nanoseconds as of the last computation; zero before the first.</summary>
    internal double RoundTrip { get; private set; }

    /// <summary>Another subflow of the group, to be fetched with this one.</summary>
    internal Lia? Partner { get; set; }

    internal override void Anticipate()
    {
        CachePrefetch.Part(group, 0, 40);
        if (Partner is { } partner)
        {
            CachePrefetch.Part(partner, 0, 48);
        }
    }

    public override void OnAck(in AckSample ack)
    {
        // A subflow that is idle or in slow start counts as well, only its own increase is not coupled.
        if (IsDue(ack))
        {
            Share(ack);
        }

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

        AdditiveIncrease(Math.Max(Cwnd * LiaGroup.Parts, group.PerIncrease), acked * LiaGroup.Parts);
    }

    public override int SsthreshAfterLoss(Instant now)
    {
        CwndCount = 0;
        return Math.Max(Cwnd / 2, 2);
    }

    public override void OnClosed() => group.Leave(this);

    private bool IsDue(in AckSample ack) =>
        RoundTrip == 0 || SequenceNumber.After(ack.SndUna, roundEnd) || (Cwnd != countedCwnd && !InSlowStart);

    private void Share(in AckSample ack)
    {
        countedCwnd = Cwnd;
        roundEnd = ack.SndNxt;
        RoundTrip = ack.SmoothedRtt.Nanoseconds;
        group.Recompute();
    }
}
