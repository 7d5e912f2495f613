using Mpsim.Models.Kernel;
using Mpsim.Models.Units;

namespace Mpsim.Models.Network.Loss;

/// <summary>Each packet is lost with the same probability, whatever happened to others; netem's <c>loss random</c>.</summary>
public sealed class BernoulliLoss(Probability loss, RandomStream random) : LossModel
{
    public override bool IsNextLost() => random.Chance(loss);
}
