namespace Mpsim.Scenarios.Errors;

/// <summary>Collects the errors of a scenario, so that all are told at once.</summary>
internal sealed class ErrorList
{
    private readonly List<ScenarioError> _errors = [];
    private readonly HashSet<(string File, int Line, int Column, string KeyPath, string Message)> _seen = [];

    /// <summary>Settings without effect, which are no errors.</summary>
    public IdleSettings Idle { get; } = new();

    /// <summary>Where the values stand that an override has made meaningless, which is no error.</summary>
    public HashSet<SourcePosition> LeftOver { get; } = [];

    /// <summary>The variant that is being read; null for the base scenario.</summary>
    public string? Variant { get; set; }

    public int Count => _errors.Count;

    /// <summary>How often an error was reported, repetitions included: whether a part was sound is whether this stood still.</summary>
    public int Reports { get; private set; }

    /// <summary>An error of the base scenario arises again in each variant; only its first appearance is kept.</summary>
    public void Add(SourcePosition position, string keyPath, string message, string? expected = null, string? nearest = null)
    {
        Reports++;
        var file = position.Source.Name;
        if (_seen.Add((file, position.Line, position.Column, keyPath, message)))
        {
            _errors.Add(new ScenarioError(file, position.Line, position.Column, keyPath, message, expected, nearest)
            {
                Variant = Variant,
                SourceLine = position.Source.Line(position.Line),
                Length = Math.Max(1, position.Length),
            });
        }
    }

    /// <summary>Reports a name that is not among those that exist.</summary>
    public void AddUnknown(SourcePosition position, string keyPath, string what, string name, IReadOnlyList<string> known)
    {
        var expected = known.Count switch
        {
            0 => $"{Article(what)} {what}, but the scenario has none",
            <= 12 => "one of " + string.Join(", ", known),
            _ => $"the name of {Article(what)} {what}",
        };
        Add(position, keyPath, $"there is no {what} '{name}'", expected, NearestName.Find(name, known));
    }

    private static string Article(string noun) => noun[0] is 'a' or 'e' or 'i' or 'o' ? "an" : "a";

    /// <summary>In the order of the file, with templates and then the overrides of the command line after it.</summary>
    /// <param name="file">The file.</param>
    public IReadOnlyList<ScenarioError> Sorted(string file) =>
        [.. _errors.OrderBy(error => error.File == SourceText.CommandLineName).ThenBy(error => error.File != file).ThenBy(error => error.File, StringComparer.Ordinal).ThenBy(error => error.Line).ThenBy(error => error.Column)];
}
