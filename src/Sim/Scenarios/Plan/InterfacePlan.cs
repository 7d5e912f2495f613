using Mpsim.Models.Wire;

namespace Mpsim.Scenarios.Plan;

/// <summary>The end of a link at a node, with its address.</summary>
public sealed record InterfacePlan(string Link, IpAddress Address);
