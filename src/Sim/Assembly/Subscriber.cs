using Mpsim.Models.Hosts;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Assembly;

/// <summary>One subscriber of a class: the equipment, and what was drawn for it.</summary>
/// <param name="Host">The equipment.</param>
/// <param name="Plan">The class's template with this one's addresses.</param>
internal sealed record Subscriber(Host Host, NodePlan Plan);
