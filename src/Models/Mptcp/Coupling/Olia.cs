using Mpsim.Models.Tcp.Congestion;
using Mpsim.Models.Units;

namespace Mpsim.Models.Mptcp.Coupling;

/// <summary>
/// Opportunistic Linked Increases (R. Khalili, N. Gast, M. Popovic and J.-Y. Le Boudec, "MPTCP is not Pareto-optimal", CoNEXT
/// 2012, section 4, equations 5 and 6; draft-khalili-mptcp-congestion-control-05): an acknowledged segment adds
/// (w_r / rtt_r^2) / (sum of w_p / rtt_p)^2 + alpha_r / w_r.
/// </summary>
/// <remarks>
/// The first term is the Pareto-optimal one; alpha moves window from the paths with the largest windows (M) to those that
/// are presumably best and have small windows (B \ M), so that a path is probed before it is needed.
/// </remarks>
public sealed class Olia : CoupledControl
{
    /// <summary>Segments acknowledged between the last two losses, and since the last: l1 and l2 of the paper.</summary>
    private long _beforeLoss;
    private long _sinceLoss;

    internal Olia(CoupledGroup group)
        : base(group)
    {
    }

    public override string Name => "olia";

    /// <summary>The draft's section 3: the least threshold is one segment where there are several paths.</summary>
    private protected override int Least => Group.CountActive() > 1 ? 1 : 2;

    /// <summary>l_r / rtt_r^2, which is half the square of the rate that TCP would have on the path.</summary>
    private double Quality => RoundTrip > 0 ? Math.Max(_beforeLoss, _sinceLoss) / (RoundTrip * RoundTrip) : 0;

    public override void OnRttSample(in AckSample ack) => _sinceLoss += ack.AckedSegments;

    public override int SsthreshAfterLoss(Instant now)
    {
        _beforeLoss = _sinceLoss;
        _sinceLoss = 0;
        return base.SsthreshAfterLoss(now);
    }

    private protected override double IncreasePerSegment()
    {
        var total = Group.TotalRate();
        return (Rate / RoundTrip / (total * total)) + (Alpha() / Cwnd);
    }

    /// <summary>Equation 6: zero unless some best path has not the largest window.</summary>
    private double Alpha()
    {
        double best = 0;
        var largest = 0;
        foreach (var subflow in Group.Subflows)
        {
            if (subflow.RoundTrip > 0)
            {
                best = Math.Max(best, ((Olia)subflow).Quality);
                largest = Math.Max(largest, subflow.Cwnd);
            }
        }

        var (active, collected, widest) = (0, 0, 0);
        foreach (var subflow in Group.Subflows)
        {
            if (subflow.RoundTrip > 0)
            {
                active++;
                widest += subflow.Cwnd == largest ? 1 : 0;
                collected += subflow.Cwnd < largest && ((Olia)subflow).Quality >= best ? 1 : 0;
            }
        }

        if (collected == 0)
        {
            return 0;
        }

        if (Cwnd == largest)
        {
            return -1.0 / (active * widest);
        }

        return Quality >= best ? 1.0 / (active * collected) : 0;
    }
}
