using System.Diagnostics.CodeAnalysis;

namespace Mpsim.Conventions.Tests;

/// <summary>The files of the repository, found from wherever the tests run.</summary>
internal static class Repository
{
    private static readonly string[] Generated = ["bin", "obj", "TestResults", "BenchmarkDotNet.Artifacts", "results"];

    public static string Root { get; } = FindRoot();

    public static string PathTo(params string[] parts) => Path.Combine([Root, .. parts]);

    public static string Read(params string[] parts) => File.ReadAllText(PathTo(parts));

    /// <summary>Path from the root, with slashes.</summary>
    public static string Relative(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    /// <summary>All files under the root that people write, those of tools and of builds left out.</summary>
    public static IReadOnlyList<string> Files(params string[] extensions) =>
        [.. Directory.EnumerateDirectories(Root).Where(IsWritten).SelectMany(Walk)
            .Concat(Directory.EnumerateFiles(Root))
            .Where(file => extensions.Contains(Path.GetExtension(file)))
            .Order(StringComparer.Ordinal)];

    [SuppressMessage("Performance", "CA1859", Justification = "Recursion over the lazy sequence.")]
    private static IEnumerable<string> Walk(string directory) =>
        Directory.EnumerateFiles(directory).Concat(Directory.EnumerateDirectories(directory).Where(IsWritten).SelectMany(Walk));

    private static bool IsWritten(string directory) =>
        Path.GetFileName(directory) is var name && name != ".git" && name != ".vs" && !Generated.Contains(name);

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Simulator.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("the tests run outside the repository");
    }
}
