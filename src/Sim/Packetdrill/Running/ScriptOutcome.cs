namespace Mpsim.Packetdrill.Running;

/// <summary>How the run of a script ended.</summary>
internal enum ScriptStatus
{
    Passed,
    Failed,

    /// <summary>It uses something that does not exist here; what it tests was not tested.</summary>
    Unsupported,

    /// <summary>It could not be read.</summary>
    Malformed,

    /// <summary>The simulator itself has failed.</summary>
    Crashed,
}

/// <summary>What came of a script.</summary>
internal sealed record ScriptOutcome(string File, ScriptStatus Status)
{
    /// <summary>The line at which it ended, or null.</summary>
    public int? Line { get; init; }

    /// <summary>What was wrong, or what is not supported.</summary>
    public string? Message { get; init; }

    /// <summary>The packet that the script expects, in its notation.</summary>
    public string? Expected { get; init; }

    /// <summary>The packet that was sent.</summary>
    public string? Actual { get; init; }

    /// <summary>The seed of initial sequence numbers and keys.</summary>
    public ulong Seed { get; init; }

    /// <summary>Virtual time at the end, in seconds from the start of the script.</summary>
    public double At { get; init; }

    /// <summary>What a reader should know of a run that passed.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
