namespace Mpsim.Scenarios.Errors;

/// <summary>
/// Settings that nothing asks for, such as weights under a scheduler that has none. The base may have what only a variant uses, so a setting is idle
/// when no variant has a use for it; that is a warning, not an error.
/// </summary>
internal sealed class IdleSettings
{
    private readonly Dictionary<(string File, int Line, int Column), ScenarioError?> _settings = [];

    /// <summary>Notes a setting once in each variant that has it.</summary>
    /// <param name="position">Where it stands.</param>
    /// <param name="keyPath">Its path.</param>
    /// <param name="isUsed">Whether it has an effect in this variant.</param>
    /// <param name="message">Why not, as a clause.</param>
    /// <param name="remedy">What would give it one.</param>
    public void Note(SourcePosition position, string keyPath, bool isUsed, string message, string remedy)
    {
        var place = (position.Source.Name, position.Line, position.Column);
        if (isUsed)
        {
            _settings[place] = null;
        }
        else
        {
            _settings.TryAdd(place, new ScenarioError(position.Source.Name, position.Line, position.Column, keyPath, message, remedy, null)
            {
                SourceLine = position.Source.Line(position.Line),
                Length = Math.Max(1, position.Length),
            });
        }
    }

    /// <summary>What no variant uses, in the order of the file.</summary>
    public IReadOnlyList<ScenarioError> Warnings() =>
        [.. _settings.Values.OfType<ScenarioError>().OrderBy(warning => warning.File == SourceText.CommandLineName).ThenBy(warning => warning.Line).ThenBy(warning => warning.Column)];
}
