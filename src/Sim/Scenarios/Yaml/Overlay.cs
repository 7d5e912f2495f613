using System.Globalization;
using Mpsim.Scenarios.Errors;

namespace Mpsim.Scenarios.Yaml;

/// <summary>
/// Lays overrides over a document: nested mappings or dotted paths set or add keys, null removes them, everything else replaces.
/// Every node keeps the position at which it was written, so errors point at the override itself.
/// </summary>
internal static class Overlay
{
    private const int MostSegments = 12;

    /// <summary>Keys whose values are lists, so that a number after them is meant as that of an entry.</summary>
    private static readonly string[] Lists = ["events", "expect", "timetable", "endpoints", "policy", "limits", "middleboxes", "priority", "via"];

    public static TreeMapping Apply(TreeMapping target, TreeMapping overrides, ErrorList errors) =>
        MergeMappings(target, overrides, [], errors);

    /// <summary>Lays one <c>dotted.path=value</c> over a document.</summary>
    public static TreeMapping Apply(TreeMapping target, TreeScalar path, TreeNode value, ErrorList errors) =>
        Apply(target, new TreeMapping(path.Position, [new TreeEntry(path, value)]), errors);

    private static TreeMapping MergeMappings(TreeMapping target, TreeMapping overrides, IReadOnlyList<string> path, ErrorList errors)
    {
        var result = target;
        foreach (var entry in overrides.Entries)
        {
            var segments = Segments(entry.Key);
            if (Array.Exists(segments, segment => segment.Value.Length == 0))
            {
                errors.Add(entry.Key.Position, entry.Key.Value, $"'{entry.Key.Value}' is no path of a key: a part of it is empty", "names with one full stop between them, such as links.lte.rate");
                continue;
            }

            if (segments.Length > MostSegments)
            {
                errors.Add(entry.Key.Position, entry.Key.Value, "the path has too many parts", $"at most {MostSegments}");
                continue;
            }

            result = SetInMapping(result, segments, entry.Value, path, errors);
        }

        return result;
    }

    private static TreeMapping SetInMapping(
        TreeMapping target, ReadOnlySpan<TreeScalar> segments, TreeNode value, IReadOnlyList<string> path, ErrorList errors)
    {
        var key = segments[0];
        IReadOnlyList<string> here = [.. path, key.Value];
        var existing = target.Find(key.Value);
        if (segments.Length == 1 && value.IsNull)
        {
            if (existing is null)
            {
                var names = target.Entries.Select(entry => entry.Key.Value).ToList();
                errors.Add(key.Position, Dotted(here), "there is nothing to remove here", null, NearestName.Find(key.Value, names));
            }

            return target.With(key, null);
        }

        return target.With(key, Combine(existing, key, segments[1..], value, here, errors));
    }

    private static TreeNode Combine(
        TreeNode? existing, TreeScalar key, ReadOnlySpan<TreeScalar> rest, TreeNode value, IReadOnlyList<string> path, ErrorList errors)
    {
        if (rest.Length == 0)
        {
            return Merge(existing, value, path, errors);
        }

        if (existing is TreeSequence sequence)
        {
            return SetInSequence(sequence, rest, value, path, errors);
        }

        if (existing is null && Lists.Contains(key.Value) && rest[0].Value.All(char.IsAsciiDigit))
        {
            errors.Add(rest[0].Position, Dotted([.. path, rest[0].Value]), $"there is no list '{key.Value}' here, and so no entry {rest[0].Value} of it", $"the list itself, such as {Dotted(path)}=[{{ … }}]");
            return new TreeSequence(key.Position, [], isOverride: true);
        }

        var mapping = AsMapping(existing, path, rest[0].Value) ?? new TreeMapping(key.Position, [], isOverride: true);
        return SetInMapping(mapping, rest, value, path, errors);
    }

    private static TreeNode Merge(TreeNode? existing, TreeNode value, IReadOnlyList<string> path, ErrorList errors)
    {
        if (value is TreeMapping added)
        {
            var mapping = AsMapping(existing, path, added.Entries.Count > 0 ? added.Entries[0].Key.Value.Split('.')[0] : null) ?? new TreeMapping(value.Position, [], isOverride: true);
            return Replaces(mapping, added, path) ? added.AsOverride() : MergeMappings(mapping, added, path, errors);
        }

        var keepsOthers = existing is TreeMapping && value is TreeScalar && Shorthands.IsSwitch(path);
        return keepsOthers
            ? MergeMappings((TreeMapping)existing!, Shorthands.Expand(path, (TreeScalar)value)!, path, errors)
            : value.AsOverride();
    }

    // A value that is one of several forms, such as a loss model over a loss per direction, is replaced as a whole.
    private static bool Replaces(TreeMapping existing, TreeMapping added, IReadOnlyList<string> path) =>
        path is ["links", _, "loss" or "queue"] && IsPerDirection(existing) != IsPerDirection(added);

    private static bool IsPerDirection(TreeMapping mapping) =>
        mapping.Entries.Any(entry => entry.Key.Value is "up" or "down" || entry.Key.Value.StartsWith("up.", StringComparison.Ordinal)
            || entry.Key.Value.StartsWith("down.", StringComparison.Ordinal));

    private static TreeSequence SetInSequence(
        TreeSequence target, ReadOnlySpan<TreeScalar> segments, TreeNode value, IReadOnlyList<string> path, ErrorList errors)
    {
        var key = segments[0];
        IReadOnlyList<string> here = [.. path, key.Value];
        if (!int.TryParse(key.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index >= target.Items.Count)
        {
            errors.Add(key.Position, Dotted(here), $"'{key.Value}' is not an entry of this list",
                $"a number from 0 to {target.Items.Count - 1}");
            return target;
        }

        var items = target.Items.ToList();
        if (segments.Length == 1 && value.IsNull)
        {
            items.RemoveAt(index);
        }
        else
        {
            items[index] = Combine(items[index], key, segments[1..], value, here, errors);
        }

        return new TreeSequence(target.Position, items, target.IsOverride);
    }

    private static TreeMapping? AsMapping(TreeNode? node, IReadOnlyList<string> path, string? wanted) => node switch
    {
        TreeMapping mapping => mapping,
        TreeScalar scalar => Shorthands.Expand(path, scalar, wanted),
        _ => null,
    };

    private static TreeScalar[] Segments(TreeScalar key)
    {
        var parts = key.Value.Split('.');
        var segments = new TreeScalar[parts.Length];
        var offset = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            // Quoted keys may hold escapes, so only plain ones can be located within.
            var position = key.IsPlain
                ? key.Position with { Column = key.Position.Column + offset, Length = Math.Max(1, parts[i].Length) }
                : key.Position;
            segments[i] = new TreeScalar(position, parts[i], isPlain: true, isOverride: true);
            offset += parts[i].Length + 1;
        }

        return segments;
    }

    private static string Dotted(IReadOnlyList<string> path) => string.Join('.', path);
}
