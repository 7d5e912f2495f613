using System.Text;
using System.Text.RegularExpressions;

namespace Mpsim.Scenarios.Yaml;

/// <summary>Writes a tree as YAML, in the way in which scenarios are written: what fits a line stands on one, below the keys at the top.</summary>
internal static partial class TreeText
{
    private const int LongestLine = 150;
    private const string Indentation = "  ";

    /// <param name="document">The keys at the top.</param>
    public static string Of(TreeMapping document)
    {
        var text = new StringBuilder();
        foreach (var entry in document.Entries)
        {
            var isSection = entry.Value is TreeMapping { Entries.Count: > 0 };
            text.Append(isSection && text.Length > 0 ? "\n" : "");
            Write(text, entry.Key, entry.Value, "", isSection);
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, TreeScalar key, TreeNode value, string indent, bool isSection)
    {
        text.Append(indent).Append(Scalar(key)).Append(':');
        var line = Flow(value);
        if (value is TreeScalar || (!isSection && indent.Length + key.Value.Length + line.Length + 2 <= LongestLine) || line is "{}" or "[]")
        {
            text.Append(' ').Append(line).Append('\n');
            return;
        }

        text.Append('\n');
        var inner = indent + Indentation;
        switch (value)
        {
            case TreeMapping mapping:
                foreach (var entry in mapping.Entries)
                {
                    Write(text, entry.Key, entry.Value, inner, isSection: false);
                }

                break;
            case TreeSequence sequence:
                foreach (var item in sequence.Items)
                {
                    text.Append(inner).Append("- ").Append(Flow(item)).Append('\n');
                }

                break;
        }
    }

    private static string Flow(TreeNode node) => node switch
    {
        TreeScalar scalar => Scalar(scalar),
        TreeSequence sequence => $"[{string.Join(", ", sequence.Items.Select(Flow))}]",
        TreeMapping { Entries.Count: 0 } => "{}",
        TreeMapping mapping => $"{{ {string.Join(", ", mapping.Entries.Select(entry => $"{Scalar(entry.Key)}: {Flow(entry.Value)}"))} }}",
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };

    // Whatever might be read as something else stands in quotes: a text that was written within them, and all that is not letters, digits and units.
    private static string Scalar(TreeScalar scalar) => Harmless().IsMatch(scalar.Value) && (scalar.IsPlain || !scalar.AsPlain().IsNull) ? scalar.Value : Quoted(scalar.Value);

    private static string Quoted(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var letter in value)
        {
            text.Append(letter switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                _ when char.IsControl(letter) => $"\\u{(int)letter:X4}",
                _ => letter.ToString(),
            });
        }

        return text.Append('"').ToString();
    }

    [GeneratedRegex(@"^[\p{L}\d_/.+]([\p{L}\d_/.+%() ?-]*[\p{L}\d_/.+%)?-])?$")]
    private static partial Regex Harmless();
}
