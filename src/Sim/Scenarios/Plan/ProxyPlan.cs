using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Plan;

/// <summary>The settings of a proxy; <see cref="RelayBuffer"/> is per session and direction.</summary>
public sealed record ProxyPlan(ProxyMode Mode, ByteCount RelayBuffer, ProxyAccept Accept);
