using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Plan;

/// <summary>A proxy crashes or works again at a point in time.</summary>
/// <param name="At">When.</param>
/// <param name="Node">The proxy.</param>
/// <param name="Crashes">It crashes; otherwise the box that has crashed works again.</param>
public sealed record ProxyEventPlan(Instant At, string Node, bool Crashes);
