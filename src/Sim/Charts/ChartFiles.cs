using System.Text;
using System.Threading;
using Mpsim.Results;

namespace Mpsim.Charts;

/// <summary>Draws all charts of a scenario for which there are data.</summary>
public static class ChartFiles
{
    /// <summary>Folder of the charts within a folder of results.</summary>
    public const string FolderName = "charts";

    /// <summary>Writes the charts into <c>charts</c> under the folder of results and returns their paths; makes no folder when there is nothing to draw.</summary>
    public static IReadOnlyList<string> Write(ScenarioResult result, string resultFolder) => Write(Pages(result).ToArray(), resultFolder);

    /// <summary>Writes some of the charts, likewise.</summary>
    /// <param name="pages">The charts.</param>
    /// <param name="resultFolder">Folder of results.</param>
    /// <param name="interruption">Leaves out those that are not drawn yet.</param>
    public static IReadOnlyList<string> Write(IReadOnlyList<ChartPage> pages, string resultFolder, CancellationToken interruption = default)
    {
        string folder = Path.Combine(resultFolder, FolderName);
        return pages.TakeWhile(_ => !interruption.IsCancellationRequested).SelectMany(page => page.Save(folder)).ToArray();
    }

    /// <summary>The files that <see cref="Write(IReadOnlyList{ChartPage}, string)"/> makes, relative to the folder of results.</summary>
    public static IEnumerable<string> FilesOf(IEnumerable<ChartPage> pages) => pages.SelectMany(page => page.Files).Select(file => $"{FolderName}/{file}");

    /// <summary>The pages in the order in which one would look at them.</summary>
    public static IEnumerable<ChartPage> Pages(ScenarioResult result) => UnderNamesOfTheirOwn([.. AllPages(result).SelectMany(page => page.Sheets())]);

    private static ChartPage[] AllPages(ScenarioResult result) =>
    [
        .. DeploymentChart.Pages(result),
        .. ComparisonChart.Pages(result),
        .. GoodputOverTimeChart.Pages(result),
        .. CapacityChart.Pages(result),
        .. SubflowChart.Pages(result),
        .. CompletionTimeChart.Pages(result),
        .. SetUpDelayChart.Pages(result),
        .. ProxyLoadChart.Pages(result),
        .. AttackChart.Pages(result),
        .. PortChart.Pages(result),
    ];

    /// <summary>Variants such as "a b" and "a-b" would have one file: the second gets a number.</summary>
    private static ChartPage[] UnderNamesOfTheirOwn(ChartPage[] pages)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (ChartPage page in pages)
        {
            string name = page.Name;
            for (int number = 2; !taken.Add(page.Name); number++)
                page.Name = $"{name}-{number}";
        }

        return pages;
    }

    /// <summary>Longer names of variants and links are cut in names of files, of which systems take 255 octets.</summary>
    private const int LongestName = 100;

    /// <summary>A file name from a fixed part and a name of the scenario, whose letters other than a-z and digits become hyphens.</summary>
    public static string NameOf(string chart, string subject)
    {
        var name = new StringBuilder(chart).Append('-');
        foreach (char letter in subject.ToLowerInvariant().Take(LongestName))
        {
            if (char.IsAsciiLetterOrDigit(letter))
                name.Append(letter);
            else if (name[^1] != '-')
                name.Append('-');
        }

        return name.ToString().TrimEnd('-');
    }
}
