using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Plan;

/// <summary>Openings over time.</summary>
/// <param name="Poisson">True for exponentially distributed gaps, false for gaps that are all equal.</param>
/// <param name="Gap">The mean gap between arrivals.</param>
/// <param name="Until">No arrival at or after this instant; the end of the run when the file does not say.</param>
/// <param name="Count">The most arrivals; null for no limit.</param>
public sealed record ArrivalPlan(bool Poisson, Duration Gap, Instant Until, int? Count);
