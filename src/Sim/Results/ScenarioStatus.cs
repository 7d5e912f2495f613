namespace Mpsim.Results;

/// <summary>How the work on a scenario ended.</summary>
public enum ScenarioStatus
{
    /// <summary>All runs of all variants came to their end.</summary>
    Complete,

    /// <summary>The user stopped it; what there is so far is kept.</summary>
    Interrupted,

    /// <summary>An invariant was violated or the program failed.</summary>
    Failed,
}
