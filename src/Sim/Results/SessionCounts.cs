namespace Mpsim.Results;

/// <summary>What became of a flow's sessions at a proxy; those that did not offer MPTCP are counted apart.</summary>
/// <param name="TakenOver">MPTCP ended at the proxy.</param>
/// <param name="Left">The server spoke MPTCP, and the proxy only forwarded.</param>
/// <param name="Passed">The proxy only forwarded, for another reason.</param>
public sealed record SessionCounts(int TakenOver, int Left, int Passed)
{
    /// <summary>The limits of the proxy granted no further session, and it only forwarded; null where it has none.</summary>
    public int? Refused { get; init; }

    /// <summary>The UE offered no MPTCP, and the proxy only forwarded; null where none was so.</summary>
    public int? NotOffered { get; init; }

    /// <summary>All that the proxy looked at.</summary>
    public int All => TakenOver + Left + Passed + (Refused ?? 0) + (NotOffered ?? 0);

    /// <summary>Joins that the limits of the proxy did not grant; null where it has none.</summary>
    public int? SubflowsRefused { get; init; }
}
