namespace Mpsim.Models.Proxy.Selection;

/// <summary>By what one of several proxies on the way is chosen (draft-deng-mptcp-proxy-01, requirement j).</summary>
public enum SelectionCriterion
{
    /// <summary>The first on the way of the session's SYN.</summary>
    Nearest,

    /// <summary>The nearest through which all accesses of the UE lead, so that no subflow must be steered; else the nearest.</summary>
    OnPath,

    /// <summary>The one that most accesses of the UE reach, by their routes or at an address that it announces, so that the session survives the loss of an access; of several the nearest.</summary>
    Continuity,

    /// <summary>The one with the fewest sessions for each of its cores; of several the nearest.</summary>
    LeastLoaded,

    /// <summary>The first of those that the rule names which is on the way; else the nearest.</summary>
    Named,
}
