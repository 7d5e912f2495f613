using System.Globalization;

namespace Mpsim.Scenarios.Values;

/// <summary>Finds what would steer the terminal or break the line of a table where a text is printed.</summary>
internal static class UnprintableText
{
    /// <returns>The first such character in words, or null.</returns>
    public static string? Find(string text, bool hasLines)
    {
        foreach (var c in text)
        {
            var isBreak = c is '\n' or '\r' or '\u2028' or '\u2029';
            if (isBreak ? !hasLines : char.IsControl(c) && !(hasLines && c == '\t'))
            {
                return isBreak ? "a line break" : string.Create(CultureInfo.InvariantCulture, $"the control character U+{(int)c:X4}");
            }
        }

        return null;
    }
}
