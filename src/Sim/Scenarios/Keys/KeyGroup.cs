namespace Mpsim.Scenarios.Keys;

/// <summary>The keys that a mapping may have.</summary>
/// <param name="Title">The place of the mapping in a file, such as <c>links.&lt;name&gt;</c>.</param>
/// <param name="Keys">In the order in which the reference shows them.</param>
internal sealed record KeyGroup(string Title, IReadOnlyList<Key> Keys)
{
    /// <summary>The title of the keys at the top.</summary>
    public const string Top = "top level";

    private const string AnyName = "<name>";
    private const string Events = "events[]";

    public IReadOnlyList<string> Names { get; } = [.. Keys.Select(key => key.Name)];

    /// <summary>All groups of a scenario, in which a key that is unknown here may be at home.</summary>
    public IReadOnlyList<KeyGroup> Family { get; set; } = [];

    /// <summary>Where else a key belongs: a level down or up before other places.</summary>
    /// <param name="key">Name of a key that this group does not have.</param>
    /// <param name="path">The dotted path of the mapping in which it was found.</param>
    /// <returns>The path that it should have, in words where it has none; or null when there is no key of that name.</returns>
    public string? PlaceOf(string key, string path)
    {
        // An event is about one thing, which one of its keys names.
        if (Title.StartsWith(Events, StringComparison.Ordinal) && Family.FirstOrDefault(group => group != this && group.Title.StartsWith(Events, StringComparison.Ordinal) && group.Names.Contains(key)) is not null)
        {
            return $"{key} in an event of its own";
        }

        var home = Family.Where(group => group != this && group.Names.Contains(key)).MinBy(Distance);
        if (home is null || home.Title == Top)
        {
            return home is null ? null : $"{key} at the top level";
        }

        // Titles that stand for several places are told by the first of them.
        var place = home.Title.Split(" and ")[0].Split(',')[0];
        var (ownRoot, ownName) = path.Split('.') is [var root, var name, ..] ? (root, name) : ("", "");
        return $"{(place.StartsWith(ownRoot + ".", StringComparison.Ordinal) ? place.Replace(AnyName, ownName, StringComparison.Ordinal) : place)}.{key}";
    }

    private int Distance(KeyGroup other) =>
        other.Title.StartsWith(Title + ".", StringComparison.Ordinal) ? 0
        : Title.StartsWith(other.Title + ".", StringComparison.Ordinal) ? 1
        : other.Title.Split('.')[0] == Title.Split('.')[0] ? 2
        : 3;
}
