using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Plan;

/// <summary>A limit of the rate in each direction; null is no limit.</summary>
/// <param name="Up">From the UE.</param>
/// <param name="Down">To the UE.</param>
public readonly record struct DirectedRatePlan(DataRate? Up, DataRate? Down);
