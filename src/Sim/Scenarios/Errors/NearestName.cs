namespace Mpsim.Scenarios.Errors;

/// <summary>Finds the name that was probably meant.</summary>
internal static class NearestName
{
    private const int LongestCompared = 100;
    private const int ShortestBeginning = 3;

    /// <returns>The first of the closest candidates; the only one that begins like this, when none is close enough to be a typing error; or null.</returns>
    public static string? Find(string word, IEnumerable<string> candidates)
    {
        string[] all = [.. candidates];
        string? best = null;
        var bestDistance = word.Length <= 3 ? 2 : 3 + (word.Length / 6);
        foreach (var candidate in all)
        {
            var distance = Distance(word, candidate);
            if (distance < bestDistance && distance < Math.Max(word.Length, candidate.Length))
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best ?? OnlyOneLike(word, all);
    }

    private static string? OnlyOneLike(string word, string[] candidates)
    {
        string[] alike = word.Length < ShortestBeginning ? [] : [.. candidates.Where(candidate => candidate.StartsWith(word, StringComparison.OrdinalIgnoreCase)).Distinct().Take(2)];
        return alike.Length == 1 ? alike[0] : null;
    }

    /// <summary>
    /// The Damerau-Levenshtein distance in its form of optimal string alignment: insertions, deletions, substitutions and swaps
    /// of neighbours; capitals do not count.
    /// </summary>
    public static int Distance(string a, string b)
    {
        if (a.Length > LongestCompared || b.Length > LongestCompared)
        {
            return int.MaxValue;
        }

        var (first, second) = (a.ToLowerInvariant(), b.ToLowerInvariant());
        var table = new int[first.Length + 1, second.Length + 1];
        for (var i = 0; i <= first.Length; i++)
        {
            for (var j = 0; j <= second.Length; j++)
            {
                table[i, j] = i == 0 || j == 0 ? i + j : Step(table, first, second, i, j);
            }
        }

        return table[first.Length, second.Length];
    }

    private static int Step(int[,] table, string a, string b, int i, int j)
    {
        var substitution = table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
        var best = Math.Min(substitution, 1 + Math.Min(table[i - 1, j], table[i, j - 1]));
        var swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
        return swapped ? Math.Min(best, table[i - 2, j - 2] + 1) : best;
    }
}
