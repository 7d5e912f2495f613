using Mpsim.Models.Network.Sharing;

namespace Mpsim.Scenarios.Plan;

/// <summary>How the subscribers of a NAPT or a proxy share public addresses.</summary>
/// <param name="Settings">What it is like; its addresses are those beside the box's own, and its subscribers are those of the scenario.</param>
/// <param name="WhenExhausted">What becomes of a new session for which there is no port.</param>
public sealed record SharingPlan(SharingSettings Settings, SharingExhaustion WhenExhausted);
