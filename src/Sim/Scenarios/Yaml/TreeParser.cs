using System.Globalization;
using Mpsim.Scenarios.Errors;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Mpsim.Scenarios.Yaml;

/// <summary>Turns the text of a YAML document into a tree with positions; reports what is not well-formed and keys given twice.</summary>
internal sealed class TreeParser
{
    private const int DeepestNesting = 40;
    private const string MergeKey = "<<";
    private const string WellFormed = "'key: value' with the same indentation for all keys of a mapping, and an end to each bracket, brace and quote";

    /// <summary>The tags of the core schema (YAML 1.2 section 10.3), and that of a text in quotes.</summary>
    private static readonly string[] Tags = ["!", .. new[] { "str", "int", "float", "bool", "null", "map", "seq" }.Select(type => "tag:yaml.org,2002:" + type)];

    // Aliases may repeat a subtree; this bounds what a hostile file can make of that.
    private const int MostNodes = 200_000;

    private readonly SourceText _source;
    private readonly ErrorList _errors;
    private readonly Parser _parser;
    private readonly SourcePosition? _within;
    private readonly int _textLength;
    private readonly Dictionary<string, (TreeNode Node, int Weight)> _anchors = [];
    private readonly HashSet<string> _open = [];
    private readonly List<string> _path = [];
    private int _nodes;

    private TreeParser(SourceText source, string text, SourcePosition? within, ErrorList errors)
    {
        _source = source;
        _errors = errors;
        _within = within;
        _textLength = text.Length;
        _parser = new Parser(new StringReader(text));
    }

    /// <returns>The document, or null when it is empty or not well-formed; the latter has been reported.</returns>
    public static TreeNode? Parse(SourceText source, ErrorList errors) => new TreeParser(source, source.Text, null, errors).Document();

    /// <summary>Reads a value of a single line that stands within another text, such as the right side of an override.</summary>
    /// <param name="text">The value.</param>
    /// <param name="start">Where the value starts.</param>
    /// <param name="errors">Where errors go.</param>
    public static TreeNode? ParseValue(string text, SourcePosition start, ErrorList errors) =>
        new TreeParser(start.Source, text, start, errors).Document();

    private TreeNode? Document()
    {
        try
        {
            _parser.Consume<StreamStart>();
            if (_parser.Accept<StreamEnd>(out _))
            {
                return null;
            }

            _parser.Consume<DocumentStart>();
            var root = Node(depth: 0);
            _parser.Consume<DocumentEnd>();
            if (_parser.Accept<DocumentStart>(out var second))
            {
                _errors.Add(At(second.Start, second.Start), "", "the file has a second document", "one document per file");
            }

            return root;
        }
        catch (YamlException e)
        {
            if (TabNear((int)e.End.Line) is { } tab)
            {
                _errors.Add(tab, "", "a tab stands in the indentation", "spaces");
                return null;
            }

            // The start is that of the construct, which may be lines before what is wrong with it.
            var at = e is SemanticErrorException ? At(e.Start, e.End) : At(e.End, e.End);
            _errors.Add(at, "", "this is not well-formed YAML: " + Clause(e.Message), WellFormed);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            // The scanner lets some malformed input through to its own bounds checks.
            _errors.Add(At(_parser.Current?.Start ?? Mark.Empty, Mark.Empty), "", "this is not well-formed YAML: brackets, braces, quotes or indentation do not match here", WellFormed);
        }

        return null;
    }

    /// <summary>A tab that indents, in the line of an error or the one beside it; anywhere when the parser names no line.</summary>
    private SourcePosition? TabNear(int line)
    {
        for (var number = 1; number <= _source.LineCount && _within is null; number++)
        {
            var text = _source.Line(number) ?? "";
            var column = text.IndexOf('\t', StringComparison.Ordinal);
            if (column >= 0 && text.AsSpan(0, column).IsWhiteSpace() && !text.AsSpan().IsWhiteSpace() && (line <= 1 || Math.Abs(number - line) <= 1))
            {
                return new SourcePosition(_source, number, column + 1, 1);
            }
        }

        return null;
    }

    private TreeNode Node(int depth)
    {
        if (depth > DeepestNesting || ++_nodes > MostNodes)
        {
            throw new SemanticErrorException(
                _parser.Current?.Start ?? Mark.Empty, Mark.Empty, "the document is nested too deeply or too large");
        }

        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            return Alias(alias);
        }

        var before = _nodes;
        var anchor = AnchorName.Empty;
        if (_parser.Accept<NodeEvent>(out var start))
        {
            anchor = start.Anchor;
            CheckTag(start);
        }

        if (anchor.IsEmpty)
        {
            return Content(depth);
        }

