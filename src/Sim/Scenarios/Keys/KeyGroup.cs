namespace Mpsim.Scenarios.Keys;

/// <summary>The keys that a mapping may have.</summary>
/// <param name="Title">The place of the mapping in a file, such as <c>links.&lt;name&gt;</c>.</param>
/// <param name="Keys">In the order in which the reference shows them.</param>
internal sealed record KeyGroup(string Title, IReadOnlyList<Key> Keys)
{
    public IReadOnlyList<string> Names { get; } = [.. Keys.Select(key => key.Name)];
}
