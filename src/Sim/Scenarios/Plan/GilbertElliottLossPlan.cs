using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Plan;

/// <summary>
/// The Gilbert-Elliott model as netem has it (<c>loss gemodel</c>): a good and a bad state, with a step per packet.
/// </summary>
/// <param name="P">The probability of going from good to bad.</param>
/// <param name="R">The probability of going from bad to good.</param>
/// <param name="LossGood">The probability of loss in the good state.</param>
/// <param name="LossBad">The probability of loss in the bad state.</param>
public sealed record GilbertElliottLossPlan(Probability P, Probability R, Probability LossGood, Probability LossBad) : LossPlan;
