namespace Mpsim.Models.Proxy.Selection;

/// <summary>A proxy on the way of a session that may be chosen for it.</summary>
/// <param name="Proxy">The proxy, which works now.</param>
/// <param name="LeadAllAccesses">All accesses of the UE lead through it to the server.</param>
/// <param name="Accesses">How many accesses of the UE reach it, by their routes or at an address that it announces.</param>
public readonly record struct ProxyCandidate(ProxyNode Proxy, bool LeadAllAccesses, int Accesses);
