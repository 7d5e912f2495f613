namespace Mpsim.Scenarios.Templates;

/// <summary>
/// A topology that scenarios can name and then override. Each is a scenario of its own, a file of the folder <c>scenarios/templates</c>, which the program has within itself
/// so that it is found wherever the program is.
/// </summary>
/// <param name="Name">As in <c>template:</c>; the file's name without its extension.</param>
/// <param name="Text">The file.</param>
public sealed record ScenarioTemplate(string Name, string Text)
{
    private const string Extension = ".yaml";

    /// <summary>How messages name the file.</summary>
    public string SourceName => $"scenarios/templates/{Name}{Extension}";

    /// <summary>In the order of their names.</summary>
    public static IReadOnlyList<ScenarioTemplate> All { get; } = Load();

    public static ScenarioTemplate? Find(string name) => All.FirstOrDefault(template => template.Name == name);

    /// <summary>The picture and the words at the top of the file, without their marks.</summary>
    public string Heading => string.Join('\n', Text.Split('\n').TakeWhile(line => line.StartsWith('#')).Select(line => line.TrimStart('#')).Select(line => line.StartsWith(' ') ? line[1..] : line)).Trim('\n');

    private static ScenarioTemplate[] Load()
    {
        var assembly = typeof(ScenarioTemplate).Assembly;
        return [.. assembly.GetManifestResourceNames().Where(name => name.StartsWith("scenarios/templates/", StringComparison.Ordinal)).Select(Read).OrderBy(template => template.Name, StringComparer.Ordinal)];

        ScenarioTemplate Read(string resource)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            return new ScenarioTemplate(Path.GetFileNameWithoutExtension(resource), reader.ReadToEnd().ReplaceLineEndings("\n"));
        }
    }
}
