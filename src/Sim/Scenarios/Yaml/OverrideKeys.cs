using Mpsim.Scenarios.Errors;

namespace Mpsim.Scenarios.Yaml;

/// <summary>Finds keys that one set of overrides has twice, once nested and once by a dotted path, of which the later would win in silence.</summary>
internal static class OverrideKeys
{
    /// <param name="overrides">The overrides of a variant.</param>
    /// <param name="path">Where they stand.</param>
    /// <param name="errors">Where errors go.</param>
    public static void CheckOnce(TreeMapping overrides, string path, ErrorList errors) => Check(overrides, path, "", [], errors);

    private static void Check(TreeMapping mapping, string path, string prefix, Dictionary<string, SourcePosition> seen, ErrorList errors)
    {
        foreach (var (key, value) in mapping.Entries)
        {
            var full = prefix + key.Value;
            if (value is TreeMapping { Entries.Count: > 0 } nested)
            {
                Check(nested, path, full + ".", seen, errors);
            }
            else if (!seen.TryAdd(full, key.Position) && seen[full] != key.Position)
            {
                errors.Add(key.Position, $"{path}.{full}", $"'{full}' is given twice; the first is in line {seen[full].Line}", "one of the two");
            }
        }
    }
}
