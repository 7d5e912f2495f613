namespace Mpsim.Results;

/// <summary>What became of a flow's sessions that offered MPTCP at a proxy.</summary>
/// <param name="TakenOver">MPTCP ended at the proxy.</param>
/// <param name="Left">The server spoke MPTCP, and the proxy only forwarded.</param>
/// <param name="Passed">The proxy only forwarded, for another reason.</param>
public sealed record SessionCounts(int TakenOver, int Left, int Passed)
{
    /// <summary>The limits of the proxy granted no further session, and it only forwarded; null where it has none.</summary>
    public int? Refused { get; init; }

    /// <summary>Joins that the limits of the proxy did not grant; null where it has none.</summary>
    public int? SubflowsRefused { get; init; }
}
