using Mpsim.Scenarios.Errors;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>The names that a scenario gives to its nodes, links and flows.</summary>
internal static class Identifier
{
    private const int Longest = 40;

    /// <summary>Dots belong to paths and commas to expectations, so names are made of letters, digits, hyphens and underscores.</summary>
    public static void Check(TreeScalar name, string path, ErrorList errors)
    {
        var fits = name.Value.Length is > 0 and <= Longest
            && name.Value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
        if (!fits)
        {
            errors.Add(name.Position, path, $"'{name.Value}' cannot be a name here",
                $"at most {Longest} letters, digits, hyphens and underscores");
        }
    }
}
