using Mpsim.Results;
using ScottPlot;

namespace Mpsim.Charts;

/// <summary>
/// The colours of the paths of a scenario. An access technology has the same colour in all scenarios, so that pictures laid side by
/// side can be compared: it is taken from the link's <c>access</c>, or else from its name. Other paths take what is left, in their order.
/// </summary>
public sealed class PathColors
{
    /// <summary>Words that name a technology, and the colours of its first and second path.</summary>
    private static readonly (string[] Words, Color[] Colors)[] Technologies =
    [
        (["lte", "4g", "umts", "3g", "gprs", "cellular", "mobile"], [Palette.Blue, Palette.SkyBlue]),
        (["wlan", "wifi", "wi", "802"], [Palette.Orange, Palette.Vermilion]),
        (["dsl", "adsl", "vdsl", "fibre", "fiber", "ftth", "cable", "docsis", "ethernet", "lan"], [Palette.Green]),
        (["5g", "nr"], [Palette.Purple]),
    ];

    private readonly Dictionary<string, Color> _colors = [];

    /// <param name="result">Names the paths and, in its parameters, their technologies.</param>
    public PathColors(ScenarioResult result)
    {
        var open = new List<string>();
        foreach (string path in result.PathNames())
        {
            Color[] wanted = Of(Access(result, path)) ?? Of(path) ?? [];
            int free = Array.FindIndex(wanted, color => !_colors.ContainsValue(color));
            if (free >= 0)
                _colors.Add(path, wanted[free]);
            else
                open.Add(path);
        }

        // Where there are more paths than colours they repeat.
        int next = 0;
        foreach (string path in open)
        {
            while (next < Palette.Count && _colors.ContainsValue(Palette.Of(next)))
                next++;
            _colors.Add(path, Palette.Of(next++));
        }
    }

    /// <summary>The colour of a path; grey where no flow of the scenario knows it.</summary>
    public Color this[string path] => _colors.GetValueOrDefault(path, Palette.Capacity);

    private static string Access(ScenarioResult result, string path) => result.Facts.Variants
        .SelectMany(variant => variant.Parameters)
        .FirstOrDefault(parameter => parameter.Key == $"links.{path}.access").Value ?? "";

    /// <summary>The colours of a technology by a word of a name, as in <c>phone-lte</c> or <c>WLAN 2</c>.</summary>
    private static Color[]? Of(string name)
    {
        string[] words = name.ToLowerInvariant().Split(['-', '_', ' ', '.', '/']);
        return Array.Find(Technologies, each => words.Any(word => each.Words.Contains(word.TrimEnd('1', '2')) || each.Words.Contains(word))).Colors;
    }
}
