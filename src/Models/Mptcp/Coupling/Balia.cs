namespace Mpsim.Models.Mptcp.Coupling;

/// <summary>
/// Balanced Linked Adaptation (Q. Peng, A. Walid, J. Hwang and S. Low, "Multipath TCP: analysis, design, and implementation",
/// 2016; draft-walid-mptcp-congestion-control-04 section 3): with x_r = w_r / rtt_r and alpha_r = max x_k / x_r, an acknowledged
/// segment adds x_r / rtt_r / (sum of x_k)^2 (1 + alpha_r) / 2 (4 + alpha_r) / 5, and a loss takes w_r / 2 min(alpha_r, 1.5).
/// </summary>
public sealed class Balia : CoupledControl
{
    internal Balia(CoupledGroup group)
        : base(group)
    {
    }

    public override string Name => "balia";

    /// <summary>
    /// One segment where there are several paths, as in the authors' implementation for Linux: a path on which a window of two carries more than the
    /// equilibrium has for it would else be overused.
    /// </summary>
    private protected override int Least => Group.CountActive() > 1 ? 1 : 2;

    private double Alpha => Rate > 0 ? Group.LargestRate() / Rate : 1;

    private protected override double IncreasePerSegment()
    {
        var total = Group.TotalRate();
        var alpha = Alpha;
        return Rate / RoundTrip / (total * total) * ((1 + alpha) / 2) * ((4 + alpha) / 5);
    }

    private protected override int WindowAfterLoss() => Cwnd - (int)(Cwnd * Math.Min(Alpha, 1.5) / 2);
}
