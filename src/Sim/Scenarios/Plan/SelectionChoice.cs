namespace Mpsim.Scenarios.Plan;

/// <summary>How one of the proxies on the way of a session is chosen.</summary>
public enum SelectionChoice
{
    /// <summary>The first on the way.</summary>
    Nearest,

    /// <summary>The nearest through which all accesses of the UE lead.</summary>
    OnPath,

    /// <summary>The one that most accesses of the UE reach.</summary>
    Continuity,

    /// <summary>The one with the fewest sessions for each core.</summary>
    LeastLoaded,
}
