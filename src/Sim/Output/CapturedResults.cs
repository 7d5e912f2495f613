using System.Text.Json;

namespace Mpsim.Output;

/// <summary>What a folder of results says of its flows, read from its manifest.</summary>
public sealed class CapturedResults
{
    private readonly JsonElement _variants;

    private CapturedResults(JsonElement variants) => _variants = variants;

    /// <summary>Names of the variants, in the order of the scenario.</summary>
    public IReadOnlyList<string> Variants => [.. _variants.EnumerateArray().Select(variant => variant.GetProperty("name").GetString()!)];

    /// <summary>Reads the manifest of a folder.</summary>
    /// <exception cref="IOException">There is none.</exception>
    /// <exception cref="JsonException">It is none of mpsim's.</exception>
    public static CapturedResults Read(string folder)
    {
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, ManifestJson.FileName)));
        return manifest.RootElement.ValueKind == JsonValueKind.Object && manifest.RootElement.TryGetProperty("variants", out var variants) && variants.ValueKind == JsonValueKind.Array
            ? new CapturedResults(variants.Clone())
            : throw new JsonException("the manifest names no variants");
    }

    /// <summary>Numbers of the runs of a variant.</summary>
    public IReadOnlyList<int> Runs(string variant) => [.. Of(variant).GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("run").GetInt32())];

    /// <summary>The flows of a variant with the node that opens each, in the order that gives them their ports.</summary>
    public IReadOnlyList<(string Flow, string Opener)> Flows(string variant)
    {
        const string Prefix = "flows.";
        const string Suffix = ".opened_by";
        return [.. Of(variant).GetProperty("parameters").EnumerateObject()
            .Where(parameter => parameter.Name.StartsWith(Prefix, StringComparison.Ordinal) && parameter.Name.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(parameter => (parameter.Name[Prefix.Length..^Suffix.Length], parameter.Value.GetString()!))];
    }

    private JsonElement Of(string variant) => _variants.EnumerateArray().First(each => each.GetProperty("name").GetString() == variant);
}
