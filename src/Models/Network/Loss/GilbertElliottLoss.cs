using Mpsim.Models.Kernel;
using Mpsim.Models.Units;

namespace Mpsim.Models.Network.Loss;

/// <summary>
/// Loss in bursts: a channel that is good or bad, each state with its own loss; netem's <c>loss gemodel</c>.
/// In the long run the share r / (p + r) of packets meets the good state, p / (p + r) the bad one.
/// </summary>
/// <param name="p">Of turning bad, per packet in the good state.</param>
/// <param name="r">Of turning good, per packet in the bad state.</param>
/// <param name="lossInGood">netem's 1 - k.</param>
/// <param name="lossInBad">netem's 1 - h.</param>
/// <param name="random">A stream of its own.</param>
public sealed class GilbertElliottLoss(Probability p, Probability r, Probability lossInGood, Probability lossInBad, RandomStream random) : LossModel
{
    private bool _bad;

    public override bool IsNextLost()
    {
        // As in netem, the packet that sees a transition still meets the state before it.
        if (_bad)
        {
            _bad = !random.Chance(r);
            return random.Chance(lossInBad);
        }

        _bad = random.Chance(p);
        return random.Chance(lossInGood);
    }
}
