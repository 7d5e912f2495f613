namespace Mpsim.Conventions.Tests;

/// <summary>Finds a circle among arrows.</summary>
internal static class Circle
{
    /// <returns>The names along a circle, the first one again at the end; empty when there is none.</returns>
    public static IReadOnlyList<string> In(IReadOnlyDictionary<string, IReadOnlyList<string>> arrows)
    {
        var free = new HashSet<string>();
        return arrows.Keys.Select(start => Follow(start, [], arrows, free)).FirstOrDefault(circle => circle.Count > 0) ?? [];
    }

    private static IReadOnlyList<string> Follow(string name, List<string> path, IReadOnlyDictionary<string, IReadOnlyList<string>> arrows, HashSet<string> free)
    {
        if (path.IndexOf(name) is var at and >= 0)
        {
            return [.. path[at..], name];
        }

        if (free.Contains(name) || !arrows.TryGetValue(name, out var used))
        {
            return [];
        }

        path.Add(name);
        var circle = used.Select(next => Follow(next, path, arrows, free)).FirstOrDefault(found => found.Count > 0) ?? [];
        path.RemoveAt(path.Count - 1);
        free.Add(name);
        return circle;
    }
}
