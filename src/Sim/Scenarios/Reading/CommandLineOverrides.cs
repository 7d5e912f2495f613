using Mpsim.Scenarios.Errors;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>The <c>--set key=value</c> of the command line. Values are YAML, so lists and mappings may be set as well.</summary>
internal sealed class CommandLineOverrides(IReadOnlyList<string> overrides, ErrorList errors)
{
    private const string Switch = "--set ";

    private readonly SourceText _source = new(
        SourceText.CommandLineName, string.Join('\n', overrides.Select(each => Switch + each.ReplaceLineEndings(" "))));

    public TreeMapping ApplyTo(TreeMapping document)
    {
        foreach (var (index, text) in overrides.Index())
        {
            document = Apply(document, text.ReplaceLineEndings(" "), index);
        }

        return document;
    }

    private TreeMapping Apply(TreeMapping document, string text, int index)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var path = equals < 0 ? text : text[..equals].Trim();
        var position = new SourcePosition(_source, index + 1, Switch.Length + 1, Math.Max(1, path.Length));
        if (equals < 0 || path.Length == 0 || text[(equals + 1)..].Trim().Length == 0)
        {
            errors.Add(position, path, $"'{text}' is not an override", "key=value, such as links.lte.rate=5 Mbit/s");
            return document;
        }

        var before = errors.Count;
        var start = position with { Column = Switch.Length + equals + 2, Length = 1 };
        var value = TreeParser.ParseValue(text[(equals + 1)..], start, errors);
        return value is null || errors.Count > before
            ? document
            : Overlay.Apply(document, new TreeScalar(position, path, isPlain: true), value, errors);
    }
}
