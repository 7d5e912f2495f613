namespace Mpsim.Models.Mptcp.Coupling;

/// <summary>
/// Fully coupled control (D. Wischik, C. Raiciu, A. Greenhalgh and M. Handley, "Design, implementation and evaluation of
/// congestion control for multipath TCP", NSDI 2011, section 2.2, algorithm COUPLED): an acknowledged segment adds
/// 1 / w_total, and a loss takes w_total / 2. All traffic goes to the paths with the least loss; the others keep the least window.
/// </summary>
public sealed class FullyCoupled : CoupledControl
{
    internal FullyCoupled(CoupledGroup group)
        : base(group)
    {
    }

    public override string Name => "coupled";

    /// <summary>The paper's bound: a path without a window could not be found better again.</summary>
    private protected override int Least => Group.CountActive() > 1 ? 1 : 2;

    private protected override double IncreasePerSegment() => 1.0 / Group.TotalWindow();

    private protected override int WindowAfterLoss() => Cwnd - (Math.Max(Group.TotalWindow(), Cwnd) / 2);
}
