using Mpsim.Models.Wire;

namespace Mpsim.Scenarios.Plan;

/// <summary>An MPTCP endpoint: one of the node's own addresses and what it is for.</summary>
public sealed record EndpointPlan(string Link, IpAddress Address, EndpointFlags Flags);
