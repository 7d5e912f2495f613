using System.Text;
using Mpsim.Scenarios.Keys;

namespace Mpsim.Scenarios;

/// <summary>
/// The tables of keys of the reference page, made from the same keys that the reader uses. The page holds them between the markers
/// <c>&lt;!-- keys --&gt;</c> and <c>&lt;!-- end of keys --&gt;</c>.
/// </summary>
public static class ScenarioReference
{
    private const string Start = "<!-- keys -->";
    private const string End = "<!-- end of keys -->";

    /// <returns>The page with its tables made anew.</returns>
    /// <exception cref="FormatException">The page lacks a marker.</exception>
    public static string Update(string page, PluginNames names)
    {
        var start = page.IndexOf(Start, StringComparison.Ordinal);
        var end = page.IndexOf(End, StringComparison.Ordinal);
        return start >= 0 && end > start
            ? page[..(start + Start.Length)] + "\n" + Tables(names) + page[end..]
            : throw new FormatException($"the page lacks the markers {Start} and {End}");
    }

    private static string Tables(PluginNames names)
    {
        var text = new StringBuilder();
        foreach (var group in new ScenarioKeys(names).Groups)
        {
            text.Append($"\n### {Escape(group.Title)}\n\n| key | value | default | meaning |\n| --- | --- | --- | --- |\n");
            foreach (var key in group.Keys)
            {
                text.Append($"| `{key.Name}` | {Escape(key.Range.Length > 0 ? $"{key.Expected}; {key.Range}" : key.Expected)} | {Escape(DefaultOf(key))} | {Escape(key.Meaning)} |\n");
            }
        }

        return text.Append('\n').ToString();
    }

    private static string DefaultOf(Key key) => key switch
    {
        { Default: { } value } => $"`{value}`",
        { Absent: { } words } => words,
        _ => "**required**",
    };

    // A placeholder in angle brackets would be taken for a tag, except within code.
    private static string Escape(string text)
    {
        var parts = text.Replace("|", "\\|", StringComparison.Ordinal).Split('`');
        for (var i = 0; i < parts.Length; i += 2)
        {
            parts[i] = parts[i].Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
        }

        return string.Join('`', parts);
    }
}
