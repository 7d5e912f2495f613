namespace Mpsim.Charts;

/// <summary>Variants that came to the same figures have one panel, titled with all their names.</summary>
public static class Folding
{
    /// <summary>More names than this make a title that nobody reads.</summary>
    private const int MostNames = 6;

    /// <summary>Groups of what is the same, each in the place of its first.</summary>
    public static IReadOnlyList<IReadOnlyList<T>> Groups<T>(IEnumerable<T> items, Func<T, T, bool> areSame)
    {
        var groups = new List<List<T>>();
        foreach (T item in items)
        {
            if (groups.Find(group => areSame(group[0], item)) is { } same)
                same.Add(item);
            else
                groups.Add([item]);
        }

        return groups;
    }

    /// <summary><c>a = b = c</c>, or some of the names and how many more there are.</summary>
    public static string Names(IReadOnlyList<string> names) =>
        names.Count <= MostNames ? string.Join(" = ", names) : $"{string.Join(" = ", names.Take(MostNames - 1))} = {names.Count - MostNames + 1} more";
}
