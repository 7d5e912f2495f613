using System.Globalization;
using Mpsim.Results;

namespace Mpsim.Output;

/// <summary>A folder of results: where it lies, and how it is filled.</summary>
public static class ResultFolder
{
    /// <summary>
    /// <c>results/&lt;scenario&gt;/&lt;timestamp&gt;</c> under <paramref name="root"/>; a second run within the same second gets a number.
    /// Nothing is created yet, so that a run that fails early leaves nothing.
    /// </summary>
    /// <param name="root">The <c>results</c> folder.</param>
    /// <param name="scenarioFile">Path of the scenario; its name without the extension names the folder.</param>
    /// <param name="now">Wall time of the start.</param>
    public static string Choose(string root, string scenarioFile, DateTimeOffset now)
    {
        string stamp = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH-mm-ss'Z'", CultureInfo.InvariantCulture);
        string folder = Path.Combine(root, Path.GetFileNameWithoutExtension(scenarioFile), stamp);
        string free = folder;
        for (int number = 2; Directory.Exists(free); number++)
            free = $"{folder}-{number.ToString(CultureInfo.InvariantCulture)}";
        return free;
    }

    /// <summary>Why nothing can be written to a folder, found before hours are spent on results for it; null when all is well. Creates nothing that stays.</summary>
    public static string? Obstacle(string folder)
    {
        try
        {
            var existing = Path.GetFullPath(folder);
            while (!Directory.Exists(existing))
            {
                if (File.Exists(existing))
                    return $"'{existing}' is a file; expected a folder";
                existing = Path.GetDirectoryName(existing) ?? Path.GetPathRoot(existing)!;
            }

            var probe = Path.Combine(existing, $".mpsim-{Path.GetRandomFileName()}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return $"'{folder}' cannot be written: {e.Message}";
        }
    }

    /// <summary>Writes the CSV files and, last, the manifest: a folder with a manifest is whole.</summary>
    public static void Write(ScenarioResult result, string folder)
    {
        Directory.CreateDirectory(folder);
        SummaryCsv.Write(result, folder);
        TimeSeriesCsv.Write(result, folder);
        EventsCsv.Write(result, folder);
        ManifestJson.Write(result, folder);
    }
}
