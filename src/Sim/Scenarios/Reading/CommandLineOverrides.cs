using Mpsim.Scenarios.Errors;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>The <c>--set key=value</c> of the command line. Values are YAML, so lists and mappings may be set as well.</summary>
internal sealed class CommandLineOverrides
{
    private const string Switch = "--set ";

    private readonly ErrorList _errors;
    private readonly SourceText _source;
    private readonly List<TreeEntry> _entries = [];

    public CommandLineOverrides(IReadOnlyList<string> overrides, ErrorList errors)
    {
        _errors = errors;
        _source = new SourceText(SourceText.CommandLineName, string.Join('\n', overrides.Select(each => Switch + each.ReplaceLineEndings(" "))));
        foreach (var (index, text) in overrides.Index())
        {
            if (Read(text.ReplaceLineEndings(" "), index) is { } entry)
            {
                _entries.Add(entry);
            }
        }
    }

    /// <summary>The last value that is set for a key at the top; null where none is.</summary>
    public TreeNode? Find(string key) => _entries.FindLast(entry => entry.Key.Value == key)?.Value;

    public TreeMapping ApplyTo(TreeMapping document) =>
        _entries.Aggregate(document, (changed, entry) => Overlay.Apply(changed, entry.Key, entry.Value, Layer.CommandLine, _errors));

    private TreeEntry? Read(string text, int index)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var path = equals < 0 ? text : text[..equals].Trim();
        var position = new SourcePosition(_source, index + 1, Switch.Length + 1, Math.Max(1, path.Length));
        if (equals < 0 || path.Length == 0 || text[(equals + 1)..].Trim().Length == 0)
        {
            _errors.Add(position, path, $"'{text}' is not an override", "key=value, such as links.lte.rate=5 Mbit/s");
            return null;
        }

        var before = _errors.Count;
        var start = position with { Column = Switch.Length + equals + 2, Length = 1 };
        var value = TreeParser.ParseValue(text[(equals + 1)..], start, _errors);
        return value is null || _errors.Count > before ? null : new TreeEntry(new TreeScalar(position, path, isPlain: true), value);
    }
}
