using System.Text.Json;
using Mpsim.Files;

namespace Mpsim.Output;

/// <summary>What a folder of results says of its flows, read from its manifest.</summary>
public sealed class CapturedResults
{
    private readonly JsonElement _variants;

    private CapturedResults(JsonElement variants) => _variants = variants;

    /// <summary>Names of the variants, in the order of the scenario.</summary>
    public IReadOnlyList<string> Variants => [.. _variants.EnumerateArray().Select(variant => variant.GetProperty("name").GetString()!)];

    /// <summary>Reads the manifest of a folder.</summary>
    /// <exception cref="InvalidDataException">There is none, it is none of mpsim's, or its run has not ended; the message says which, with the place.</exception>
    public static CapturedResults Read(string folder)
    {
        string file = Path.Combine(folder, ManifestJson.FileName);
        if (!Directory.Exists(folder))
            throw new InvalidDataException($"{folder}: {(File.Exists(folder) ? "it is a file" : "there is no such folder")}; expected a folder of results");

        try
        {
            using JsonDocument manifest = JsonDocument.Parse(File.ReadAllText(file));
            if (manifest.RootElement.GetProperty("status").GetString() == ManifestJson.RunningWord)
                throw new InvalidDataException($"{file}: the run has not ended, or was killed; run it again");
            var results = Of(manifest.RootElement);
            if (results.Variants.All(variant => results.Runs(variant).Count == 0))
                throw new InvalidDataException($"{file}: there is no run: {manifest.RootElement.GetProperty("reason").GetString()}; run it again");

            // What is asked for later is read once, so that a damaged manifest is told here.
            foreach (string variant in results.Variants)
                _ = (results.Runs(variant), results.Flows(variant));
            return results;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file}:{(e.LineNumber ?? 0) + 1}:{(e.BytePositionInLine ?? 0) + 1}: this is not JSON; expected the manifest of a run", e);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{file}: the manifest names no variants, runs or flows; expected that of a run of mpsim", e);
        }
        catch (Exception e) when (FileTrouble.IsOfSystem(e))
        {
            throw new InvalidDataException($"{file}: {FileTrouble.Of(e, file)}; expected the manifest of a run", e);
        }
    }

    /// <summary>The same from a manifest that was read.</summary>
    /// <exception cref="KeyNotFoundException">It has no variants.</exception>
    internal static CapturedResults Of(JsonElement manifest) => new(manifest.GetProperty("variants").Clone());

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

    /// <summary>Names of the flows of all variants.</summary>
    internal IEnumerable<string> AllFlows() => Variants.SelectMany(Flows).Select(flow => flow.Flow).Distinct();

    private JsonElement Of(string variant) => _variants.EnumerateArray().First(each => each.GetProperty("name").GetString() == variant);
}
