namespace Mpsim.Models.Mptcp.Coupling;

/// <summary>
/// Equally weighted TCP (M. Honda, Y. Nishida, L. Eggert, P. Sarolahti and H. Tokuda, "Multipath congestion control for shared
/// bottleneck", PFLDNeT 2009): each of n subflows is a TCP of weight 1 / n, whatever the others do. An acknowledged segment adds
/// a / w_r, and a loss halves the window; since the rate goes with the square root of a, that is 1 / n^2.
/// </summary>
public sealed class Ewtcp : CoupledControl
{
    internal Ewtcp(CoupledGroup group)
        : base(group)
    {
    }

    public override string Name => "ewtcp";

    private protected override double IncreasePerSegment()
    {
        double paths = Math.Max(Group.CountActive(), 1);
        return 1 / (paths * paths * Cwnd);
    }
}
