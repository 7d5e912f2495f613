using Mpsim.Scenarios.Errors;

namespace Mpsim.Scenarios.Yaml;

/// <summary>Keys with values, in the order of the file. Keys are unique.</summary>
internal sealed class TreeMapping(SourcePosition position, IReadOnlyList<TreeEntry> entries, Layer layer = Layer.Base)
    : TreeNode(position, layer)
{
    public IReadOnlyList<TreeEntry> Entries { get; } = entries;

    public TreeNode? Find(string key) => Entries.FirstOrDefault(entry => entry.Key.Value == key)?.Value;

    /// <summary>
    /// This mapping with one key set anew, in its old place or at the end; null removes it. A mapping into which another has been
    /// merged stays where it was written; anything else is now where the new key is.
    /// </summary>
    public TreeMapping With(TreeScalar key, TreeNode? value)
    {
        var entries = new List<TreeEntry>(Entries);
        var index = entries.FindIndex(entry => entry.Key.Value == key.Value);
        if (index >= 0)
        {
            key = entries[index].Value is TreeMapping && value is TreeMapping ? entries[index].Key : key;
            entries.RemoveAt(index);
        }

        if (value is not null)
        {
            entries.Insert(index < 0 ? entries.Count : index, new TreeEntry(key, value));
        }

        return new TreeMapping(Position, entries, Layer);
    }

    public override TreeNode AsOverride(Layer layer) =>
        new TreeMapping(Position, [.. Entries.Select(entry => entry with { Value = entry.Value.AsOverride(layer) })], layer);

    public override string Describe() => "a mapping";
}
