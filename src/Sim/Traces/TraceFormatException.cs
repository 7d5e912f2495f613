namespace Mpsim.Traces;

/// <summary>A trace file does not say what its format demands.</summary>
/// <param name="file">Path as it was given.</param>
/// <param name="line">Number of the line, from 1.</param>
/// <param name="message">What is there and what was expected.</param>
public sealed class TraceFormatException(string file, int line, string message) : Exception($"{file}:{line}: {message}")
{
    public string File { get; } = file;

    public int Line { get; } = line;

    /// <summary>The message without file and line.</summary>
    public string Problem { get; } = message;
}
