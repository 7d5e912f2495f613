using System.Text.Json;
using Mpsim.Files;

namespace Mpsim.Output;

/// <summary>The files of a folder of results that mpsim made, as the folder's manifest lists them. No other file is ever removed.</summary>
internal sealed class OwnedFiles
{
    private const string CaptureExtension = ".pcapng";

    private readonly HashSet<string> _files;
    private readonly IReadOnlyList<string> _flows;

    private OwnedFiles(IEnumerable<string> files, IReadOnlyList<string> flows)
    {
        _files = [.. files];
        _flows = flows;
    }

    /// <summary>Reads the manifest of a folder.</summary>
    /// <param name="folder">Need not exist; then nothing is owned.</param>
    /// <param name="problem">Why the files cannot be told, or null.</param>
    /// <returns>Null when there is a problem.</returns>
    public static OwnedFiles? Read(string folder, out string? problem)
    {
        string manifest = Path.Combine(folder, ManifestJson.FileName);
        problem = null;
        if (!File.Exists(manifest))
            return new OwnedFiles([], []);

        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(manifest));
            JsonElement root = document.RootElement;
            if (root.GetProperty("tool").GetString() == "mpsim" && root.TryGetProperty("files", out JsonElement files))
                return new OwnedFiles([ManifestJson.FileName, .. Inside(files)], Flows(root));
            problem = $"'{manifest}' does not list the files of its run, so old results could not be told from new ones; expected another folder, or one without it";
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            problem = $"'{manifest}' is there and was not made by a run of mpsim; expected a folder without it";
        }
        catch (Exception e) when (FileTrouble.IsOfSystem(e))
        {
            problem = $"'{manifest}' cannot be read: {FileTrouble.Of(e, manifest)}";
        }

        return null;
    }

    public bool Contains(string file) => _files.Contains(file);

    /// <summary>Removes the files, what a killed run left of them, and pictures of packets beside captures; then the folders that are empty.</summary>
    /// <exception cref="UnwritableException">The system does not let go of one.</exception>
    public void Remove(string folder)
    {
        foreach (string file in _files.SelectMany(WithCompanions).Order(StringComparer.Ordinal))
        {
            string path = Path.Combine(folder, file);
            try
            {
                // A folder within may be gone, which a deletion takes for an error.
                if (File.Exists(path))
                    File.Delete(path);
            }
            catch (Exception e) when (FileTrouble.IsOfSystem(e))
            {
                throw new UnwritableException(path, e);
            }
        }

        // The longest first: a folder within another goes before it.
        foreach (string inner in _files.SelectMany(FoldersOf).Distinct().OrderByDescending(inner => inner.Length))
            RemoveEmpty(Path.Combine(folder, inner));
    }

    /// <summary>A file, what is left of it when its writing is cut short, and the pictures that <c>mpsim trace</c> puts beside a capture.</summary>
    private IEnumerable<string> WithCompanions(string file)
    {
        yield return file;
        yield return file + PartialFileStream.Suffix;
        if (file.EndsWith(CaptureExtension, StringComparison.Ordinal))
        {
            foreach (string flow in _flows)
                yield return PictureOf(file, flow);
        }
    }

    /// <summary>Where a ladder of a flow is drawn unless told otherwise.</summary>
    /// <param name="capture">The capture that it was read from.</param>
    /// <param name="flow">Name of the flow.</param>
    public static string PictureOf(string capture, string flow) => $"{capture[..^CaptureExtension.Length]}-{flow}.svg";

    private static IEnumerable<string> FoldersOf(string file)
    {
        for (int slash = file.LastIndexOf('/'); slash > 0; slash = file.LastIndexOf('/', slash - 1))
            yield return file[..slash];
    }

    private static void RemoveEmpty(string folder)
    {
        try
        {
            if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
                Directory.Delete(folder);
        }
        catch (Exception e) when (FileTrouble.IsOfSystem(e))
        {
            throw new UnwritableException(folder, e);
        }
    }

    /// <summary>The entries that lie within the folder: a manifest that somebody has changed must not make mpsim remove anything elsewhere.</summary>
    private static IEnumerable<string> Inside(JsonElement files) => files.EnumerateArray()
        .Select(file => file.GetString()!)
        .Where(file => file.Length > 0 && !Path.IsPathRooted(file) && !file.Split('/', '\\').Contains(".."));

    private static string[] Flows(JsonElement root) => [.. CapturedResults.Of(root).AllFlows()];
}
