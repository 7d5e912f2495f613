using System.Text;
using Mpsim.Scenarios.Errors;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Templates;

/// <summary>
/// The reference of templates, made from the templates themselves. The page holds it between the markers <c>&lt;!-- templates --&gt;</c> and
/// <c>&lt;!-- end of templates --&gt;</c>.
/// </summary>
public static class TemplateReference
{
    private const string Start = "<!-- templates -->";
    private const string End = "<!-- end of templates -->";

    /// <returns>The page with its templates made anew.</returns>
    /// <exception cref="FormatException">The page lacks a marker.</exception>
    public static string Update(string page)
    {
        var start = page.IndexOf(Start, StringComparison.Ordinal);
        var end = page.IndexOf(End, StringComparison.Ordinal);
        return start >= 0 && end > start
            ? page[..(start + Start.Length)] + "\n" + string.Concat(ScenarioTemplate.All.Select(Section)) + "\n" + page[end..]
            : throw new FormatException($"the page lacks the markers {Start} and {End}");
    }

    private static string Section(ScenarioTemplate template)
    {
        var document = Document(template);
        var text = new StringBuilder($"\n## {template.Name}\n\n");
        var heading = template.Heading.Split('\n');
        var words = heading.TakeWhile(line => line.Length > 0).ToArray();
        text.Append(string.Join('\n', words)).Append("\n\n```\n").Append(string.Join('\n', heading.Skip(words.Length)).Trim('\n')).Append("\n```\n\n");
        text.Append("| node | is |\n| --- | --- |\n");
        foreach (var node in Entries(document, "nodes"))
        {
            text.Append($"| `{node.Key.Value}` | {Words(node.Value, "kind", "mode")} |\n");
        }

        text.Append("\n| link | between | access | rate | delay | queue |\n| --- | --- | --- | --- | --- | --- |\n");
        foreach (var link in Entries(document, "links"))
        {
            string[] cells = [.. new[] { "between", "access", "rate", "delay", "queue" }.Select(key => Words(link.Value, key))];
            text.Append($"| `{link.Key.Value}` | {string.Join(" | ", cells)} |\n");
        }

        text.Append("\nPlaces to override: ").AppendJoin(", ", Leaves(document, "").Select(leaf => $"`{leaf}`")).Append(".\n");
        return text.ToString();
    }

    private static TreeMapping Document(ScenarioTemplate template)
    {
        var errors = new ErrorList();
        return TreeParser.Parse(new SourceText(template.SourceName, template.Text), errors) as TreeMapping
            ?? throw new FormatException($"{template.SourceName} is no mapping");
    }

    private static IReadOnlyList<TreeEntry> Entries(TreeMapping document, string section) => (document.Find(section) as TreeMapping)?.Entries ?? [];

    /// <summary>The values of some keys, as far as they are there.</summary>
    private static string Words(TreeNode node, params string[] keys) =>
        string.Join(", ", keys.Select(key => (node as TreeMapping)?.Find(key)).OfType<TreeNode>().Select(Words));

    private static string Words(TreeNode value) => value switch
    {
        TreeScalar scalar => scalar.Value,
        TreeSequence sequence => string.Join(" – ", sequence.Items.Select(Words)),
        TreeMapping mapping => string.Join(", ", mapping.Entries.Select(entry => $"{entry.Key.Value} {Words(entry.Value)}")),
        _ => "",
    };

    /// <summary>The dotted paths of all values.</summary>
    private static IEnumerable<string> Leaves(TreeMapping mapping, string path) => mapping.Entries.SelectMany(entry =>
        entry.Value is TreeMapping inner ? Leaves(inner, $"{path}{entry.Key.Value}.") : [path + entry.Key.Value]);
}
