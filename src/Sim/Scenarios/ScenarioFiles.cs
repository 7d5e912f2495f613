using System.Text;
using System.Text.Unicode;
using Mpsim.Files;
using Mpsim.Scenarios.Errors;

namespace Mpsim.Scenarios;

/// <summary>Opens scenario files, and says what is wrong with the file itself.</summary>
internal static class ScenarioFiles
{
    private const long LargestFile = 4 << 20;

    /// <summary>Where the shipped scenarios lie, for those who leave the folder out.</summary>
    private const string UsualFolder = "scenarios";

    private static readonly string[] Extensions = [".yaml", ".yml"];

    /// <summary>Reads the text of a file.</summary>
    /// <returns>Null when there is a problem.</returns>
    public static string? Read(string file, out ScenarioError? problem)
    {
        problem = null;
        try
        {
            var octets = BoundedFile.Read(file, LargestFile);
            problem = Undecodable(file, octets);
            return problem is null ? Encoding.UTF8.GetString(octets).TrimStart('\uFEFF') : null;
        }
        catch (Exception e) when (FileTrouble.IsOfSystem(e))
        {
            problem = Unreadable(file, FileTrouble.Of(e, file), e is FileNotFoundException or DirectoryNotFoundException ? Nearest(file) : null);
            return null;
        }
    }

    /// <summary>The scenario file that was probably meant: of that folder, with another extension, or of the usual folder.</summary>
    public static string? Nearest(string file)
    {
        var folder = Path.GetDirectoryName(file) ?? "";
        string?[] places = folder.Length == 0 ? ["", UsualFolder] : [folder, NearestFolder(folder)];
        return places.OfType<string>().Select(place => Nearest(place, Path.GetFileName(file))).FirstOrDefault(found => found is not null);
    }

    private static string? Nearest(string folder, string name)
    {
        var names = Entries(folder, Directory.EnumerateFiles).Where(each => Extensions.Contains(Path.GetExtension(each))).ToArray();
        var nearest = Array.Find(names, each => each == name) ?? NearestName.Find(name, names);
        return nearest is null ? null : Path.Combine(folder, nearest);
    }

    private static string? NearestFolder(string folder)
    {
        var above = Path.GetDirectoryName(folder) ?? "";
        return NearestName.Find(Path.GetFileName(folder), Entries(above, Directory.EnumerateDirectories)) is { } nearest ? Path.Combine(above, nearest) : null;
    }

    private static string[] Entries(string folder, Func<string, IEnumerable<string>> list)
    {
        try
        {
            return [.. list(folder.Length == 0 ? "." : folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (FileTrouble.IsOfSystem(e))
        {
            return [];
        }
    }

    /// <summary>The place of the first octet that is not UTF-8. Letters put in its place would be taken for names.</summary>
    private static ScenarioError? Undecodable(string file, byte[] octets)
    {
        Utf8.ToUtf16(octets, new char[octets.Length], out var sound, out _, replaceInvalidSequences: false);
        if (sound == octets.Length)
        {
            return null;
        }

        var before = Encoding.UTF8.GetString(octets, 0, sound).Split('\n');
        return new ScenarioError(file, before.Length, before[^1].Length + 1, "", $"octet 0x{octets[sound]:X2} is not part of a text in UTF-8", "a file that is saved as UTF-8", null);
    }

    private static ScenarioError Unreadable(string file, string message, string? nearest) =>
        new(file, 0, 0, "", message, "the path of a scenario file", nearest);
}
