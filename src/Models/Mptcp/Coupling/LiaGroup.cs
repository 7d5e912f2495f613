using Mpsim.Models.Tcp.Congestion;

namespace Mpsim.Models.Mptcp.Coupling;

/// <summary>What the subflows of one connection share under the Linked Increases Algorithm (RFC 6356).</summary>
public sealed class LiaGroup : SubflowCongestion
{
    /// <summary>Parts of a segment in which the increase is counted, so that alpha is not rounded away on small windows.</summary>
    internal const int Parts = 256;

    private Lia[] subflows = [];

    /// <summary>
    /// Parts of segments to be acknowledged on a subflow before its window grows by one, coupled side: cwnd_total /
    /// alpha of RFC 6356 section 3. The same for every subflow, and zero while no round trip is known.
    /// </summary>
    internal int PerIncrease { get; private set; }

    public override CongestionControl Join()
    {
        var subflow = new Lia(this);
        subflows = [.. subflows, subflow];
        return subflow;
    }

    internal void Leave(Lia subflow)
    {
        subflows = [.. subflows.Where(other => other != subflow)];
        Recompute();
    }

    /// <summary>
    /// With alpha of RFC 6356 section 3 put in, cwnd_total cancels: cwnd_total / alpha =
    /// (sum of cwnd_i / rtt_i)^2 / max of (cwnd_i / rtt_i^2). At most cwnd_total times the number of subflows.
    /// </summary>
    internal void Recompute()
    {
        double sum = 0;
        double best = 0;
        foreach (var subflow in subflows)
        {
            // Only an established subflow has a round trip; one that is still shaking hands carries nothing.
            if (subflow.RoundTrip > 0)
            {
                var rate = subflow.Cwnd / subflow.RoundTrip;
                sum += rate;
                best = Math.Max(best, rate / subflow.RoundTrip);
            }
        }

        PerIncrease = best > 0 ? (int)Math.Min(Parts * sum * sum / best, int.MaxValue) : 0;
    }
}
