using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Plan;

/// <summary>Every packet is lost with the same probability, independent of the others.</summary>
public sealed record BernoulliLossPlan(Probability Loss) : LossPlan;
