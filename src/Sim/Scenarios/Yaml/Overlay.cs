using System.Globalization;
using Mpsim.Scenarios.Errors;

namespace Mpsim.Scenarios.Yaml;

/// <summary>
/// Lays overrides over a document: nested mappings or dotted paths set or add keys, null removes them, everything else replaces.
/// Every node keeps the position at which it was written, so errors point at the override itself.
/// </summary>
internal sealed class Overlay
{
    private const int MostSegments = 12;

    /// <summary>Keys whose values are lists, so that a number after them is meant as that of an entry.</summary>
    private static readonly string[] Lists = ["events", "expect", "timetable", "endpoints", "policy", "limits", "middleboxes", "priority", "via"];

    private readonly Layer _layer;
    private readonly ErrorList _errors;

    private Overlay(Layer layer, ErrorList errors) => (_layer, _errors) = (layer, errors);

    /// <param name="target">What is overridden.</param>
    /// <param name="overrides">What is laid over it.</param>
    /// <param name="layer">The mark of what comes from the overrides.</param>
    /// <param name="errors">Where errors go.</param>
    public static TreeMapping Apply(TreeMapping target, TreeMapping overrides, Layer layer, ErrorList errors) =>
        new Overlay(layer, errors).MergeMappings(target, overrides, []);

    /// <summary>Lays one <c>dotted.path=value</c> over a document.</summary>
    public static TreeMapping Apply(TreeMapping target, TreeScalar path, TreeNode value, Layer layer, ErrorList errors) =>
        Apply(target, new TreeMapping(path.Position, [new TreeEntry(path, value)]), layer, errors);

    private TreeMapping MergeMappings(TreeMapping target, TreeMapping overrides, IReadOnlyList<string> path)
    {
        var result = target;
        foreach (var entry in overrides.Entries)
        {
            var segments = Segments(entry.Key);
            if (Array.Exists(segments, segment => segment.Value.Length == 0))
            {
                _errors.Add(entry.Key.Position, entry.Key.Value, $"'{entry.Key.Value}' is no path of a key: a part of it is empty", "names with one full stop between them, such as links.lte.rate");
                continue;
            }

            if (segments.Length > MostSegments)
            {
                _errors.Add(entry.Key.Position, entry.Key.Value, "the path has too many parts", $"at most {MostSegments}");
                continue;
            }

            result = SetInMapping(result, segments, entry.Value, path);
        }

        return result;
    }

    private TreeMapping SetInMapping(
        TreeMapping target, ReadOnlySpan<TreeScalar> segments, TreeNode value, IReadOnlyList<string> path)
    {
        var key = segments[0];
        IReadOnlyList<string> here = [.. path, key.Value];
        var existing = target.Find(key.Value);
        if (segments.Length == 1 && value.IsNull)
        {
            if (existing is null)
            {
                var names = target.Entries.Select(entry => entry.Key.Value).ToList();
                _errors.Add(key.Position, Dotted(here), "there is nothing to remove here", null, NearestName.Find(key.Value, names));
            }

            return target.With(key, null);
        }

        return target.With(key, Combine(existing, key, segments[1..], value, here));
    }

    private TreeNode Combine(
        TreeNode? existing, TreeScalar key, ReadOnlySpan<TreeScalar> rest, TreeNode value, IReadOnlyList<string> path)
    {
        if (rest.Length == 0)
        {
            return Merge(existing, value, path);
        }

        if (existing is TreeSequence sequence)
        {
            return SetInSequence(sequence, rest, value, path);
        }

        if (existing is null && Lists.Contains(key.Value) && rest[0].Value.All(char.IsAsciiDigit))
        {
            _errors.Add(rest[0].Position, Dotted([.. path, rest[0].Value]), $"there is no list '{key.Value}' here, and so no entry {rest[0].Value} of it", $"the list itself, such as {Dotted(path)}=[{{ … }}]");
            return new TreeSequence(key.Position, [], _layer);
        }

        var mapping = AsMapping(existing, path, rest[0].Value) ?? new TreeMapping(key.Position, [], _layer);
        return SetInMapping(mapping, rest, value, path);
    }

    private TreeNode Merge(TreeNode? existing, TreeNode value, IReadOnlyList<string> path)
    {
        // Overrides that a file has for its variants are laid over nothing yet: their paths and their nulls are meant for later.
        if (value is TreeMapping added && !(existing is null && path is ["variants", ..]))
        {
            var mapping = AsMapping(existing, path, added.Entries.Count > 0 ? added.Entries[0].Key.Value.Split('.')[0] : null) ?? new TreeMapping(value.Position, [], _layer);
            return Replaces(mapping, added, path) ? added.AsOverride(_layer) : MergeMappings(mapping, added, path);
        }

        var keepsOthers = existing is TreeMapping && value is TreeScalar && Shorthands.IsSwitch(path);
        return keepsOthers
            ? MergeMappings((TreeMapping)existing!, Shorthands.Expand(path, (TreeScalar)value)!, path)
            : value.AsOverride(_layer);
    }

    // A value that is one of several forms, such as a loss model over a loss per direction, is replaced as a whole, and so is a distribution,
    // whose keys are values that may have a full stop in them.
    private static bool Replaces(TreeMapping existing, TreeMapping added, IReadOnlyList<string> path) => path is [.., "cdf"] ||
        path is ["links", _, "loss" or "queue"] && IsPerDirection(existing) != IsPerDirection(added);

    private static bool IsPerDirection(TreeMapping mapping) =>
        mapping.Entries.Any(entry => entry.Key.Value is "up" or "down" || entry.Key.Value.StartsWith("up.", StringComparison.Ordinal)
            || entry.Key.Value.StartsWith("down.", StringComparison.Ordinal));

    private TreeSequence SetInSequence(
        TreeSequence target, ReadOnlySpan<TreeScalar> segments, TreeNode value, IReadOnlyList<string> path)
    {
        var key = segments[0];
        IReadOnlyList<string> here = [.. path, key.Value];
        if (!int.TryParse(key.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index >= target.Items.Count)
        {
            _errors.Add(key.Position, Dotted(here), $"'{key.Value}' is not an entry of this list",
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
            items[index] = Combine(items[index], key, segments[1..], value, here);
        }

        return new TreeSequence(target.Position, items, target.Layer);
    }

    private static TreeMapping? AsMapping(TreeNode? node, IReadOnlyList<string> path, string? wanted) => node switch
    {
        TreeMapping mapping => mapping,
        TreeScalar scalar => Shorthands.Expand(path, scalar, wanted),
        _ => null,
    };

    private TreeScalar[] Segments(TreeScalar key)
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
            segments[i] = new TreeScalar(position, parts[i], isPlain: true, _layer);
            offset += parts[i].Length + 1;
        }

        return segments;
    }

    private static string Dotted(IReadOnlyList<string> path) => string.Join('.', path);
}