        _open.Add(anchor.Value);
        var node = Content(depth);
        _open.Remove(anchor.Value);
        _anchors[anchor.Value] = (node, _nodes - before + 1);
        return node;
    }

    /// <summary>Tags of other programs name types of theirs; to leave one out in silence would be to say that it was heeded.</summary>
    private void CheckTag(NodeEvent node)
    {
        if (!node.Tag.IsEmpty && !Tags.Contains(node.Tag.Value))
        {
            _errors.Add(At(node.Start, node.Start), string.Join('.', _path), $"the tag '{node.Tag.Value}' says nothing here", "the value without a tag");
        }
    }

    private TreeNode Content(int depth)
    {
        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            return ToScalar(scalar);
        }

        if (_parser.TryConsume<SequenceStart>(out var sequence))
        {
            var items = new List<TreeNode>();
            while (!_parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(Within(items.Count.ToString(CultureInfo.InvariantCulture), depth));
            }

            return new TreeSequence(At(sequence.Start, sequence.Start), items);
        }

        return Mapping(_parser.Consume<MappingStart>(), depth);
    }

    private TreeNode Within(string key, int depth)
    {
        _path.Add(key);
        var node = Node(depth + 1);
        _path.RemoveAt(_path.Count - 1);
        return node;
    }

    private TreeMapping Mapping(MappingStart start, int depth)
    {
        var entries = new List<TreeEntry>();
        var keys = new Dictionary<string, TreeScalar>();
        var merged = new List<TreeMapping>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var keyNode = Node(depth + 1);
            var value = Within((keyNode as TreeScalar)?.Value ?? "", depth);
            if (keyNode is not TreeScalar key)
            {
                _errors.Add(keyNode.Position, "", $"a key cannot be {keyNode.Describe()}", "a name");
            }
            else if (key is { IsPlain: true, Value: MergeKey })
            {
                merged.AddRange(Merged(key, value));
            }
            else if (keys.TryGetValue(key.Value, out var earlier))
            {
                _errors.Add(key.Position, string.Join('.', [.. _path, key.Value]), $"'{key.Value}' is given twice; the first is in line {earlier.Position.Line}");
            }
            else
            {
                keys.Add(key.Value, key);
                entries.Add(new TreeEntry(key, value));
            }
        }

        // What is written here, and what is merged first, goes before what is merged later.
        foreach (var entry in merged.SelectMany(mapping => mapping.Entries).Where(entry => keys.TryAdd(entry.Key.Value, entry.Key)))
        {
            entries.Add(entry);
        }

        return new TreeMapping(At(start.Start, start.Start), entries);
    }

    /// <summary>The mappings that a merge key names (YAML 1.1, https://yaml.org/type/merge.html): one, or a list. Their entries stay located where they are written.</summary>
    private IEnumerable<TreeMapping> Merged(TreeScalar key, TreeNode value)
    {
        foreach (var item in value is TreeSequence list ? list.Items : [value])
        {
            if (item is TreeMapping mapping)
            {
                yield return mapping;
            }
            else
            {
                _errors.Add(key.Position, MergeKey, $"{item.Describe()} cannot be merged into a mapping", "an alias of a mapping such as *defaults, or a list of them");
            }
        }
    }

    private TreeNode Alias(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var target))
        {
            throw new SemanticErrorException(alias.Start, alias.End, _open.Contains(alias.Value.Value)
                ? $"the anchor '{alias.Value.Value}' would contain itself"
                : $"there is no anchor '{alias.Value.Value}' before this line");
        }

        _nodes += target.Weight;
        return target.Node;
    }

    private TreeScalar ToScalar(Scalar scalar) =>
        new(At(scalar.Start, scalar.End), scalar.Value, scalar.Style == ScalarStyle.Plain);

    private SourcePosition At(Mark start, Mark end)
    {
        var line = (int)Math.Max(1, start.Line);
        var column = (int)Math.Max(1, start.Column);
        var length = end.Line == start.Line ? (int)(end.Column - start.Column) : 1;
        if (_within is { } outer)
        {
            // The end of a single line is told as the start of the next.
            var offset = line == 1 ? column - 1 : _textLength;
            return new SourcePosition(_source, outer.Line, outer.Column + offset, Math.Max(1, length));
        }

        // What is missing at the end of the file is told at the end of its last line.
        return line > _source.LineCount
            ? new SourcePosition(_source, _source.LineCount, (_source.Line(_source.LineCount)?.Length ?? 0) + 1, 1)
            : new SourcePosition(_source, line, column, Math.Max(1, length));
    }

    private static string Clause(string message)
    {
        // YamlDotNet puts the position before the text of some messages; we print it ourselves.
        var text = message.StartsWith('(') && message.Contains("): ", StringComparison.Ordinal)
            ? message[(message.LastIndexOf("): ", StringComparison.Ordinal) + 3)..]
            : message;
        text = text.Trim().TrimEnd('.');
        return text.Length == 0 ? "it cannot be read" : char.ToLowerInvariant(text[0]) + text[1..];
    }
}
