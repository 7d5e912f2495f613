using Mpsim.Scenarios.Errors;

namespace Mpsim.Packetdrill.Syntax;

/// <summary>The script is not written in the language; nothing of it was run.</summary>
internal sealed class ScriptException : Exception
{
    /// <param name="position">Where.</param>
    /// <param name="message">What is wrong, as a clause.</param>
    /// <param name="expected">What belongs there, or null.</param>
    /// <param name="nearest">The word that was probably meant, or null.</param>
    public ScriptException(SourcePosition position, string message, string? expected = null, string? nearest = null)
        : base(message) => Error = new ScenarioError(position.Source.Name, position.Line, position.Column, "", message, expected, nearest)
        {
            SourceLine = position.Source.Line(position.Line),
            Length = Math.Max(1, position.Length),
        };

    /// <summary>The error with its place.</summary>
    public ScenarioError Error { get; }

    /// <summary>A word that the language does not have in that place.</summary>
    public static ScriptException Unknown(in Token token, string what, IReadOnlyCollection<string> known) =>
        new(
            token.Position,
            $"there is no {what} {token.Described}",
            known.Count <= 14 ? "one of " + string.Join(", ", known) : $"a {what}",
            NearestName.Find(token.Text, known));
}
