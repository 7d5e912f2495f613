namespace Mpsim.Scenarios.Errors;

/// <summary>A text in which errors are located: a file, or the overrides of the command line, one per line.</summary>
internal sealed class SourceText(string name, string text)
{
    public const string CommandLineName = "command line";

    private readonly string[] _lines = text.Split('\n');

    public string Name { get; } = name;

    public string Text { get; } = text;

    public int LineCount => _lines.Length;

    /// <param name="number">From 1.</param>
    /// <returns>The line without its end, or null when there is no such line.</returns>
    public string? Line(int number) => number >= 1 && number <= _lines.Length ? _lines[number - 1].TrimEnd('\r') : null;
}
