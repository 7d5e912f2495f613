namespace Mpsim.Results;

/// <summary>How the work on a scenario ended.</summary>
public enum ScenarioStatus
{
    /// <summary>All runs of all variants came to their end.</summary>
    Complete,

    /// <summary>The user stopped it; what there is so far is kept.</summary>
    Interrupted,

    /// <summary>An invariant was violated, the program failed, or something could not be written.</summary>
    Failed,

    /// <summary>The runs, or the writing of their files, have not ended yet; what is found like this was killed.</summary>
    Running,
}
