namespace Mpsim.Scenarios.Yaml;

/// <summary>
/// The long forms of values that a scenario may write short. An override may go into the long form of what the base wrote short
/// (<c>rate.down</c> over <c>rate: 20 Mbit/s</c>), and the other way round for a switch (<c>mptcp: true</c> or <c>proxy: none</c> over a mapping).
/// </summary>
internal static class Shorthands
{
    private static readonly string[] PerDirection = ["rate", "delay", "jitter", "queue", "loss"];

    /// <param name="path">Where the scalar stands.</param>
    /// <param name="scalar">The short form.</param>
    /// <param name="wanted">A key that the long form is to have, where there are several; null for any.</param>
    /// <returns>The long form of a scalar at this path, or null when there is none.</returns>
    public static TreeMapping? Expand(IReadOnlyList<string> path, TreeScalar scalar, string? wanted = null)
    {
        if (IsQueue(path) && (wanted is not null and not ("up" or "down") || !IsQueueOfBoth(path)))
        {
            return Mapping(scalar, "limit");
        }

        if (IsMptcp(path))
        {
            return Mapping(scalar, "enabled");
        }

        if (IsProxy(path))
        {
            return Mapping(scalar, "protocol");
        }

        if (path is ["links", _, "trace"])
        {
            return Mapping(scalar, "file");
        }

        return path is ["links", _, _] or ["population", "classes", _, "access", _, _] && PerDirection.Contains(path[^1]) ? Mapping(scalar, "up", "down") : null;
    }

    /// <summary>Whether a scalar over a mapping here changes one of its keys and keeps the others.</summary>
    public static bool IsSwitch(IReadOnlyList<string> path) => IsMptcp(path) || IsProxy(path);

    private static bool IsQueue(IReadOnlyList<string> path) =>
        IsQueueOfBoth(path) || path is ["links", _, "queue", "up" or "down"] or ["links", _, "up" or "down", "queue"];

    private static bool IsQueueOfBoth(IReadOnlyList<string> path) => path is ["links", _, "queue"] or ["population", "classes", _, "access", _, "queue"];

    private static bool IsMptcp(IReadOnlyList<string> path) => path is ["nodes", _, "mptcp"] or ["population", "classes", _, "mptcp"];

    private static bool IsProxy(IReadOnlyList<string> path) => path is ["flows" or "nodes", _, "proxy"];

    private static TreeMapping Mapping(TreeScalar scalar, params string[] keys)
    {
        var entries = keys.Select(key => new TreeEntry(new TreeScalar(scalar.Position, key, isPlain: true), scalar));
        return new TreeMapping(scalar.Position, [.. entries], scalar.Layer);
    }
}
