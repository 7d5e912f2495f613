using System.Text.RegularExpressions;

namespace Mpsim.Conventions.Tests;

/// <summary>The arrows that <c>docs/architecture.md</c> allows: its table is the law, and these tests hold the code to it.</summary>
internal static partial class ArrowTable
{
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Allowed { get; } = Parse(Repository.Read("docs", "architecture.md"));

    private static Dictionary<string, IReadOnlyList<string>> Parse(string page)
    {
        var begin = page.IndexOf("<!-- arrows -->", StringComparison.Ordinal);
        var end = page.IndexOf("<!-- end of arrows -->", StringComparison.Ordinal);
        return Row().Matches(page[begin..end]).ToDictionary(
            row => row.Groups["module"].Value,
            row => (IReadOnlyList<string>)[.. Name().Matches(row.Groups["uses"].Value).Select(name => name.Groups[1].Value)]);
    }

    [GeneratedRegex(@"^\| `(?<module>[\w.]+)` \| (?<uses>[^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`([\w.]+)`")]
    private static partial Regex Name();
}
