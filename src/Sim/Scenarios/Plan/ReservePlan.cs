namespace Mpsim.Scenarios.Plan;

/// <summary>What a UE asks a proxy to reserve for it.</summary>
/// <param name="Proxy">Name of the proxy.</param>
/// <param name="Requests">The requests, in the order of the file.</param>
public sealed record ReservePlan(string Proxy, IReadOnlyList<ReserveRequestPlan> Requests);
