using Mpsim.Models.Tcp.Congestion;

namespace Mpsim.Models.Mptcp.Coupling;

/// <summary>What the subflows of one connection share under the Linked Increases Algorithm (RFC 6356).</summary>
public sealed class LiaGroup : SubflowCongestion
{
    /// <summary>Parts of a segment in which the increase is counted, so that alpha is not rounded away on small windows.</summary>
    internal const int Parts = 256;

    /// <summary>The first two in the order of joining, which few connections have more than; the others after them.</summary>
    private Lia? first;
    private Lia? second;
    private Lia[] others = [];

    /// <summary>
    /// Parts of segments to be acknowledged on a subflow before its window grows by one, coupled side: cwnd_total /
    /// alpha of RFC 6356 section 3. The same for every subflow, and zero while no round trip is known.
    /// </summary>
    internal int PerIncrease { get; private set; }

    public override CongestionControl Join()
    {
        var subflow = new Lia(this);
        if (second is not null)
        {
            others = [.. others, subflow];
        }
        else if (first is not null)
        {
            second = subflow;
            first.Partner = subflow;
            subflow.Partner = first;
        }
        else
        {
            first = subflow;
        }

        return subflow;
    }

    internal void Leave(Lia subflow)
    {
        if (subflow == first || subflow == second)
        {
            first = subflow == first ? second : first;
            second = others.Length > 0 ? others[0] : null;
            others = others.Length > 0 ? others[1..] : others;
        }
        else
        {
            others = [.. others.Where(other => other != subflow)];
        }

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
        Count(first, ref sum, ref best);
        Count(second, ref sum, ref best);
        foreach (var subflow in others)
        {
            Count(subflow, ref sum, ref best);
        }

        PerIncrease = best > 0 ? (int)Math.Min(Parts * sum * sum / best, int.MaxValue) : 0;
    }

    private static void Count(Lia? subflow, ref double sum, ref double best)
    {
        // Only an established subflow has a round trip; one that is still shaking hands carries nothing.
        if (subflow is { RoundTrip: > 0 })
        {
            var rate = subflow.Cwnd / subflow.RoundTrip;
            sum += rate;
            best = Math.Max(best, rate / subflow.RoundTrip);
        }
    }
}
