using Mpsim.Scenarios.Errors;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Values;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>
/// Reads the keys of one mapping. Whatever is wrong is reported and replaced by a harmless value, so that reading goes on and finds
/// the other errors; nobody sees the result of a reading with errors.
/// </summary>
internal sealed class MappingReader
{
    private readonly TreeMapping _mapping;
    private readonly ErrorList _errors;
    private readonly bool _isMapping;
    private readonly IReadOnlyDictionary<string, string>? _defaults;
    private readonly HashSet<string> _mistyped = [];

    /// <param name="node">Null stands for an empty mapping.</param>
    /// <param name="path">The dotted path of the mapping; empty at the top.</param>
    /// <param name="owner">Where a missing key is reported: the key or list entry that holds the mapping.</param>
    /// <param name="group">The keys that are allowed.</param>
    /// <param name="errors">Where errors go.</param>
    /// <param name="defaults">Defaults by the name of the key that take the place of those of the keys; null for none.</param>
    public MappingReader(TreeNode? node, string path, SourcePosition owner, KeyGroup group, ErrorList errors, IReadOnlyDictionary<string, string>? defaults = null)
    {
        _defaults = defaults;
        _errors = errors;
        Path = path;
        Owner = owner;
        _mapping = node as TreeMapping ?? new TreeMapping(owner, []);
        _isMapping = node is TreeMapping or null;
        if (!_isMapping)
        {
            errors.Add(node!.Position, path, $"{node.Describe()} stands where a mapping belongs",
                "a mapping with " + string.Join(", ", group.Names));
        }

        ReportUnknownKeys(group);
    }

    public string Path { get; }

    public SourcePosition Owner { get; }

    public string PathOf(string key) => Path.Length == 0 ? key : $"{Path}.{key}";

    public string PathOf(Key key) => PathOf(key.Name);

    /// <returns>The value of the key, or null when it is absent; a key without a value has been reported and counts as absent.</returns>
    public TreeNode? Find(Key key)
    {
        var value = _mapping.Find(key.Name);
        if (value is not { IsNull: true })
        {
            return value;
        }

        _errors.Add(PositionOf(key), PathOf(key), "the key has no value", key.Expected);
        return null;
    }

    /// <summary>The place of the key's name, or of the owner when the key is absent.</summary>
    public SourcePosition PositionOf(Key key) => Entry(key)?.Key.Position ?? Owner;

    /// <summary>Reads a key that has a default or must be given.</summary>
    public T Read<T>(Key<T> key)
    {
        if (Find(key) is { } node)
        {
            return Read(node, PathOf(key), key);
        }

        if ((_defaults?.GetValueOrDefault(key.Name) ?? key.Default) is { } text)
        {
            return key.Form.TryRead(text, out var value, out var problem)
                ? value
                : throw new InvalidOperationException($"the default of {PathOf(key)} cannot be read: {problem.Message}");
        }

        ReportMissing(key);
        return Harmless(key.Form);
    }

    /// <summary>Reads a key that may be absent.</summary>
    /// <returns>False when it is absent or cannot be read.</returns>
    public bool TryRead<T>(Key<T> key, out T value)
    {
        value = Harmless(key.Form);
        return Find(key) is { } node && TryRead(node, PathOf(key), key.Form, out value);
    }

    /// <summary>Reads a value that stands elsewhere than under its key, such as in a value per direction.</summary>
    public T Read<T>(TreeNode node, string path, Key<T> key)
    {
        TryRead(node, path, key.Form, out var value);
        return value;
    }

    public bool TryRead<T>(TreeNode node, string path, ValueForm<T> form, out T value)
    {
        value = Harmless(form);
        if (node is not TreeScalar scalar || node.IsNull)
        {
            _errors.Add(node.Position, path, $"{node.Describe()} stands where a single value belongs", form.Expected);
            return false;
        }

        if (form.TryRead(scalar.Value, out var read, out var problem))
        {
            value = read;
            return true;
        }

        _errors.Add(node.Position, path, problem.Message, problem.SaysAll ? null : form.Expected, problem.Nearest);
        return false;
    }

    /// <summary>Opens the mapping under a key; an absent one reads as empty.</summary>
    public MappingReader Open(Key key, KeyGroup group, IReadOnlyDictionary<string, string>? defaults = null) =>
        new(Find(key), PathOf(key), PositionOf(key), group, _errors, defaults);

    /// <summary>The entries of a mapping whose keys are names given by the scenario; none when it is absent.</summary>
    public IReadOnlyList<TreeEntry> NamedEntries(Key key)
    {
        var node = Find(key);
        if (node is TreeMapping named)
        {
            return named.Entries;
        }

        if (node is not null)
        {
            _errors.Add(node.Position, PathOf(key), $"{node.Describe()} stands where a mapping belongs", key.Expected);
        }
        else if (key.IsRequired)
        {
            ReportMissing(key);
        }

        return [];
    }

    /// <summary>The items of a list; none when it is absent.</summary>
    public IReadOnlyList<TreeNode> Items(Key key)
    {
        var node = Find(key);
        if (node is TreeSequence sequence)
        {
            return sequence.Items;
        }

        if (node is not null)
        {
            _errors.Add(node.Position, PathOf(key), $"{node.Describe()} stands where a list belongs", key.Expected);
        }
        else if (key.IsRequired)
        {
            ReportMissing(key);
        }

        return [];
    }

    public void ReportMissing(Key key)
    {
        // A key that is there with a typing error is not missing as well.
        if (_isMapping && _mapping.Find(key.Name) is null && !_mistyped.Contains(key.Name))
        {
            _errors.Add(Owner, PathOf(key), $"the key '{key.Name}' is missing", key.Expected);
        }
    }

    /// <summary>Reports keys that have no meaning here, except those that an override has left over from what it lies on.</summary>
    /// <param name="keys">The keys without meaning.</param>
    /// <param name="reason">The value that makes them so; it excuses the keys of the layers below its own.</param>
    /// <param name="message">Why they have no meaning, as a clause.</param>
    public void ReportMeaningless(IReadOnlyList<Key> keys, TreeNode? reason, string message)
    {
        foreach (var key in keys)
        {
            // What --set puts under the variants is like a key of the file itself: a variant that makes it meaningless takes no notice.
            if (Entry(key) is not { } entry)
            {
                continue;
            }

            if (reason is null || (entry.Value.Layer == Layer.CommandLine ? reason.Layer < Layer.CommandLine : entry.Value.Layer >= reason.Layer))
            {
                _errors.Add(entry.Key.Position, PathOf(key), message);
            }
            else
            {
                _errors.LeftOver.Add(entry.Value.Position);
            }
        }
    }

    private static T Harmless<T>(ValueForm<T> form)
    {
        form.TryRead("", out var value, out _);
        return value;
    }

    private TreeEntry? Entry(Key key) => _mapping.Entries.FirstOrDefault(entry => entry.Key.Value == key.Name);

    private void ReportUnknownKeys(KeyGroup group)
    {
        foreach (var (key, _) in _mapping.Entries)
        {
            if (group.Names.Contains(key.Value))
            {
                continue;
            }

            // A key that stands at the wrong level is meant as it is written, unless a single letter makes it one of these.
            var nearest = NearestName.Find(key.Value, group.Names);
            if (group.PlaceOf(key.Value, Path) is { } place && (nearest is null || NearestName.Distance(key.Value, nearest) > 1))
            {
                nearest = place;
            }

            _mistyped.Add(nearest ?? "");
            _errors.Add(key.Position, PathOf(key.Value), $"unknown key '{key.Value}'", "one of " + string.Join(", ", group.Names), nearest);
        }
    }
}
