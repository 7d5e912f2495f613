using System.Globalization;
using Mpsim.Files;
using Mpsim.Results;

namespace Mpsim.Output;

/// <summary>
/// A folder of results: where it lies, and how it is filled. A run owns its folder: what an earlier one made there goes before it
/// begins, so that nobody takes old captures or charts for new ones. What mpsim did not make stays.
/// </summary>
public static class ResultFolder
{
    /// <summary>The CSV files that every folder has.</summary>
    private static readonly string[] Tables = [SummaryCsv.FileName, ComparisonCsv.FileName, TimeSeriesCsv.FileName, EventsCsv.FileName, ProxiesCsv.FileName, PortsCsv.FileName];

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

    /// <summary>A folder as <see cref="Choose"/> names it, made, and taken by its manifest: of two programs that begin in the same second each has its own.</summary>
    /// <exception cref="UnwritableException">The system does not make it.</exception>
    public static string Claim(string root, string scenarioFile, DateTimeOffset now)
    {
        while (true)
        {
            string folder = Choose(root, scenarioFile, now);
            string manifest = Path.Combine(folder, ManifestJson.FileName);
            WholeFile.MakeFolder(folder);
            try
            {
                new FileStream(manifest, FileMode.CreateNew).Dispose();
                return folder;
            }
            catch (Exception e) when (FileTrouble.IsOfSystem(e))
            {
                // Another program was faster.
                if (!File.Exists(manifest))
                    throw new UnwritableException(manifest, e);
            }
        }
    }

    /// <summary>Why nothing can be written to a folder, found before hours are spent on results for it; null when all is well. Creates nothing that stays.</summary>
    public static string? Obstacle(string folder)
    {
        string probe = folder;
        try
        {
            string existing = Path.GetFullPath(folder);
            while (!Directory.Exists(existing))
            {
                if (File.Exists(existing))
                    return $"'{existing}' is a file; expected a folder";
                existing = Path.GetDirectoryName(existing) ?? Path.GetPathRoot(existing)!;
            }

            probe = Path.Combine(existing, $".mpsim-{Path.GetRandomFileName()}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return null;
        }
        catch (Exception e) when (FileTrouble.IsOfSystem(e))
        {
            return $"'{folder}' cannot be written: {FileTrouble.Of(e, probe)}";
        }
    }

    /// <summary>Why a folder cannot be that of a run: something in it would be overwritten that mpsim did not make. Null when all is well.</summary>
    /// <param name="folder">Folder of results; need not exist.</param>
    /// <param name="captures">Captures that are to be written, relative to the folder.</param>
    public static string? Conflict(string folder, IEnumerable<string> captures)
    {
        if (OwnedFiles.Read(folder, out string? problem) is not { } owned)
            return problem;

        string? foreign = Tables.Concat(captures).Append(ManifestJson.FileName).FirstOrDefault(file => !owned.Contains(file) && File.Exists(Path.Combine(folder, file)));
        return foreign is null ? null : $"'{Path.Combine(folder, foreign)}' is there and was not made by a run of mpsim; expected a folder without it";
    }

    /// <summary>Makes the folder a run's own: removes what an earlier run made there, and says in the manifest that this one is at work.</summary>
    /// <param name="facts">What is to be run.</param>
    /// <param name="folder">Folder of results.</param>
    /// <param name="captures">Captures that are to be written, relative to the folder.</param>
    /// <exception cref="UnwritableException">The system does not take it.</exception>
    public static void Begin(ScenarioFacts facts, string folder, IReadOnlyList<string> captures)
    {
        OwnedFiles.Read(folder, out _)?.Remove(folder);
        Announce(new ScenarioResult(facts, []), folder, [.. Tables, .. captures]);
    }

    /// <summary>Writes the CSV files and, last, the manifest: a folder with the manifest of an ended run is whole.</summary>
    /// <param name="result">What to write.</param>
    /// <param name="folder">Folder of results.</param>
    /// <param name="others">Captures and charts, relative to the folder.</param>
    /// <param name="writeOthers">Writes those of them that are not there yet, and returns the result that the folder ends with; null where none are missing.</param>
    /// <exception cref="UnwritableException">The system does not take it; the manifest says so, if the system takes at least that.</exception>
    public static void Write(ScenarioResult result, string folder, IReadOnlyList<string>? others = null, Func<ScenarioResult>? writeOthers = null)
    {
        string[] files = [.. Tables, .. others ?? []];
        Announce(result, folder, files);
        try
        {
            SummaryCsv.Write(result, folder);
            ComparisonCsv.Write(result, folder);
            TimeSeriesCsv.Write(result, folder);
            EventsCsv.Write(result, folder);
            ProxiesCsv.Write(result, folder);
            PortsCsv.Write(result, folder);
            result = writeOthers?.Invoke() ?? result;
            ManifestJson.Write(result, folder, files.Where(file => File.Exists(Path.Combine(folder, file))));
        }
        catch (UnwritableException e)
        {
            ManifestJson.WriteFailure(result.Facts, folder, files, e.Message);
            throw;
        }
    }

    /// <summary>Lists the files before there are any, so that a later run finds those of one that was killed.</summary>
    private static void Announce(ScenarioResult result, string folder, IEnumerable<string> files) =>
        ManifestJson.Write(new ScenarioResult(result.Facts, []) { Status = ScenarioStatus.Running, Reason = "not ended yet, or killed before it could say so" }, folder, files);
}
