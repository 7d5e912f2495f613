using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Scenarios.Plan;

/// <summary>The outside gives a NAPT another address at a point in time.</summary>
/// <param name="At">When.</param>
/// <param name="Napt">The link or router that has the NAPT.</param>
/// <param name="Address">The new address.</param>
public sealed record NaptEventPlan(Instant At, string Napt, IpAddress Address);
