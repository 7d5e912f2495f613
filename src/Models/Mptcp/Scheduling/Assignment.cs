namespace Mpsim.Models.Mptcp.Scheduling;

/// <summary>Data that a subflow is to carry.</summary>
/// <param name="Subflow">The subflow.</param>
/// <param name="Position">Position of the first octet, among those written.</param>
/// <param name="Count">Octets, more than 0.</param>
public readonly record struct Assignment(Subflow Subflow, long Position, long Count);
