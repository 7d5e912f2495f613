using Mpsim.Models.Wire;

namespace Mpsim.Scenarios.Plan;

/// <summary>An MPTCP endpoint: one of the node's own addresses and what it is for.</summary>
/// <param name="Link">The link.</param>
/// <param name="Address">The address on it.</param>
/// <param name="Flags">What it is for.</param>
/// <param name="Port">The port that is announced with the address; null for that of the first subflow.</param>
public sealed record EndpointPlan(string Link, IpAddress Address, EndpointFlags Flags, ushort? Port = null);
