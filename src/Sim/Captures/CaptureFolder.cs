using System.Globalization;

namespace Mpsim.Captures;

/// <summary>Where captures lie within a folder of results: <c>captures/VARIANT/run-N/NODE.pcapng</c>.</summary>
public static class CaptureFolder
{
    public const string Name = "captures";

    /// <param name="results">Folder of results.</param>
    /// <param name="variants">Names of all variants, which must not share a folder.</param>
    /// <param name="variant">One of them.</param>
    /// <param name="run">Number of the replication.</param>
    public static string Of(string results, IReadOnlyList<string> variants, string variant, int run)
    {
        var folder = Slug(variant);
        var earlier = variants.TakeWhile(other => other != variant).Count(other => string.Equals(Slug(other), folder, StringComparison.OrdinalIgnoreCase));
        if (earlier > 0)
        {
            folder += string.Create(CultureInfo.InvariantCulture, $"-{earlier + 1}");
        }

        return Path.Combine(results, Name, folder, string.Create(CultureInfo.InvariantCulture, $"run-{run}"));
    }

    /// <summary>A name as every file system takes it.</summary>
    private static string Slug(string name)
    {
        var slug = new string([.. name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-')]).Trim('-');
        return slug.Length == 0 ? "variant" : slug;
    }
}
