namespace Mpsim.Scenarios.Plan;

/// <summary>The share of a link in the weighted scheduler, relative to the other links.</summary>
public sealed record PathWeight(string Link, int Weight);
