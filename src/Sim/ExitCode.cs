namespace Mpsim;

/// <summary>The exit codes of the program; they are part of its interface and documented in the reference.</summary>
public static class ExitCode
{
    public const int Success = 0;

    /// <summary>An expectation was not met, or a result moved away from the baseline.</summary>
    public const int ExpectationFailed = 1;

    /// <summary>The command line, a scenario or a trace is wrong; nothing was run.</summary>
    public const int BadInput = 2;

    /// <summary>A run broke an invariant, such as a byte that was lost or repeated.</summary>
    public const int InvariantViolated = 3;

    /// <summary>A defect of the program itself.</summary>
    public const int InternalError = 4;

    /// <summary>Results could not be written, such as to a full disk; what was printed is right, the files are not whole.</summary>
    public const int Unwritable = 5;

    /// <summary>Interrupted by Ctrl-C (128 + SIGINT, as shells have it).</summary>
    public const int Interrupted = 130;
}
